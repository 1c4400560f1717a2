/**
 * No string is split into as many pieces as it has separators, because a list of millions of pieces takes many times the memory of the
 * string. The test covers the strings of every struct in the schema, so a new field is included automatically.
 */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { timeOf } from '../../bench/measure.ts';
import { reviewWith, shapes, type Shape } from '../../bench/shapes.ts';

const separators = ['blanks', 'dashes', 'dots', 'slashes', 'colons', 'equal signs', 'line breaks', 'references'];
const isText = ({ operation, what }: Shape): boolean => operation === 'CREATE' && separators.includes(what);

const length = 20_000;
/** More than any rule needs, and far fewer than the number of separators. */
const maxPieces = 1_200;

let most = 0;
beforeEach(() => {
  most = 0;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to its text below
  const split = String.prototype.split;
  jest.spyOn(String.prototype, 'split').mockImplementation(function (this: string, separator, limit) {
    const pieces = Reflect.apply(split, this, [separator, limit]);
    most = Math.max(most, pieces.length);
    return pieces;
  });
});
afterEach(() => void jest.restoreAllMocks());

test('a string is split into few pieces', () => {
  const taken = [...shapes()].filter(isText).flatMap((shape) => {
    most = 0;
    timeOf(reviewWith(shape, length), 1);
    return most > maxPieces ? [`${shape.place} ${shape.what}: ${most}`] : [];
  });
  expect(taken).toEqual([]);
});
