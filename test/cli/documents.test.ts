import { describe, expect, test } from '@jest/globals';
import { parse } from '../../src/cli/documents.ts';

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
    ['octal modes', 'mode: 0644\nzero: 0\nnew: 0o17\n', [{ mode: 420, zero: 0, new: 15 }]],
    ['the booleans of YAML 1.1', 'a: yes\nb: Off\nc: "no"\n', [{ a: true, b: false, c: 'no' }]],
    ['dates stay texts', 'a: 2026-01-02\n', [{ a: '2026-01-02' }]],
    ['aliases', 'a: &x {b: 1}\nc: *x\n', [{ a: { b: 1 }, c: { b: 1 } }]],
    ['merge keys', 'a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n', [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }]],
    ['no numbers that JSON lacks', 'a: .nan\n', [{ a: null }]],
  ])('%s', (_, text, expected) => {
    expect(parse(text).problems).toEqual([]);
    expect(values(text)).toEqual(expected);
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
    ['a name given twice', 'a: 1\na: 2\n', { line: 2, column: 1 }],
    ['no YAML', 'a: 1\n\tb: 2\n', { line: 2 }],
    ['an unclosed list', 'a: [1\n', { line: 2 }],
    ['an unknown alias', 'a: *x\n', { message: expect.stringMatching(/^Unresolved alias [^:]*$/) }],
    ['an alias that holds itself', 'a: &a [*a]\n', { message: 'an alias holds itself' }],
    ['aliases that multiply', laughs.join('\n'), { message: expect.stringContaining('alias') }],
    ['deep nesting', '['.repeat(200) + ']'.repeat(200), { message: 'nested deeper than 100 levels' }],
    ['very deep nesting', '['.repeat(20_000) + ']'.repeat(20_000), {}],
  ])('%s', (_, text, expected) => {
    const { documents, problems } = parse(text);
    expect(documents).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject(expected as object);
  });

  test('the other documents are read', () => {
    const { documents, problems } = parse('a: 1\n---\nb: [\n---\nc: 3\n');
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(problems).toHaveLength(1);
  });
});
