/** Reading a file never fails, whatever its content, and the work is proportional to its size. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText } from '../../src/check/documents.ts';
import { parse } from './parse.ts';
import { randomFile } from '../oracle/files.ts';
import { createRandom } from '../oracle/random.ts';
import { given, seed, texts } from '../property.ts';

test('no text makes it throw', () => {
  const random = createRandom(seed);
  const examples = Array.from({ length: 2_000 }, (): [string] => [decodeText(randomFile(random))]);
  fc.assert(
    fc.property(texts, (text) => void parse(text)),
    given(examples),
  );
});

const numbered = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join('');

const deep = (text: string): string => '{x: '.repeat(95) + text + '}'.repeat(95);
const twice = numbered(100, (i) => `a${i}: 1, a${i}: 1, `);

test.each<[string, string]>([
  ['names given again and again', '{' + 'k: {b: 1, b: 2},'.repeat(20_000) + '}'],
  ['a name given again and again, beside and below many others', deep(`{d: {${twice}}, ${'k, '.repeat(1_200_000)}}`)],
  ['maps with many duplicate keys', deep(`{d: {${twice}}, ${'k: {b, b}, '.repeat(400_000)}}`)],
  ['a string of JSON', `{"a": "${'x'.repeat(3_000_000)}"}`],
  ['a string of JSON that does not end', `{"a": "${'x'.repeat(3_000_000)}`],
  ['objects of JSON that do not end', '{"a":\n'.repeat(500_000)],
  ['a quoted text', `a: '${"''".repeat(1_000_000)}'`],
  ['a number', `a: ${'1_'.repeat(1_000_000)}`],
  ['a number that begins with its point', `a: .${'1_'.repeat(1_000_000)}`],
  ['a time', `a: !!timestamp 2001-01-01 ${'T'.repeat(1_000_000)}`],
  ['a fraction of a second', `a: !!timestamp 2001-01-01 1:1:1.${'1'.repeat(1_000_000)}x`],
  ['base64', `a: !!binary ${'/w=='.repeat(500_000)}`],
  ['more base64', `a: !!binary ${'QUFB'.repeat(2_000_000)}`],
  ['base64 of invalid UTF-8', `a: !!binary ${'/8Op'.repeat(2_000_000)}`],
  ['base64 in short lines', `a: !!binary |\n${'  QUFB\n'.repeat(2_000_000)}`],
  ['underscores behind a point', `a: .${'1_1'.repeat(4_000_000)}`],
  ['blanks', `${' '.repeat(3_000_000)}{"a": 1}`],
  ['lines', `${'\n'.repeat(3_000_000)}a`],
  ['a plain text over many lines', `a: ${'b\n  '.repeat(1_000_000)}`],
  ['a block of empty lines', `a: |\n${'\n'.repeat(1_000_000)}  b`],
  ['a tag', `!${'a'.repeat(3_000_000)} b`],
  ['a comment', `# ${'c'.repeat(3_000_000)}`],
  ['possible keys', '[a,'.repeat(90) + '[b],'.repeat(300_000)],
  ['aliases', `- &a [x]\n${'- *a\n'.repeat(300_000)}`],
  ['aliases of a long number', `x: &a 1_${'11_'.repeat(300_000)}1\ny: [${'*a, '.repeat(3_000)}]`],
  ['aliases of a number', `x: &a 1_${'11_'.repeat(2_000)}1\ny: [${'*a, '.repeat(3_000)}]`],
  ['merges', `a: &a {${'k: 1, '.repeat(1_000)}}\nb: [${'{<<: *a},'.repeat(10_000)}]`],
])('long and bounded: %s', (_, text) => {
  // The test would not end if the work were quadratic.
  const { documents, problems } = parse(text);
  expect(documents.length + problems.length).toBeGreaterThanOrEqual(text.startsWith('#') ? 0 : 1);
});

test('each of many fields is found', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `label ${i}`);
  const [document] = parse(names.map((name) => `${name}: x\n`).join('')).documents;
  expect(names.map((name) => document!.locate([name]).line)).toEqual(names.map((_, i) => i + 1));
});
