import { describe, expect, test } from '@jest/globals';
import { sourceExcerpt } from '../../src/check/source-line.ts';

/** The lines of the excerpt, and a line with the mark. `|` is the position in the text. */
function shown(source: string): string[] {
  const at = source.indexOf('|');
  const text = source.replace('|', '');
  const line = text.slice(0, at).split('\n').length;
  const { around = [], from, to, ...excerpt } = sourceExcerpt(text, at, line);
  expect(excerpt.line).toBe(line);
  return [
    ...around.map((before) => `${before.line}: ${before.text}`),
    excerpt.text,
    `${' '.repeat(from)}${'^'.repeat(to - from)}`,
  ];
}

describe('the line of a text that cannot be parsed', () => {
  test.each<[name: string, source: string, expected: string[]]>([
    ['names of fields and punctuation', '- image: |{[web:1\n', ['- image: {[(hidden)', '         ^']],
    ['a value', 'spec:\n  nodeName: a b|c\n', ['1: spec:', '  nodeName: (hidden)', '            ^^^^^^^^']],
    ['a name of a user', 'hunter2: |x', ['(hidden): (hidden)', '          ^^^^^^^^']],
    ['the name of a field as a value', 'hunter2: |image', ['(hidden): (hidden)', '          ^^^^^^^^']],
    ['names in quotes', '{"spec": {"nodeName" |"hunter2"}', ['{"spec": {(hidden)}', '          ^^^^^^^^']],
    ['a quotation mark without its pair', "  image: |'hunter2: image: x", ['  image: (hidden)', '         ^^^^^^^^']],
    ['a comment', 'image: | # hunter2', ['image:', '       ^']],
    ['a tab', 'metadata:\n|\tname: x', ['1: metadata:', '  name: (hidden)', '^']],
    ['the end of the text', 'spec:\n\n  containers: [\n|', ['3:   containers: [', '', '^']],
    ['empty lines before', 'kind: Pod\n\n\n|---', ['1: kind: Pod', '---', '^^^']],
    ['the start of a document before', '---\n|kind: Pud', ['kind: (hidden)', '^^^^']],
    [
      'words that are no secret',
      'hostNetwork: true, apiVersion: |apps/v1, x: false',
      ['hostNetwork: true, apiVersion: apps/v1, (hidden): false', '                               ^^^^^^^'],
    ],
    ['wide text, without controls', 'name: 日\u001b本|', ['name: (hidden)', '              ^']],
  ])('%s', (_, source, expected) => {
    expect(shown(source)).toEqual(expected);
  });

  test('only the word that a message quotes, and known words of the configuration', () => {
    const options = { names: new Set(['mode', 'rules']), values: new Set(['deny']), message: 'rules.a.b: "dney"' };
    const text = 'rules:\n  a: {mode: deny, b: dney, c: hunter2}\n';
    expect(sourceExcerpt(text, text.indexOf('dney'), 2, options)).toEqual({
      line: 2,
      text: '  (hidden): {mode: deny, (hidden): dney, (hidden): (hidden)}',
      from: 35,
      to: 39,
    });
  });

  test('a word that the message does not quote', () => {
    const options = { names: new Set<string>(), values: new Set<string>(), message: 'rules.a: must be a map.' };
    expect(sourceExcerpt('a: hunter2', 3, 1, options)).toEqual({
      line: 1,
      text: '(hidden): (hidden)',
      from: 10,
      to: 18,
    });
  });

  test.each([1, 119, 121, 130, 1_000_000])('a line of %d blanks is empty', (count) => {
    const text = `a: b\n${' '.repeat(count)}\n\tx: y`;
    expect(sourceExcerpt(text, text.indexOf('\t'), 3).around).toEqual([{ line: 1, text: '(hidden): (hidden)' }]);
  });

  test('a line of any length is cut', () => {
    const long = `${'"hunter2",'.repeat(100_000)}`;
    const { text, around = [] } = sourceExcerpt(`[${long}\n[${long}`, 1_500_000, 2);
    expect(text.length).toBeLessThan(1_000);
    expect(text).toMatch(/^…\(?/);
    expect(around[0]!.text.length).toBeLessThan(1_000);
    expect(text + around[0]!.text).not.toContain('hunter');
  });
});
