import { expect, test } from '@jest/globals';
import * as names from '../../src/kubernetes/names.ts';

const long = (length: number): string => 'x'.repeat(length);

test.each<[keyof typeof names & `${string}Error`, string[], string[]]>([
  ['dnsLabelError', ['a', '0', 'a-1', long(63)], ['', 'A', '-a', 'a-', 'a.b', 'a_b', 'ü', 'a\n', long(64)]],
  ['dnsSubdomainError', ['a', 'a.b-c', long(253)], ['', '.', 'a.', 'a..b', 'a.-b', 'A', long(254)]],
  ['csiDriverError', ['A.b', 'a'], ['', 'a_b', '-']],
  [
    'qualifiedNameError',
    ['A_b.c', 'a.b/C', long(63), `${long(253)}/${long(63)}`],
    ['', '/', 'a/', '/a', 'A/b', 'a/b/c', '-', long(64)],
  ],
  ['annotationKeyError', ['A.io/b', 'K\u212a'], ['', 'a b', 'a/b/c']],
  ['labelValueError', ['', 'A-1', long(63)], ['-', 'a b', 'a/b', long(64)]],
  ['portNameError', ['a', '1a', 'a-1', long(15)], ['', '1', 'A', 'a_b', '-a', 'a-', 'a--b', long(16)]],
  ['envNameError', ['A', ' ', '1', '~!', long(500)], ['', '=', 'a=', 'a\n', '\x7f', 'ü']],
  ['configKeyError', ['a', '.a', 'A_-', long(253)], ['', '.', '..', '..a', 'a/b', long(254)]],
  ['backstepError', ['', 'a', '...', 'a..b', '/..a'], ['..', 'a/..', '../a', '/../']],
  ['descendingPathError', ['', 'a/b', '..a'], ['/', '/a', 'a/../b']],
  ['filePathError', ['', 'a/..b'], ['/a', '..', '..data', 'a/..']],
])('%s', (name, valid, invalid) => {
  expect(valid.filter((text) => names[name](text) !== undefined)).toEqual([]);
  expect(invalid.filter((text) => names[name](text) === undefined)).toEqual([]);
});

test.each<[keyof typeof names & `${string}Error`, string, string]>([
  ['dnsLabelError', '', 'must not be empty'],
  ['dnsLabelError', 'a.b', 'must not contain dots'],
  ['dnsLabelError', long(64), 'must be no more than 63 characters'],
  ['dnsLabelError', 'X'.repeat(63), "must consist of lowercase letters, digits and '-', and must start and end with a letter or digit"], // prettier-ignore
  ['dnsSubdomainError', '', 'must not be empty'],
  ['dnsSubdomainError', long(254), 'must be no more than 253 characters'],
  ['dnsSubdomainError', `${long(252)}-`, "must consist of lowercase letters, digits, '-' and '.', and must start and end with a letter or digit"], // prettier-ignore
  ['dnsSubdomainError', 'a..b', 'must start and end with a letter or digit, and so must each part between dots'],
  [
    'dnsSubdomainError',
    'a_b',
    "must consist of lowercase letters, digits, '-' and '.', and must start and end with a letter or digit",
  ],
  [
    'csiDriverError',
    'A_b',
    "must consist of letters, digits, '-' and '.', and must start and end with a letter or digit",
  ],
  ['csiDriverError', 'A..b', 'must start and end with a letter or digit, and so must each part between dots'],
  ['dnsLabelError', `${long(63)}.`, "must be no more than 63 lowercase letters, digits and '-', and must start and end with a letter or digit"], // prettier-ignore
  ['dnsLabelError', `${long(63)}.a`, 'must be no more than 63 characters, and must not contain dots'],
  ['dnsSubdomainError', `${long(253)}_`, "must be no more than 253 lowercase letters, digits, '-' and '.', and must start and end with a letter or digit"], // prettier-ignore
  ['csiDriverError', `A_${long(253)}`, "must be no more than 253 letters, digits, '-' and '.', and must start and end with a letter or digit"], // prettier-ignore
  ['qualifiedNameError', `${long(63)} `, "must be no more than 63 letters, digits, '-', '_' and '.', optionally after a domain and '/'"], // prettier-ignore
  ['qualifiedNameError', `a/${long(63)}-`, "must have no more than 63 characters after the '/', and must start and end with a letter or digit after the '/'"], // prettier-ignore
  ['labelValueError', `${long(63)}-`, "must be no more than 63 letters, digits, '-', '_' and '.', and must start and end with a letter or digit"], // prettier-ignore
  ['portNameError', 'HTTP_main_port_x', "must be no more than 15 lowercase letters, digits and '-'"], // prettier-ignore
  ['portNameError', `8--${long(15)}`, "must be no more than 15 characters, and must not contain '--'"],
  ['configKeyError', `..${long(253)}`, "must be no more than 253 characters, and must not be '.' and must not start with '..'"], // prettier-ignore
  ['qualifiedNameError', '', 'must not be empty'],
  ['qualifiedNameError', 'a/b/c', "must not contain more than one '/'"],
  ['qualifiedNameError', '/b', "must not start with '/'"],
  ['qualifiedNameError', 'a.b/', "must not end with '/'"],
  ['qualifiedNameError', 'A/b', "must have a lowercase domain such as example.com before the '/'"],
  ['qualifiedNameError', `${long(254)}/b`, "must have no more than 253 characters before the '/'"],
  ['qualifiedNameError', `a/${long(64)}`, "must have no more than 63 characters after the '/'"],
  ['qualifiedNameError', 'a b', "must consist of letters, digits, '-', '_' and '.', optionally after a domain and '/'"],
  ['qualifiedNameError', 'a_', 'must start and end with a letter or digit'],
  ['qualifiedNameError', 'a/b c', "must have only letters, digits, '-', '_' and '.' after the '/'"],
  ['qualifiedNameError', 'a/b_', "must start and end with a letter or digit after the '/'"],
  ['portNameError', '', 'must not be empty'],
  ['portNameError', '80', 'must contain at least one letter'],
  ['envNameError', '', 'must not be empty'],
  ['configKeyError', '', 'must not be empty'],
])('%s of %j', (name, text, expected) => expect(names[name](text)).toBe(expected));

test.each([
  ['a-', 'a'],
  ['ab-', 'aa'],
  ['-', '-'],
  ['ab', 'ab'],
  ['ü-', 'ü-'],
  ['\u0080-', '\u0080-'],
])('without its trailing dash %s is checked as %s', (prefix, checked) =>
  expect(names.withoutTrailingDash(prefix)).toBe(checked),
);

test('a long text does not take long', () => {
  const text = `${'a-'.repeat(200_000)}!`;
  for (const errorOf of [names.qualifiedNameError, names.envNameError, names.backstepError]) errorOf(text);
  expect(names.dnsSubdomainError(text)).toBeDefined();
});
