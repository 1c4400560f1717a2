import { expect, test } from '@jest/globals';
import { cut, listText, quoted, withClosedQuotes, withShortNames, withShortQuotes } from '../../src/text/quoted.ts';

const long = 'x'.repeat(254);

test.each<[string[], string]>([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c, d, e'],
  [['a', 'b', 'c', 'd', 'e', 'f'], 'a, b, c, d, e and 1 more'],
  [[long, 'b', 'c'], `${'x'.repeat(99)}… and 2 more`],
  [[JSON.stringify(long), 'b'], `"${'x'.repeat(98)}…" and 1 more`],
  [['x'.repeat(63), 'y'.repeat(63), 'z'], `${'x'.repeat(63)} and 2 more`],
])('the first of %j', (texts, expected) => expect(listText(texts)).toBe(expected));

test.each<[string[], 'and' | 'or', string]>([
  [[], 'and', ''],
  [['a'], 'and', 'a'],
  [['a', 'b'], 'and', 'a and b'],
  [['a', 'b', 'c'], 'or', 'a, b or c'],
  [['a', 'b', 'c', 'd', 'e', 'f'], 'and', 'a, b, c, d, e and 1 more'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'or', 'a, b, c, d, e or one of 2 more'],
])('the first of %j with the conjunction %s', (texts, conjunction, expected) =>
  expect(listText(texts, conjunction)).toBe(expected),
);

test('a name is shown in full, and a longer text is not', () => {
  expect(cut('x'.repeat(253))).toBe('x'.repeat(253));
  expect(cut(long)).toBe(`${'x'.repeat(252)}…`);
  expect(quoted('a"b')).toBe('"a\\"b"');
  expect(quoted('x'.repeat(1_000_000)).length).toBe(255);
});

test.each<[string, string, string]>([
  ['nothing to shorten', 'container "web"', 'container "web"'],
  ['two names', `"${'a'.repeat(20)}" and "${'b'.repeat(20)}c"`, '"aaaaaaaaa…aaaa" and "bbbbbbbbb…bbbc"'],
  ['spaces and escaped quotes', '"a b \\"c\\" d e f g h i j k"', '"a b \\"c\\"… j k"'],
  ['words without quotes', 'kubectl-edit-pod-with-a-long-name', 'kubectl-edit-pod-with-a-long-name'],
])('%s', (_, text, short) => expect(withShortQuotes(text, 16)).toBe(short));

test.each<[string, string]>([
  ['', ''],
  ['"a"', '"a"'],
  ['"a…', '"a…"'],
  ['"a" and "b\\"…', '"a" and "b\\"…"'],
  ['"password=(hidden)', '"password=(hidden)"'],
])('%j with closed quotes', (text, closed) => expect(withClosedQuotes(text)).toBe(closed));

test('words are shortened too, and the names of fields are not', () => {
  const text = `terminationGracePeriodSeconds of example.com/${'a'.repeat(40)} and "${'b'.repeat(30)}"`;
  expect(withShortNames(text, 20)).toBe(
    `terminationGracePeriodSeconds of example.com/${'a'.repeat(8)}…${'a'.repeat(9)} and "${'b'.repeat(12)}…${'b'.repeat(5)}"`,
  );
});
