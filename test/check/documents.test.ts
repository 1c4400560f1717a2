import { describe, expect, test } from '@jest/globals';
import { decodeText } from '../../src/check/documents.ts';
import { laughs } from '../yaml/laughs.ts';
import { parse } from './parse.ts';

const values = (text: string): unknown => parse(text).documents.map(({ value }) => value);
const at = (text: string, ...way: (string | number)[]): string => {
  const { line, column } = parse(text).documents[0]!.locate(way);
  return `${line}:${column}`;
};

test.each<[string, string, unknown]>([
  ['nothing', '', []],
  ['empty documents', '---\n---\n# a comment\n---\n', []],
  ['documents', 'a: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
  ['JSON', '{\n\t"a": [1, "b"]\n}\n', [{ a: [1, 'b'] }]],
  ['JSON objects one after the other', '{"a": 1}\n{"b": 2} {"c": "\\/"}', [{ a: 1 }, { b: 2 }, { c: '/' }]],
  ['JSON, and then YAML', '{"a": 1}\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
  ['YAML that begins like JSON', '{a: 1}\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
  ['a separator with a comment', 'a: 1\n--- # next\nb: 2\n', [{ a: 1 }, { b: 2 }]],
  ['dashes in a block', 'a: |\n  ---\n  b\n', [{ a: '---\nb\n' }]],
  ['what comes after the end of a document is read by nobody', 'a: 1\n...\nb: [\n', [{ a: 1 }]],
])('%s', (_, text, expected) => {
  expect(parse(text).problems).toEqual([]);
  expect(values(text)).toEqual(expected);
});

describe('positions', () => {
  const pod = `# a Pod
base: &base
  image: nginx
spec:
  containers:
    - name: a
      <<: *base
    - {name: b, "image": c}
  other: *base
`;
  test.each<[string, (string | number)[]]>([
    ['2:1', []],
    ['2:1', ['missing']],
    ['4:1', ['spec']],
    ['5:3', ['spec', 'containers']],
    ['6:7', ['spec', 'containers', 0]],
    ['6:7', ['spec', 'containers', 0, 'ports', 0]],
    ['3:3', ['spec', 'containers', 0, 'image']],
    ['8:17', ['spec', 'containers', '1', 'image']],
    ['5:3', ['spec', 'containers', 2]],
    ['3:3', ['spec', 'other', 'image']],
  ])('%s: %j', (expected, way) => {
    expect(at(pod, ...way)).toBe(expected);
  });
});

describe('problems', () => {
  test.each<[string, string, unknown]>([
    [
      'invalid YAML',
      'a: 1\n---\nb: *x\n',
      { line: 3, column: 4, message: expect.stringMatching(/^invalid YAML\. [A-Z]/) },
    ],
    ['text beside a separator', '--- a\n', { line: 1, column: 1 }],
    ['JSON that ends in the middle', '{"a": [1', { line: 1 }],
    ['aliases that multiply', laughs, { message: expect.stringMatching(/^invalid YAML\. The aliases/) }],
    ['very deep nesting', '['.repeat(20_000) + ']'.repeat(20_000), { line: 1 }],
  ])('%s', (_, text, expected) => {
    expect(parse(text).problems).toEqual([expect.objectContaining(expected as object)]);
  });

  test('of JSON', () => {
    const messages = (text: string): string[] => parse(text).problems.map(({ message }) => message);
    expect(messages('{"a": 1} {"b": 2} {"c": }')).toEqual(['invalid JSON. This character is not allowed here.']);
    expect(messages('{"a": 1} {"b": 2} {"c": ')).toEqual(['invalid JSON. The input ends within an object.']);
  });

  test.each(['{"a": 1 "b": 2}', '\n{\n  "a": [1}\n', '[{"a": 1]', '["a" 1]'])(
    'of text that begins as JSON: %j',
    (text) => {
      expect(parse(text).problems).toEqual([
        expect.objectContaining({ message: expect.stringMatching(/^invalid JSON\. /) }),
      ]);
    },
  );

  test('of a template, which begins with the brace of JSON', () => {
    expect(parse('{{ .Values.a }}\nb: {').problems).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^invalid YAML\. /) }),
    ]);
  });

  const render = 'A placeholder was not replaced. Render the manifest first';
  const helm = `${render}, for example: helm template . | podward check -`;
  const envsubst = `${render}, for example: envsubst < FILE | podward check -`;
  test.each([
    ['{{- if .Values.on }}\na: 1\n{{- end }}\n', helm],
    ['a: {{ .Values.a }}\n', helm],
    ['a: {{ .Release.Name }}-web\n', helm],
    ['a: "{{ include "web.name" . }}"\n', helm],
    ['a:\n  {{- include "web.labels" . | nindent 2 }}\n', helm],
    ['a:\n  {{ include "web.labels" . }}\n\n  b: c\n', helm],
    ['a: {{ b', helm],
    ['{"a": {{ .Values.a }}}', helm],
    ['a: {b: ${B}}\n', envsubst],
    ['a: [x${B}]\n', envsubst],
    ['{% if a %}\nb: 1\n', `${render}.`],
    ['a: @IMAGE@\n', `${render}.`],
    ['a: %IMAGE%\n', `${render}.`],
  ])('of a template: %j', (text, message) => {
    expect(parse(text).problems[0]?.message).toMatch(/^invalid (?:YAML|JSON)\. /);
    expect(parse(text).problems[0]?.message.slice('invalid YAML. '.length)).toBe(message);
  });

  test.each([
    'a: "{{ b }}" c\n',
    "a: ['${B}' c]\n",
    'a: 1\n b: ${B}\n',
    'a: 1\n b: 2 # {{ c }}\n',
    'a: @example.com\n',
    '"{{ b }}": 1\n c: 2\n',
  ])('a placeholder that is not the cause: %j', (text) => {
    expect(parse(text).problems[0]?.message).toMatch(/^invalid YAML\. (?!A placeholder)/);
  });

  test.each<[string, string, readonly unknown[]]>([
    ['YAML', 'a: 1\n---\nb: [\n---\nc: 3\n', [{ a: 1 }, { c: 3 }]],
    ['text beside a separator', 'a: 1\n---\nb: 2\n--- !x\nc: 3\n', [{ a: 1 }, { c: 3 }]],
    ['JSON', '{"a": 1}\n{"b": 2}\n{"c": [}\n{"d": 4}\n', [{ a: 1 }, { b: 2 }, { d: 4 }]],
    ['aliases that multiply', `${laughs}\n---\na: 1\n`, [{ a: 1 }]],
  ])('the other documents are read: %s', (_, text, expected) => {
    expect(values(text)).toEqual(expected);
    expect(parse(text).problems).toHaveLength(1);
  });

  test('a text that is not a manifest has some problems, not millions', () => {
    expect(parse('---x\n'.repeat(10_000)).problems).toHaveLength(101);
  });

  test('a long text is not too deep', () => {
    const { documents, problems } = parse(`a: "${'x'.repeat(10_000_000)}"\nb: [${'[],'.repeat(100_000)}]\n`);
    expect(problems).toEqual([]);
    expect(documents).toHaveLength(1);
  });
});

test('a duplicate key: the line of the first one, once for each object and key', () => {
  const text = 'a: &a\n  b: 1\n  c: 2\n  b: 3\n  b: 4\nd: *a\ne: {<<: *a, b: 5}\n---\n[{x: 1, "x": 2}]\n';
  expect(parse(text).documents.map(({ duplicates }) => duplicates)).toEqual([
    [{ way: ['a', 'b'], firstLine: 2 }],
    [{ way: [0, 'x'], firstLine: 9 }],
  ]);
  expect(parse('{"a": 1,\n"a": 2}').documents[0]?.duplicates).toEqual([{ way: ['a'], firstLine: 1 }]);
});

test('duplicate keys that YAML reads as another name, as they are written', () => {
  const duplicates = (text: string) => parse(text).documents[0]?.duplicates;
  expect(duplicates('y: 1\nyes: 2\n')).toEqual([{ way: ['true'], firstLine: 1, spelled: ['y', 'yes'] }]);
  expect(duplicates('true: 1\non: 2\n')).toEqual([{ way: ['true'], firstLine: 1, spelled: ['true', 'on'] }]);
  expect(duplicates('"true": 1\ntrue: 2\n')).toEqual([{ way: ['true'], firstLine: 1 }]);
  expect(duplicates('&a n: 1\n*a : 2\n')).toEqual([{ way: ['false'], firstLine: 1, spelled: ['n', 'n'] }]);
});

describe('bytes', () => {
  const utf16 = Buffer.from('\ufeffa: é\n', 'utf16le');
  test.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from('a: é\n'), 'a: é\n'],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffa: é\n'), 'a: é\n'],
    ['UTF-16, the low byte first', utf16, 'a: é\n'],
    ['UTF-16, the high byte first', Buffer.from(utf16).swap16(), 'a: é\n'],
    ['invalid UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]), 'a: \ufffd\n'],
    ['nothing', Buffer.from(''), ''],
  ])('%s', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });
});
