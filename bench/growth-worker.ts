/** Measures the shapes that the parent sends. Each step is reported before it begins, so that a step that does not end can be named. */
import { briefTimeOf, exponentOf, heapOf, meanTimeOf, linearTimeOf, timeOf, type Point } from './measure.ts';
import { chosen, countFor, mostRead, reviewWith, type AnyShape } from './shapes.ts';
import type { Report, Row, Task } from './growth.ts';

/** If two small reviews predict that the largest takes less than this, it is not measured. */
const mattersMs = 50;
/** If the largest takes less than this, its growth and its heap are not measured. */
const growthMattersMs = 100;
/** If a step takes more milliseconds than this, the shape is not made larger. */
const longMs = 2000;
/** A shape that grows faster or takes longer is measured again, because other load on the machine may be the reason. */
const suspicious = { exponent: 1.15, ms: 800 };

const small = 24 * 1024;
const medium = 8 * small;

type Result = Omit<Row, 'place' | 'what'>;

function measure(shape: AnyShape, maxBytes: number, step: (entries: number) => void): Result {
  const { path = 'mutate' } = shape;
  const count = countFor(shape);
  const make = (entries: number): Buffer => {
    step(entries);
    return reviewWith(shape, entries);
  };
  const [few, more] = [count(Math.min(small, maxBytes)), count(Math.min(medium, maxBytes))];
  const [first, second] = [make(few), make(more)];
  const brief: Point[] = [first, second].map((body) => ({ bytes: body.length, ms: briefTimeOf(body, path) }));
  const most = Math.min(count(maxBytes), mostRead(shape));
  const exponent = Math.max(1, exponentOf(brief));
  const expected = (entries: number): number => brief[1]!.ms * (entries / more) ** exponent;
  if (most <= more || expected(most) < mattersMs) return { points: brief };

  // A shape that seems to be quadratic is not made large at once.
  let entries = most;
  while (entries > 2 * more && expected(entries) > longMs) entries = Math.ceil(entries / 2);
  let body = make(entries);
  const timeOnce = (): number => timeOf(body, 1, Infinity, path);
  let ms = timeOnce();
  while (entries < most && ms <= longMs) {
    entries = Math.min(most, entries * 2);
    body = make(entries);
    ms = timeOnce();
  }
  const fate = entries < most ? { fate: 'stopped' } : {};
  if (ms < growthMattersMs) return { points: [...brief, { bytes: body.length, ms }], ...fate };

  step(entries);
  const heap = heapOf(body, path);
  const growth = (points: readonly Point[]): Result => ({ points, exponent: exponentOf(points), heap, ...fate });
  const meanOf = (bytes: Buffer): Point => ({ bytes: bytes.length, ms: meanTimeOf(bytes, mattersMs, path) });
  let result = growth([meanOf(second), { bytes: body.length, ms }]);
  const isSuspicious = (): boolean =>
    result.exponent! > suspicious.exponent || result.points.at(-1)!.ms > suspicious.ms;
  if (!isSuspicious()) return result;

  // Measured with three sizes, and compared with the growth of a linear program on this machine.
  const bodies = [make(Math.ceil(entries / 16)), make(Math.ceil(entries / 4)), body];
  for (let attempt = 0; attempt < 3 && isSuspicious(); attempt++) result = growth(bodies.map(meanOf));
  if (result.exponent! <= suspicious.exponent) return result;
  const linear = exponentOf(bodies.map((bytes) => ({ bytes: bytes.length, ms: linearTimeOf(bytes, mattersMs) })));
  return { ...result, exponent: result.exponent! - Math.max(0, linear - 1) };
}

// Without a parent, nobody reads the results.
process.on('disconnect', () => process.exit());
let shapes: AnyShape[] | undefined;
process.on('message', ({ only, maxBytes, index }: Task) => {
  shapes ??= [...chosen(only)];
  const shape = shapes[index]!;
  const { place, what } = shape;
  const step = (entries: number): void => void process.send!({ place, what, entries } satisfies Report);
  process.send!({ row: { place, what, ...measure(shape, maxBytes, step) } } satisfies Report);
});
