/**
 * The work of a whole review grows with its bytes and not with their square. Here are the shapes of bench/growth.ts in which one list
 * refers to another: a small review is compared with one of eight times its size. That is a matter of ratios: a linear rule takes 8
 * times as long and a quadratic one 64 times, on a fast machine as on a slow one. Every list and map of the schema is in
 * test/rules/growth.property.test.ts, which counts the steps of the rules, and in bench/growth.ts, which measures up to 3 MiB.
 */
import { describe, expect, test } from '@jest/globals';
import { meanTimeOf, timeOf } from '../../bench/measure.ts';
import { countFor, mostRead, reviewWith, shapes, type Shape } from '../../bench/shapes.ts';

const growth = 8;
const firstBytes = 256 * 1024;
/** What takes less at first is not looked at more closely. It is a few times what a linear rule takes. */
const soonMs = 6;
/** What takes longer is compared with a smaller one, what takes less with a larger one. */
const lateMs = 60;
/** Between linear, 8 times, and quadratic, 64 times, which a part of the work that is linear makes less. */
const maxRatio = 20;
const attempts = 5;
/** Fewer are no matter of growth. */
const fewest = 64;

/** How much longer the review takes when eight times as much is in it; undefined where that does not matter. */
function ratioOf(shape: Shape): number | undefined {
  const timeWith = (n: number, runs: number): number => timeOf(reviewWith(shape, n), runs, lateMs);
  // From a small one up to the first size, so that what is slow is known before it takes minutes.
  const first = Math.min(countFor(shape)(firstBytes), Math.floor(mostRead(shape) / growth));
  let n = Math.min(first, fewest);
  let ms = timeWith(n, 2);
  while (n < first && ms < lateMs) {
    n = Math.min(first, n * growth);
    ms = timeWith(n, 2);
  }
  if (ms < soonMs) return undefined;
  const large = reviewWith(shape, ms < lateMs ? n * growth : n);
  const small = reviewWith(shape, ms < lateMs ? n : Math.ceil(n / growth));
  // The least of a few attempts, each side measured at the same time: what disturbs one then disturbs the other.
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least > maxRatio; attempt++) {
    const short = meanTimeOf(small, 10);
    const long = timeOf(large, 2);
    least = Math.min(least, long / short);
  }
  return least;
}

/** Those of a field have its path in their place, as in `Pod CREATE spec.tolerations`. */
const isOfLists = ({ place }: Shape): boolean => place.split(' ').length === 2;
const groups = Map.groupBy([...shapes()].filter(isOfLists), ({ place }) => place);

describe.each([...groups])('%s', (_, group) => {
  test('grows with its bytes', () => {
    const quadratic = group.flatMap((shape) => {
      const ratio = ratioOf(shape);
      return ratio === undefined || ratio <= maxRatio
        ? []
        : [`${shape.place} ${shape.what}: ${ratio.toFixed(0)} times`];
    });
    expect(quadratic).toEqual([]);
  }, 120_000);
});
