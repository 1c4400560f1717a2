import { expect, test } from '@jest/globals';
import { cut, firstOf, quoted } from '../../src/text/quoted.ts';

const long = 'x'.repeat(254);

test.each<[string[], string]>([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c, d, e'],
  [['a', 'b', 'c', 'd', 'e', 'f'], 'a, b, c, d, e and 1 more'],
  [[long, 'b', 'c'], `${'x'.repeat(99)}… and 2 more`],
  [['x'.repeat(63), 'y'.repeat(63), 'z'], `${'x'.repeat(63)} and 2 more`],
])('the first of %j', (texts, expected) => expect(firstOf(texts)).toBe(expected));

test.each<[string[], 'and' | 'or', string]>([
  [[], 'and', ''],
  [['a'], 'and', 'a'],
  [['a', 'b'], 'and', 'a and b'],
  [['a', 'b', 'c'], 'or', 'a, b or c'],
  [['a', 'b', 'c', 'd', 'e', 'f'], 'and', 'a, b, c, d, e and 1 more'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'or', 'a, b, c, d, e or one of 2 more'],
])('the first of %j with the conjunction %s', (texts, conjunction, expected) =>
  expect(firstOf(texts, conjunction)).toBe(expected),
);

test('a name is shown in full, and a longer text is not', () => {
  expect(cut('x'.repeat(253))).toBe('x'.repeat(253));
  expect(cut(long)).toBe(`${'x'.repeat(252)}…`);
  expect(quoted('a"b')).toBe('"a\\"b"');
  expect(quoted('x'.repeat(1_000_000)).length).toBe(255);
});
