/**
 * The work of a review grows with its size, and not with the square of its size. The shapes are those of bench/growth.ts in which one
 * list refers to another. A small review is compared with one of eight times its size. The test compares ratios: a linear rule takes 8
 * times as long and a quadratic one 64 times, on a fast machine as well as on a slow one. Every list and map of the schema is in
 * test/rules/growth.property.test.ts, which counts the steps of the rules, and in bench/growth.ts, which measures reviews of up to about
 * 3 MiB.
 */
import { describe, expect, test } from '@jest/globals';
import { meanTimeOf, timeOf } from '../../bench/measure.ts';
import { countFor, mostRead, reviewWith, shapes, type Shape } from '../../bench/shapes.ts';

const growth = 8;
const firstBytes = 256 * 1024;
/** If the first review takes less than this, the growth is not measured. It is a few times the time of a linear rule. */
const soonMs = 6;
/** If a review takes longer than this, it is compared with a smaller one, and otherwise with a larger one. */
const lateMs = 60;
/** Between linear, 8 times, and quadratic, 64 times. A linear part of the work makes the ratio smaller. */
const maxRatio = 20;
const attempts = 5;
/** The growth of fewer entries does not matter. */
const fewest = 64;

/** How much longer the review takes with eight times as many entries. Undefined if that does not matter. */
function ratioOf(shape: Shape): number | undefined {
  const timeWith = (n: number, runs: number): number => timeOf(reviewWith(shape, n), runs, lateMs);
  // Starts with a small review, so that a slow shape is found before it takes minutes.
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
  // The minimum of a few attempts. Both sides are measured at the same time, so that other load affects both.
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least > maxRatio; attempt++) {
    const short = meanTimeOf(small, 10);
    const long = timeOf(large, 2);
    least = Math.min(least, long / short);
  }
  return least;
}

/** The place of a shape for one field contains its path, such as `Pod CREATE spec.tolerations`. */
const isOfLists = ({ place }: Shape): boolean => place.split(' ').length === 2;
const groups = Map.groupBy([...shapes()].filter(isOfLists), ({ place }) => place);

describe.each([...groups])('%s', (_, group) => {
  test('grows in proportion to its size', () => {
    const quadratic = group.flatMap((shape) => {
      const ratio = ratioOf(shape);
      return ratio === undefined || ratio <= maxRatio
        ? []
        : [`${shape.place} ${shape.what}: ${ratio.toFixed(0)} times`];
    });
    expect(quadratic).toEqual([]);
  });
});
