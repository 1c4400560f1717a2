/** Random files, both realistic and absurd ones, for kubectl's own code and for Podward. */
import type { Random } from './random.ts';

/** One file, as bytes. */
export function randomFile(random: Random): Uint8Array {
  const text = random.pick(texts)(random);
  return encoded(random, random.chance(0.1) ? text.replaceAll('\n', '\r\n') : text);
}

const texts: readonly ((random: Random) => string)[] = [
  scalarInPlace,
  scalarInPlace,
  scalarInPlace,
  document,
  document,
  mutated,
  soup,
  soup,
  stream,
  json,
];

function encoded(random: Random, text: string): Uint8Array {
  const marked = `\ufeff${text}`;
  const utf16 = Buffer.from(marked, 'utf16le');
  if (random.chance(0.03)) return utf16;
  if (random.chance(0.03)) return utf16.swap16();
  return Buffer.from(random.chance(0.03) ? marked : text);
}

const many = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: random.below(most + 1) }, make);

const words =
  `y Y yes Yes YES yEs true True TRUE on On ON n N no No NO false False FALSE off Off OFF null Null NULL ~ nil none
  .nan .NaN .NAN .Nan .inf .Inf .INF +.inf -.inf -.INF 0 -0 +0 00 1 -1 +1 007 0o17 0O17 017 08 09 -017 0x1F 0X1f -0x1f +0x1F 0x 0xg
  0b11 0B11 -0b11 0b 0b2 0b+1 0b-1 1_000 1__0 _1 1_ -_1 +_ 0x_1F 0b_1 1_000.5 1e3 1E3 1e+3 1e-3 -1e3 1.e3 .5 .5e1 .5_0 .5_ ._5 5. 1.0 -1.5
  +1.5 1.5.5 1e 1e+ e3 1e400 -1e400 1e-400 1e21 1e20 1e-6 1e-7 123456789 1234567.8 9007199254740993 9223372036854775807 9223372036854775808
  -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 +18446744073709551615 0xFFFFFFFFFFFFFFFF
  0x10000000000000000 0777777777777777777777 01777777777777777777777 12:30 1:2:3 190:20:30.15 2001-01-01 2001-1-1 2001-13-01 2001-02-30
  2001-12-14T21:59:43.10-05:00 2001-12-15T02:59:43.1Z 2001-12-14t21:59:43Z << = - -- --- ... .. . + - -a ?a :a a:b a#b a:b:c http://x/y?z=1
  @a %a &a *a !a !!str a,b [a] {a} 'a' "a" a'b a"b #a a#  1Mi 100m 1.5Gi 0644 0o644 08080 1/2 ünï 日本 😀 \\ \\n $(A) {{x}} \`a\` |a >a a|`.split(
    /\s+/,
  );
const signs = [
  ...`0123456789_.-+xXbBoOeEnNyY:#,[]{}?&*!|>'"%@\`~ \t\n`,
  'a',
  'z',
  'é',
  '😀',
  '\u2028',
  '\x85',
  '\xa0',
  '\ufeff',
  '\\',
];

function scalar(random: Random): string {
  if (random.chance(0.6)) return random.pick(words);
  if (random.chance(0.5)) return many(random, 8, () => random.pick<string>([...'0123456789_.-+xbXBoOeE:'])).join('');
  return many(random, 8, () => random.pick(signs)).join('');
}

const tags =
  `!!str !!int !!float !!bool !!null !!timestamp !!binary !!seq !!map !!merge !!set ! !foo !<tag:yaml.org,2002:str> !a!b !!`.split(
    ' ',
  );
const places: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `a: ${text}`,
  (text) => `a: ${text}\nb: 1`,
  (text) => `${text}: a`,
  (text) => `? ${text}\n: a`,
  (text) => `- ${text}`,
  (text) => `- ${text}\n- b`,
  (text) => `[${text}]`,
  (text) => `[ ${text} , b]`,
  (text) => `{a: ${text}}`,
  (text) => `{a: ${text}, b: 1}`,
  (text) => `{${text}: a}`,
  (text) => `{${text}}`,
  (text) => `a: &x ${text}\nb: *x`,
  (text) => `&x ${text}: *x`,
  (text) => `a: ${text} # c`,
  (text) => `a:\n  ${text}`,
  (text) => `a:\n- ${text}\n-`,
  (text) => `a: {<<: ${text}}`,
  (text) => `x: &x {k: v, l: w}\na:\n  k: 1\n  ${text}: *x\n  l: 2`,
  (text) => `a: |\n  ${text}\n`,
  (text) => `a: >-\n  ${text}\n  b\n`,
];

function scalarInPlace(random: Random): string {
  const plain = scalar(random);
  const quoted = random.pick([
    () => plain,
    () => plain,
    () => plain,
    () => plain,
    () => `"${plain}"`,
    () => `'${plain}'`,
    () => `${random.pick(tags)} ${plain}`,
    () => `${random.pick(tags)} "${plain}"`,
  ])();
  return random.pick(places)(quoted) + random.pick(['', '\n', '\n', ' \n']);
}

/** A well-formed document in a random style. */
function document(random: Random): string {
  const anchors: string[] = [];
  const text = node(random, 0, 3, anchors).replace(/^ /, '');
  return `${random.chance(0.1) ? '---\n' : ''}${text}${random.chance(0.9) ? '\n' : ''}${random.chance(0.05) ? '...\n' : ''}`;
}

const safe =
  `a b name image spec yes 1 1_000 0x1F 1.5 ~ null true off -1 web nginx:1 a-b a.b "x y" 'it''s' "q\\n" "\\u00e9" 12:30 0644 1e3 '' ""`.split(
    ' ',
  );
const key = (random: Random): string =>
  random.pick([
    'a',
    'b',
    'c',
    'd',
    'name',
    'y',
    '1',
    '1.5',
    '"k"',
    "'k'",
    '0x10',
    'no',
    'a b',
    '1e10',
    '1e-5',
    '123456789.5',
  ]);

/** The text after `key:` or `-`: a space and a value, or a line break and a block. */
function node(random: Random, indent: number, depth: number, anchors: string[]): string {
  if (anchors.length > 0 && random.chance(0.08)) return ` *${random.pick(anchors)}`;
  let lead = '';
  if (random.chance(0.1)) {
    const name = random.pick(['x', 'y1', 'z-z']);
    lead = ` &${name}`;
    anchors.push(name);
  }
  if (depth === 0 || random.chance(0.35)) return lead + leaf(random, indent);
  if (random.chance(0.3)) return `${lead} ${flow(random, depth, anchors)}`;
  const pad = ' '.repeat(indent);
  const comment = random.chance(0.1) ? ' # comment' : '';
  const gap = random.chance(0.1) ? '\n' : random.chance(0.1) ? `\n${pad}# comment` : '';
  const deeper = indent + random.pick([1, 2, 2, 2, 4]);
  const isTop = indent === 0 && lead === '';
  const entries = Array.from({ length: 1 + random.below(3) }, () =>
    random.chance(0.6)
      ? {
          map: true as const,
          text: `${merge(random, anchors) ?? `${key(random)}${random.chance(0.05) ? ' ' : ''}:${node(random, deeper, depth - 1, anchors)}`}`,
        }
      : { map: false as const, text: `-${node(random, deeper, depth - 1, anchors)}` },
  );
  const kind = entries[0]!.map;
  const lines = entries.filter(({ map }) => map === kind).map(({ text }) => `\n${pad}${text}${gap}`);
  return `${lead}${comment}${isTop ? lines.join('').slice(1) : lines.join('')}`;
}

const merge = (random: Random, anchors: readonly string[]): string | undefined =>
  anchors.length > 0 && random.chance(0.15)
    ? `<<: ${random.chance(0.7) ? `*${random.pick(anchors)}` : `[*${random.pick(anchors)}, {m: 1}]`}`
    : undefined;

function leaf(random: Random, indent: number): string {
  const pad = ' '.repeat(indent);
  return random.pick([
    () => ` ${random.pick(safe)}`,
    () => ` ${random.pick(safe)}`,
    () => ` ${random.pick(safe)} ${random.pick(['# c', '#', 'b', ''])}`,
    () => '',
    () => `\t${random.pick(safe)}`,
    () => ` a\n${pad}  b\n\n${pad} c`,
    () => ` "a\n${pad} b\\\n  c  \n\n d"`,
    () => ` 'a\n${pad} b\n\n\n c'`,
    () =>
      ` ${random.pick(['|', '>'])}${random.pick(['', '-', '+', '2', '1-', '+2', ' # c', '0'])}\n${many(random, 4, () => random.pick(['', `${pad}  a`, `${pad}    b`, `${pad}  `, `${pad}  # no comment`, `${pad}  --- x`, `${pad} c`, `${pad}  \ttab`])).join('\n')}\n`,
  ])();
}

function flow(random: Random, depth: number, anchors: readonly string[]): string {
  const value = (): string => {
    if (anchors.length > 0 && random.chance(0.1)) return `*${random.pick(anchors)} `;
    return depth > 0 && random.chance(0.3) ? flow(random, depth - 1, anchors) : random.pick(safe);
  };
  const gap = (): string => random.pick(['', ' ', ' ', '\n ', ' # c\n', '\n']);
  if (random.chance(0.4)) return `[${gap()}${many(random, 3, () => value() + gap()).join(`,${gap()}`)}]`;
  const pair = (): string =>
    random.pick([
      () => `${key(random)}: ${value()}`,
      () => `${key(random)}: ${value()}`,
      () => key(random),
      () => `${key(random)}:`,
      () => `"${random.pick('abc'.split(''))}":${value()}`,
    ])();
  return `{${gap()}${many(random, 3, () => pair() + gap()).join(`,${gap()}`)}}`;
}

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: web # the name
  labels: {app: web, "tier": 'front'}
  annotations:
    note: |
      one
        two

      three
    other: >-
      folded
      text
spec:
  nodeSelector: &sel
    disk: ssd
  containers:
  - name: a
    image: "registry.example/a:1"
    args: ["-c", 'it''s', --flag=x,
      last]
    env:
      - {name: A, value: "1"}
      - name: B
        value: plain text
          over lines
    resources:
      limits: {cpu: 500m, memory: 64Mi}
  - name: b
    image: b
    <<: {tty: true}
`;

/** A manifest with some changed characters. */
function mutated(random: Random): string {
  let text = manifest;
  for (let i = 0; i <= random.below(3); i++) {
    const at = random.below(text.length + 1);
    const cut = random.pick([0, 0, 1, 1, 2, 5]);
    text =
      text.slice(0, at) +
      random.pick(['', random.pick(signs), random.pick(signs), scalar(random)]) +
      text.slice(at + cut);
  }
  return text;
}

const pieces = [
  'a',
  'b',
  ' ',
  ' ',
  '  ',
  '\n',
  '\n',
  '\n  ',
  '\n ',
  ':',
  ': ',
  ': ',
  '- ',
  '-',
  '? ',
  '?',
  ',',
  ', ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '"x"',
  "'y'",
  '#',
  ' # c',
  '&x ',
  '*x',
  '!!str ',
  '!t ',
  '|\n',
  '>-\n',
  '\t',
  '\n---\n',
  '\n...\n',
  '<<: ',
  '1',
  '%YAML 1.1\n',
  '\\',
  '\r',
  '\n\n',
  '%TAG ! x\n',
  '\n-',
  '\n? ',
  '\n: ',
];

function soup(random: Random): string {
  return many(random, 14, () => random.pick(pieces)).join('');
}

const separators = [
  '---\n',
  '---\n',
  '--- # c\n',
  '---  \n',
  '\n---\n',
  '--- a\n',
  '---a\n',
  '---\n---\n',
  '...\n',
  '...\n---\n',
  '----\n',
  '---\t\n',
  ' ---\n',
  '---\n# c\n',
  '---#c\n',
  '--- {a: 1}\n',
];
function stream(random: Random): string {
  const parts = Array.from({ length: 1 + random.below(4) }, () => {
    const text = random.pick([scalarInPlace, document, json, () => 'a: 1\n', () => '# c\n', () => '', () => 'null\n'])(
      random,
    );
    return text + random.pick(['', '\n']) + random.pick(separators);
  });
  return random.pick(['', '---\n', '# c\n', '\n']) + parts.join('');
}

function json(random: Random): string {
  const value = (depth: number): string => {
    const pick = random.below(depth > 0 ? 8 : 6);
    if (pick === 0)
      return random.pick(['0', '-0', '1', '-1.5', '1e3', '1E-2', '9007199254740993', '0.1', '01', '1.', '.5', '+1']);
    if (pick === 1) return random.pick(['true', 'false', 'null', 'nil', 'True']);
    if (pick < 6)
      return JSON.stringify(random.pick(['a', 'é', '\n', '😀', '"', '/']))
        .replace('/', random.pick(['/', '\\/']))
        .replace('a', random.pick(['a', '\\ud83d\\ude00', '\\ud800', '\\x', '\t', "\\'"]));
    if (pick === 6)
      return `[${many(random, 3, () => value(depth - 1)).join(random.pick([',', ', ', ',\n']))}${random.pick(['', '', '', ','])}]`;
    return object(depth - 1);
  };
  const object = (depth: number): string =>
    `{${many(random, 3, () => `${random.pick(['"a"', '"b"', '"a"', '"c"', 'a', '1'].slice(0, random.chance(0.9) ? 4 : 6))}${random.pick([':', ': ', ' : '])}${value(depth)}`).join(',')}}`;
  const joint = random.pick(['', '\n', ' ', '\n\n', '\n---\n', ',', '\n# c\n', 'x', '}']);
  return (
    random.pick(['', ' ', '\n']) +
    Array.from({ length: 1 + random.below(3) }, () => object(2)).join(joint) +
    random.pick(['', '\n', '  ', joint])
  );
}
