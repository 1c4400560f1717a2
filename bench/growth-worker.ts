/** Measures the shapes from a given one on, and tells the parent each step before it begins, so that a step that does not end has a name. */
import { exponentOf, heapOf, timeOf, type Point } from './measure.ts';
import { chosen, countFor, reviewWith, type Shape } from './shapes.ts';
import type { Report, Row, Task } from './growth.ts';

/** Milliseconds of a step after which a shape is not made larger, and below which noise says more than the shape. */
const longMs = 2000;
const floorMs = 4;
/** Where the largest takes less, it does not matter how it came about. */
const matteringMs = 100;

function measure(shape: Shape, maxBytes: number, step: (bytes: number) => void): Row {
  const { place, what } = shape;
  const points: Point[] = [];
  const count = countFor(shape);
  let largest: Buffer = Buffer.alloc(0);
  const at = (bytes: number): number => {
    step(bytes);
    const body = reviewWith(shape, count(bytes));
    const ms = timeOf(body);
    points.push({ bytes: body.length, ms });
    if (body.length > largest.length) largest = body;
    return ms;
  };

  // Up in strides of eight while even a quadratic shape would be done soon, then in doublings.
  let bytes = Math.min(32 * 1024, maxBytes);
  let ms = at(bytes);
  while (bytes < maxBytes && ms <= longMs) {
    bytes = Math.min(maxBytes, bytes * (ms * 64 < longMs ? 8 : 2));
    ms = at(bytes);
  }
  // Doublings below the largest, where strides passed them over.
  if (ms > matteringMs && ms <= longMs) for (const part of [2, 4]) at(bytes / part);
  points.sort((a, b) => a.bytes - b.bytes);
  const fitted = points.filter((point) => point.bytes >= bytes / 6);
  const exponent = ms > matteringMs ? exponentOf(fitted, floorMs) : undefined;
  const heap = ms > matteringMs / 10 || largest.length > 2 ** 20 ? heapOf(largest) : undefined;
  return {
    place,
    what,
    points,
    ...(heap === undefined ? {} : { heap }),
    ...(exponent === undefined ? {} : { exponent }),
    ...(bytes < maxBytes ? { fate: 'stopped' } : {}),
  };
}

// Without a parent there is nobody to measure for.
process.on('disconnect', () => process.exit());
process.on('message', ({ only, maxBytes, start }: Task) => {
  let index = -1;
  for (const shape of chosen(only)) {
    if (++index < start) continue;
    const { place, what } = shape;
    const step = (bytes: number): void => void process.send!({ step: { index, place, what, bytes } } satisfies Report);
    process.send!({ row: measure(shape, maxBytes, step) } satisfies Report);
  }
  process.disconnect();
});
