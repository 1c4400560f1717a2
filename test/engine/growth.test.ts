/**
 * The work of a review grows with its bytes and not with their square, whatever list, map or text of the schema grows. The shapes are
 * those of bench/growth.ts, which measures them up to 3 MiB; here a small review is compared with one of eight times its size. That
 * is a matter of ratios: a linear rule takes 8 times as long and a quadratic one 64 times, on a fast machine as on a slow one.
 */
import { describe, expect, test } from '@jest/globals';
import { meanTimeOf, timeOf } from '../../bench/measure.ts';
import { shapes, sized, type Shape } from '../../bench/shapes.ts';

const growth = 8;
const largeBytes = 64 * 1024;
/** What takes less at the large size is not looked at more closely. It is a few times what a linear rule takes. */
const soonMs = 8;
/** What takes this long at the small size is compared at smaller ones, so that the test ends. */
const lateMs = 60;
/** Between linear and quadratic. */
const maxRatio = 28;
const attempts = 3;

/** How much longer the review takes when it is eight times as large; undefined where that does not matter. */
function ratioOf(shape: Shape): number | undefined {
  const ofSize = sized(shape);
  let bytes = largeBytes;
  while (bytes > 1024 && timeOf(ofSize(bytes / growth), 1) > lateMs) bytes /= growth;
  const large = ofSize(bytes);
  if (timeOf(large, 2, Infinity) < soonMs) return undefined;
  const small = ofSize(bytes / growth);
  // The least of a few attempts, each side measured at the same time: what disturbs one then disturbs the other.
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least > maxRatio; attempt++) {
    const short = meanTimeOf(small, 10);
    const long = timeOf(large, 2);
    least = Math.min(least, long / short);
  }
  return least;
}

const groups = Map.groupBy(shapes({ alike: true }), ({ place }) => place.split(' ', 2).join(' '));

describe.each([...groups])('%s', (_, group) => {
  test('grows with its bytes', () => {
    const quadratic = group.flatMap((shape) => {
      const ratio = ratioOf(shape);
      return ratio === undefined || ratio <= maxRatio
        ? []
        : [`${shape.place} ${shape.what}: ${ratio.toFixed(0)} times`];
    });
    expect(quadratic).toEqual([]);
  }, 300_000);
});
