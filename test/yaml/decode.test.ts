import { describe, expect, test } from '@jest/globals';
import { decodeText, parse } from '../../src/check/documents.ts';

const values = (text: string): unknown => parse(text).documents.map(({ value }) => value);
const at = (text: string, ...way: (string | number)[]): string => {
  const { line, column } = parse(text).documents[0]!.locate(way);
  return `${line}:${column}`;
};

describe('values', () => {
  test.each<[string, string, unknown]>([
    ['nothing', '', []],
    ['empty documents', '---\n---\n# a comment\n---\n', []],
    ['documents', 'a: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['JSON', '{\n\t"a": [1, "b"]\n}\n', [{ a: [1, 'b'] }]],
    ['a byte order mark and CRLF', '\ufeffa: 1\r\nb: 2\r\n', [{ a: 1, b: 2 }]],
    ['dates stay texts', 'a: 2026-01-02\n', [{ a: '2026-01-02' }]],
    ['aliases', 'a: &x {b: 1}\nc: *x\n', [{ a: { b: 1 }, c: { b: 1 } }]],
    ['merge keys', 'a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n', [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }]],
    ['a merge after the key it overrides', 'a: &x {b: 1}\nc:\n  b: 2\n  <<: *x\n', [{ a: { b: 1 }, c: { b: 1 } }]],
    ['several merges, of which the first wins', 'a:\n  <<: [{b: 1}, {b: 2, c: 3}]\n', [{ a: { b: 1, c: 3 } }]],
    ['a duplicate key', 'a: 1\na: 2\n', [{ a: 2 }]],
    ['JSON objects one after the other', '{"a": 1}\n{"b": 2} {"c": "\\/"}', [{ a: 1 }, { b: 2 }, { c: '/' }]],
    ['JSON, and then YAML', '{"a": 1}\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['YAML that begins like JSON', '{a: 1}\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['a separator with a comment', 'a: 1\n--- # next\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['dashes in a block', 'a: |\n  ---\n  b\n', [{ a: '---\nb\n' }]],
    ['what comes after the end of a document is read by nobody', 'a: 1\n...\nb: [\n', [{ a: 1 }]],
    ['lists that are not indented', 'a: [\n1,\n2\n]\nb:\n- c\n', [{ a: [1, 2], b: ['c'] }]],
    ['CR alone', 'a: 1\rb: 2\r', [{ a: 1, b: 2 }]],
  ])('%s', (_, text, expected) => {
    expect(parse(text).problems).toEqual([]);
    expect(values(text)).toEqual(expected);
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
    expect(values(`a: ${text}\n`)).toEqual([{ a: expected }]);
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
    expect(values(`${key}: a\n`)).toEqual([{ [expected]: 'a' }]);
  });

  test('__proto__ is a field like any other', () => {
    const [value] = values('__proto__: {polluted: true}\n') as [object];
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
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
  const laughs = Array.from(
    { length: 9 },
    (_, i) =>
      `a${i}: &a${i} [${
        i === 0
          ? 'x'
          : Array(9)
              .fill(`*a${i - 1}`)
              .join(',')
      }]`,
  );
  test.each<[string, string, unknown]>([
    ['a number that JSON lacks', 'a: .nan\n', { line: 1, column: 4 }],
    ['an infinite one', 'a: [1, -.INF]\n', { line: 1, column: 8 }],
    ['a key that is null', '~: a\n', { line: 1, column: 1 }],
    ['a key that is a list', '? [a]\n: b\n', { line: 1, column: 3 }],
    ['a question mark in a flow', 'a: [http://b/?c]\n', { line: 1 }],
    ['a tab in an empty line', 'a: b\n\t\nc: d\n', { line: 2 }],
    ['an escape of JSON that YAML lacks', 'a: "\\/"\n', { line: 1, column: 4 }],
    ['a control character', 'a: b\0\n', { line: 1, column: 5 }],
    ['a value that is not an integer', 'a: !!int x\n', { line: 1 }],
    ...['aGk', 'aGk==', 'aA=', 'a===', '====', 'aA==aGk=', 'aG k='].map((text): [string, string, unknown] => [
      `no base64: ${text}`,
      `a: !!binary ${text}\n`,
      { message: 'invalid YAML. The value must match its tag, !!binary.' },
    ]),
    ['another version of YAML', '%YAML 1.2\n', { line: 1 }],
    ['text beside a separator', '--- a\n', { line: 1, column: 1 }],
    ['a merge of no map', 'a: {<<: 1}\n', { line: 1 }],
    ['JSON that ends in the middle', '{"a": [1', { line: 1 }],
    ['no YAML', 'a: 1\n\tb: 2\n', { line: 2 }],
    ['an unclosed list', 'a: [1\n', { line: 2 }],
    [
      'an unknown alias',
      'a: *x\n',
      {
        message:
          'invalid YAML. The alias refers to an anchor that does not exist. If the value is not an alias, put the value in quotes.',
      },
    ],
    ['an alias that holds itself', 'a: &a [*a]\n', { message: 'invalid YAML. An alias must not contain itself.' }],
    ['aliases that multiply', laughs.join('\n'), { message: expect.stringContaining('alias') }],
    [
      'deep nesting',
      '['.repeat(200) + ']'.repeat(200),
      { message: 'the document must not be nested more than 100 levels deep.' },
    ],
    ['very deep nesting', '['.repeat(20_000) + ']'.repeat(20_000), {}],
  ])('%s', (_, text, expected) => {
    const { documents, problems } = parse(text);
    expect(documents).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject(expected as object);
  });

  test.each<[string, string]>([
    [
      'a: * * * * *',
      'A value that begins with * must be in quotes, because * begins an alias. Put the value in quotes, for example "*/5 * * * *".',
    ],
    [
      'a: */5 * * * *',
      'A value that begins with * must be in quotes, because * begins an alias. Put the value in quotes, for example "*/5 * * * *".',
    ],
    ['a: &', 'A value that begins with & must be in quotes, because & begins an anchor. Put the value in quotes.'],
    [
      'a: *b.c',
      'The name of an alias must consist of letters, digits, - and _. If the value is not an alias, put the value in quotes.',
    ],
    ['a: %b', 'A value must not begin with this character. Put the value in quotes.'],
    ['a:\n\tb: c', 'A tab must not be used for indentation. Use spaces.'],
    [
      'a: "b\\q"',
      'The character after the backslash is not a valid escape. Write two backslashes, or use single quotes.',
    ],
    ['a: b: c', 'A colon is not allowed here. Check the indentation, or put the value in quotes.'],
    ['a: - b', 'A list entry must begin on a new line.'],
    ['a: "b', 'The closing quote is missing.'],
    ['a: b\nc', 'The colon after this key is missing.'],
    ['a:\n    b: 1\n  c: 2', 'The indentation of this line does not match the fields above it.'],
    ['- a\nb: c', 'The indentation of this line does not match the list entries above it.'],
    ['a: "b" c', 'Only a comment is allowed after a value on the same line. Put the whole value in quotes.'],
    ['a: {{ b }}', 'A key must be a string, a number or a boolean. If the file is a template, render the file first.'],
  ])('%j', (text, message) => {
    expect(parse(`${text}\n`).problems.map((problem) => problem.message)).toEqual([`invalid YAML. ${message}`]);
  });

  test('of JSON', () => {
    const messages = (text: string): string[] => parse(text).problems.map(({ message }) => message);
    expect(messages('{"a": 1} {"b": 2} {"c": }')).toEqual(['invalid JSON. This character is not allowed here.']);
    expect(messages('{"a": 1} {"b": 2} {"c": ')).toEqual(['invalid JSON. The input ends within an object.']);
  });

  test.each<[string, string, readonly unknown[]]>([
    ['YAML', 'a: 1\n---\nb: [\n---\nc: 3\n', [{ a: 1 }, { c: 3 }]],
    ['text beside a separator', 'a: 1\n---\nb: 2\n--- !x\nc: 3\n', [{ a: 1 }, { c: 3 }]],
    ['JSON', '{"a": 1}\n{"b": 2}\n{"c": [}\n{"d": 4}\n', [{ a: 1 }, { b: 2 }, { d: 4 }]],
    ['aliases that multiply', `${laughs.join('\n')}\n---\na: 1\n`, [{ a: 1 }]],
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

test('duplicates within an overwritten value are not reported', () => {
  const text = 'a: {b: 1, b: 2, c: {d: 1, d: 2}}\ne: {f: 1, f: 2}\na: {b: 3,\n  c: {d: 1,\n d: 2}}\n';
  expect(parse(text).documents[0]?.duplicates).toEqual([
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
  expect(parse(text).documents[0]?.duplicates).toEqual(expected);
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
