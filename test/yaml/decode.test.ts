import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/json/json.ts';
import { LineIndex } from '../../src/yaml/positions.ts';
import { read } from './read.ts';

const valueOf = (text: string): Json => read(text).value;

describe('values', () => {
  test.each<[string, string, Json]>([
    ['a byte order mark and CRLF', '\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['dates stay texts', 'a: 2026-01-02\n', { a: '2026-01-02' }],
    ['aliases', 'a: &x {b: 1}\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
    ['merge keys', 'a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ['a merge after the key it overrides', 'a: &x {b: 1}\nc:\n  b: 2\n  <<: *x\n', { a: { b: 1 }, c: { b: 1 } }],
    ['several merges, of which the first wins', 'a:\n  <<: [{b: 1}, {b: 2, c: 3}]\n', { a: { b: 1, c: 3 } }],
    ['a duplicate key', 'a: 1\na: 2\n', { a: 2 }],
    ['lists that are not indented', 'a: [\n1,\n2\n]\nb:\n- c\n', { a: [1, 2], b: ['c'] }],
    ['CR alone', 'a: 1\rb: 2\r', { a: 1, b: 2 }],
  ])('%s', (_, text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['y', true],
    ['Y', true],
    ['yes', true],
    ['On', true],
    ['yEs', 'yEs'],
    ['n', false],
    ['NO', false],
    ['off', false],
    ['~', null],
    ['', null],
    ['"y"', 'y'],
    ["'1'", '1'],
    ['1_000', 1000],
    ['_1', '_1'],
    ['0b11', 3],
    ['-0b11', -3],
    ['0X1F', 31],
    ['0644', 420],
    ['+0644', 420],
    ['-0644', -420],
    ['0o17', 15],
    ['08', 8],
    ['-0', 0],
    ['+1', 1],
    ['1e3', 1000],
    ['1e400', '1e400'],
    ['1.', 1],
    ['.5_0', 0.5],
    ['.5_0e1_0', 5e9],
    ['.5__0', '.5__0'],
    ['.5_', '.5_'],
    ['._5', '._5'],
    ['.5_e1', '.5_e1'],
    ['.5e_1', '.5e_1'],
    ['.5e-_1', '.5e-_1'],
    ['.5e1_', '.5e1_'],
    ['12:30', '12:30'],
    ['1.5.5', '1.5.5'],
    ['2026-01-02', '2026-01-02'],
    ['18446744073709551615', 18446744073709551615],
    ['0x1p4', '0x1p4'],
    ['!!str 1', '1'],
    ['!!int "0x1F"', 31],
    ['!!float 1', 1],
    ['! 1', '1'],
    ['!mine 1', '1'],
    ['!!binary aGk=', 'hi'],
    ['!!binary aA==', 'h'],
    ['!!binary ""', ''],
    ['!!binary "aG\\nk="', 'hi'],
    ['<<', '<<'],
    ['a#b', 'a#b'],
    ['"a\\x41\\\n  b"', 'aAb'],
  ])('a: %s', (text, expected) => {
    expect(valueOf(`a: ${text}\n`)).toEqual({ a: expected });
  });

  test.each<[string, string]>([
    ['y', 'true'],
    ['1', '1'],
    ['0x1F', '31'],
    ['1.50', '1.5'],
    ['1e10', '1e+10'],
    ['123456.5', '123456.5'],
    ['1234567.8', '1.2345678e+06'],
    ['0.00001', '1e-05'],
    ['.inf', '.inf'],
    ['"1_0"', '1_0'],
  ])('%s: as a key', (key, expected) => {
    expect(valueOf(`${key}: a\n`)).toEqual({ [expected]: 'a' });
  });

  test('__proto__ is a field like any other', () => {
    const value = valueOf('__proto__: {polluted: true}\n') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

/** The names that a map has more than once, with the line of the first one. */
function duplicatesOf(text: string): unknown[] {
  const lines = new LineIndex(text);
  return read(text).duplicates.map(({ way, first }) => ({ way, firstLine: lines.positionOf(first.at).line }));
}

test('duplicates within an overwritten value are not reported', () => {
  const text = 'a: {b: 1, b: 2, c: {d: 1, d: 2}}\ne: {f: 1, f: 2}\na: {b: 3,\n  c: {d: 1,\n d: 2}}\n';
  expect(duplicatesOf(text)).toEqual([
    { way: ['e', 'f'], firstLine: 2 },
    { way: ['a', 'c', 'd'], firstLine: 4 },
    { way: ['a'], firstLine: 1 },
  ]);
});

test.each<[string, string, readonly unknown[]]>([
  [
    'by the map that merges it',
    'a: {<<: {b: {c: 1, c: 2}, d: {e: 1, e: 2}}, b: 1}\n',
    [{ way: ['a', 'd', 'e'], firstLine: 1 }],
  ],
  ['by a merge', 'a: {b: {c: 1, c: 2}, <<: {b: 1}}\n', []],
  ['by the second of two, of which the first is merged', 'a: {<<: {b: 1, b: 2}, b: 3}\n', []],
])('nor if it is overwritten %s', (_, text, expected) => {
  expect(duplicatesOf(text)).toEqual(expected);
});
