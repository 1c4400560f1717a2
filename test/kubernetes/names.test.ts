import { expect, test } from '@jest/globals';
import * as names from '../../src/kubernetes/names.ts';

const long = (length: number): string => 'x'.repeat(length);

test.each<[Exclude<keyof typeof names, `is${string}` | 'withoutTrailingDash'>, string[], string[]]>([
  ['dnsLabelError', ['a', '0', 'a-1', long(63)], ['', 'A', '-a', 'a-', 'a.b', 'a_b', 'ü', 'a\n', long(64)]],
  ['dnsSubdomainError', ['a', 'a.b-c', long(253)], ['', '.', 'a.', 'a..b', 'a.-b', 'A', long(254)]],
  [
    'qualifiedNameError',
    ['A_b.c', 'a.b/C', `${long(253)}/${long(63)}`],
    ['', '/', 'a/', '/a', 'A/b', 'a/b/c', '-', long(64)],
  ],
  ['annotationKeyError', ['A.io/b', 'K\u212a'], ['', 'a b', 'a/b/c']],
  ['labelValueError', ['', 'A-1', long(63)], ['-', 'a b', 'a/b', long(64)]],
  ['portNameError', ['a', '1a', 'a-1', long(15)], ['', '1', 'A', '-a', 'a-', 'a--b', long(16)]],
  ['envNameError', ['A', ' ', '1', '~!', long(500)], ['', '=', 'a=', 'a\n', '\x7f', 'ü']],
  ['configKeyError', ['a', '.a', 'A_-', long(253)], ['', '.', '..', '..a', 'a/b', long(254)]],
  ['backstepError', ['', 'a', '...', 'a..b', '/..a'], ['..', 'a/..', '../a', '/../']],
  ['descendingPathError', ['', 'a/b', '..a'], ['/', '/a', 'a/../b']],
  ['filePathError', ['', 'a/..b'], ['/a', '..', '..data', 'a/..']],
])('%s', (name, valid, invalid) => {
  expect(valid.filter((text) => names[name](text) !== undefined)).toEqual([]);
  expect(invalid.filter((text) => names[name](text) === undefined)).toEqual([]);
});

test('what is wrong is said in a few words', () => {
  expect(names.dnsLabelError('a.b')).toBe('must not contain dots');
  expect(names.dnsLabelError(long(64))).toBe('must be at most 63 characters');
  expect(names.qualifiedNameError('a.b/')).toBe("the part behind '/' must not be empty");
  expect(names.qualifiedNameError('A/b')).toMatch(/^the part before '\/' must consist of a-z/);
});

test.each([
  ['a-', 'a'],
  ['ab-', 'aa'],
  ['-', '-'],
  ['ab', 'ab'],
  ['ü-', 'ü-'],
])('without its trailing dash %s is checked as %s', (prefix, checked) =>
  expect(names.withoutTrailingDash(prefix)).toBe(checked),
);

test('a long text takes no time that matters', () => {
  const text = `${'a-'.repeat(200_000)}!`;
  for (const errorOf of [names.qualifiedNameError, names.envNameError, names.backstepError]) errorOf(text);
  expect(names.dnsSubdomainError(text)).toBeDefined();
});
