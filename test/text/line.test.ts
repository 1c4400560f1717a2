import { describe, expect, test } from '@jest/globals';
import { oneLine, printableJson, truncate, truncateMiddle } from '../../src/text/line.ts';

test('truncate keeps the beginning and marks the cut', () => {
  expect(truncate('abc', 3)).toBe('abc');
  expect(truncate('abcd', 3)).toBe('ab…');
  expect(truncate('a😀b', 3)).toBe('a…');
});

test('truncateMiddle keeps the beginning and the end', () => {
  expect(truncateMiddle('abcdefghij', 10)).toBe('abcdefghij');
  expect(truncateMiddle('abcdefghijk', 10)).toBe('abcdef…ijk');
  expect(truncateMiddle('abcd😀fghi😀k', 10)).toBe('abcd😀…😀k');
  expect(truncateMiddle('abcdef😀hi😀k', 7)).toBe('abcd…k');
});

describe('one line', () => {
  test.each([
    ['line breaks', 'a\r\nb\u0085c\u2028d\u2029e', 'a b c d e'],
    ['what drives a terminal', 'a\u001b[2J\u009b2Jb', 'a [2J 2Jb'],
    ['what turns a line around', 'a\u202eb\u2066c\u200fd\u061ce', 'a b c d e'],
    ['what has no width', 'a\u200bb\u200dc\ufeffd\u2060e', 'a b c d e'],
    ['tag characters', 'a\u{e0041}\u{e0020}\u{e007f}b', 'a b'],
    ['variation selectors', 'a\ufe0fb\u{e0100}c', 'a b c'],
    ['fillers', 'a\u3164b\u115fc\uffa0d\u034fe', 'a b c d e'],
    ['what has no meaning', 'a\ue000b\u{10ffff}c\u0378d', 'a b c d'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['what people write', 'naïve Größe 日本語 😀 العربية', 'naïve Größe 日本語 😀 العربية'],
  ])('%s', (_, text, clean) => expect(oneLine(text)).toBe(clean));

  test('every code point is printable or removed', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const clean = oneLine(String.fromCodePoint(code));
      if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]$/u.test(clean) || /\p{Default_Ignorable_Code_Point}/u.test(clean))
        throw new Error(`U+${code.toString(16)}`);
    }
  });

  test('is cut before it is cleaned', () => {
    expect(oneLine('\u0000'.repeat(100_000), 10)).toBe(' …');
    expect(oneLine('x'.repeat(5_000_000))).toHaveLength(2000);
  });
});

test('JSON keeps its value', () => {
  const value = { 'a\u202e': ['\u001b\u009b', '\u{e0041}😀é', 'b'] };
  const text = printableJson(JSON.stringify(value, undefined, 2));
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toMatch(/^[\n\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]*$/u);
  expect(text).toContain('\\udb40\\udc41😀é');
});
