/** The line of a file that a terminal shows: what is marked, and what is hidden. */
import { describe, expect, test } from '@jest/globals';
import { parse } from './parse.ts';
import type { Way } from '../../src/json/path.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly way: Way;
  readonly ofKey?: boolean;
  readonly exact?: boolean;
  readonly object?: Way;
  /** The line, and the marks below it, as texts or as matchers. Undefined if no line is shown. */
  readonly expected: readonly [text: unknown, marks: unknown] | undefined;
}

const head = 'apiVersion: v1\nkind: Pod\nspec:\n';
const image: Way = ['spec', 'containers', 0, 'image'];
const value: Way = ['spec', 'containers', 0, 'env', 0, 'value'];

const cases: readonly Case[] = [
  {
    name: 'a value',
    text: `${head}  restartPolicy: always\n`,
    way: ['spec', 'restartPolicy'],
    expected: ['  restartPolicy: always', '                 ^^^^^^'],
  },
  {
    name: 'its key',
    text: `${head}  restartPolicy: always\n`,
    way: ['spec', 'restartPolicy'],
    ofKey: true,
    expected: ['  restartPolicy: always', '  ^^^^^^^^^^^^^'],
  },
  {
    name: 'a value in quotes',
    text: `${head}  restartPolicy: "al\\"ways" # what hunter2 says\n`,
    way: ['spec', 'restartPolicy'],
    expected: ['  restartPolicy: "al\\"ways"', '                 ^^^^^^^^^^'],
  },
  {
    name: 'a value in single quotes',
    text: `${head}  restartPolicy: 'al''ways'\n`,
    way: ['spec', 'restartPolicy'],
    expected: ["  restartPolicy: 'al''ways'", '                 ^^^^^^^^^^'],
  },
  {
    name: 'a field without a value',
    text: `${head}  restartPolicy:\n  'hostname': a\n`,
    way: ['spec', 'restartPolicy'],
    expected: ['  restartPolicy:', '  ^^^^^^^^^^^^^'],
  },
  {
    name: 'a map on the lines below',
    text: `${head}  securityContext:\n    runAsUser: 0\n`,
    way: ['spec', 'securityContext'],
    expected: ['  securityContext:', '  ^^^^^^^^^^^^^^^'],
  },
  {
    name: 'a map on the same line',
    text: `${head}  securityContext: {runAsUser: 0, runAsGroup: 1}\n`,
    way: ['spec', 'securityContext'],
    expected: ['  securityContext: {runAsUser: 0, runAsGroup: 1}', '                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^'],
  },
  {
    name: 'a map of several lines that begins on the same line',
    text: `${head}  securityContext: {runAsUser: 0,\n    runAsGroup: 1}\n`,
    way: ['spec', 'securityContext'],
    expected: ['  securityContext: {runAsUser: 0,', '                    ^^^^^^^^^^^^^'],
  },
  {
    name: 'an empty map',
    text: `${head}  securityContext: {} # hunter2\n`,
    way: ['spec', 'securityContext'],
    expected: ['  securityContext: {}', '                   ^^'],
  },
  {
    name: 'an empty list',
    text: `${head}  containers: [ ]\n`,
    way: ['spec', 'containers'],
    expected: ['  containers: [ ]', '              ^^^'],
  },
  {
    name: 'an empty list entry',
    text: `${head}  containers:\n  - {}\n`,
    way: ['spec', 'containers', 0],
    expected: ['  - {}', '    ^^'],
  },
  {
    name: 'an empty list entry in a list on one line',
    text: `${head}  containers: [{name: a}, {}, {name: b}]\n`,
    way: image.with(2, 1),
    expected: ['  containers: [{name: a}, {}, {name: b}]', '                          ^^'],
  },
  {
    name: 'an empty list entry with a tag and an anchor',
    text: `${head}  containers:\n  - !!map &hunter2 {}\n`,
    way: ['spec', 'containers', 0],
    expected: ['  - … {}', '    ^^^^'],
  },
  {
    name: 'an empty list entry of several lines with a comment',
    text: `${head}  containers:\n  - { # hunter2\n    }\n`,
    way: ['spec', 'containers', 0],
    expected: ['  - {', '    ^'],
  },
  {
    name: 'an empty list entry whose tag is on another line',
    text: `${head}  containers:\n  - !!map\n    {}\n`,
    way: ['spec', 'containers', 0],
    expected: ['  - …', '    ^'],
  },
  {
    name: 'a list entry',
    text: `${head}  containers:\n  - name: web\n    image: nginx\n`,
    way: ['spec', 'containers', 0],
    expected: ['  - name: web', '    ^^^^^^^^^'],
  },
  {
    name: 'a missing field: the entry around it',
    text: `${head}  containers:\n  - name: web\n`,
    way: image,
    expected: ['  - name: web', '    ^^^^^^^^^'],
  },
  {
    name: 'a missing field: the key around it',
    text: `${head}  securityContext: {runAsUser: 0}\n`,
    way: ['spec', 'securityContext', 'sysctls'],
    expected: ['  securityContext: {runAsUser: 0}', '  ^^^^^^^^^^^^^^^'],
  },
  {
    name: 'nothing for a missing field if only the field itself may be marked',
    text: `${head}  a: 1\n`,
    way: ['spec', 'b'],
    exact: true,
    expected: undefined,
  },
  { name: 'nothing of the object itself', text: `${head}  a: 1\n`, way: [], expected: undefined },
  {
    name: 'nothing if no part of the location exists',
    text: `${head}  a: 1\n`,
    way: ['metadata'],
    expected: undefined,
  },
  {
    name: 'the value of a variable',
    text: `${head}  containers:\n  - env: [{name: PASSWORD, value: hunter2}]\n`,
    way: value,
    expected: ['  - env: [{name: PASSWORD, value: (hidden)}]', '                                  ^^^^^^^^'],
  },
  {
    name: 'a value below the name of its variable',
    text: `${head}  containers:\n  - env:\n    - name: A\n      value: 'hunter2\n        hunter2'\n`,
    way: value,
    expected: ['      value: (hidden)', '             ^^^^^^^^'],
  },
  {
    name: 'a block of a command',
    text: `${head}  containers:\n  - command:\n    - sh\n    - |- # hunter2\n      hunter2\n`,
    way: ['spec', 'containers', 0, 'command', 1],
    expected: ['    - (hidden)', '      ^^^^^^^^'],
  },
  {
    name: 'a block that may be shown',
    text: `${head}  hostname: | # hunter2\n    hunter2\n`,
    way: ['spec', 'hostname'],
    expected: ['  hostname: |…', '            ^^'],
  },
  {
    name: 'a string of several lines',
    text: `${head}  hostname: a b\n    c # hunter2\n`,
    way: ['spec', 'hostname'],
    expected: ['  hostname: a b…', '            ^^^^'],
  },
  {
    name: 'a credential in a value that may be shown',
    text: `${head}  containers:\n  - image: user:hunter2@example.com/a\n`,
    way: image,
    expected: ['  - image: (hidden)', '           ^^^^^^^^'],
  },
  {
    name: 'a misplaced field: its numbers, its switches and the names of its fields',
    text: `${head}  ports: [{containerPort: 80, name: hunter2, hunter2: 827364}]\n`,
    way: ['spec', 'ports'],
    ofKey: true,
    expected: ['  ports: [{containerPort: 80, name: (hidden), (hidden): (hidden)}]', '  ^^^^^'],
  },
  {
    name: 'a map for a list',
    text: `${head}  containers: {name: hunter2, tty: true, hostNetwork: true, env: {port: 827364, tty: on}}\n`,
    way: ['spec', 'containers'],
    ofKey: true,
    expected: [
      '  containers: {name: (hidden), tty: true, hostNetwork: true, env: {port: (hidden), tty: (hidden)}}',
      '  ^^^^^^^^^^',
    ],
  },
  {
    name: 'a misplaced field that may hold a secret',
    text: `${head}  env: [{name: hunter2, value: 827364, port: 827364}]\n`,
    way: ['spec', 'env'],
    ofKey: true,
    expected: ['  env: [{name: (hidden), value: (hidden), port: (hidden)}]', '  ^^^'],
  },
  {
    name: 'a field that Kubernetes does not know',
    text: `${head}  pasword: hunter2\n`,
    way: ['spec', 'pasword'],
    expected: ['  pasword: (hidden)', '           ^^^^^^^^'],
  },
  {
    name: 'the key and the value of an annotation',
    text: 'kind: Pod\nmetadata: {annotations: {"TOKEN=hunter2": b, c: "hunter2"}}\n',
    way: ['metadata', 'annotations', 'c'],
    expected: [
      'metadata: {annotations: {(hidden): (hidden), c: (hidden)}}',
      '                                                ^^^^^^^^',
    ],
  },
  {
    name: 'anchors, tags and aliases, whose names are not shown',
    text: `${head}  hostname: &hunter2 web\n  subdomain: *hunter2\n  os: {name: !hunter2 linux}\n`,
    way: ['spec', 'hostname'],
    expected: ['  hostname: … web', '            ^^^^^'],
  },
  {
    name: 'an alias',
    text: `${head}  hostname: &hunter2 web\n  subdomain: *hunter2\n`,
    way: ['spec', 'subdomain'],
    expected: ['  subdomain: *…', '             ^^'],
  },
  {
    name: 'an anchor of a map',
    text: `${head}  securityContext: &hunter2 {runAsUser: 0}\n`,
    way: ['spec', 'securityContext', 'runAsUser'],
    expected: ['  securityContext: … {runAsUser: 0}', '                                 ^'],
  },
  {
    name: 'a merged field is shown where it is written, and hidden if it is hidden there',
    text: `metadata: {annotations: &a {image: hunter2}}\n${head}  containers:\n  - <<: *a\n`,
    way: image,
    expected: ['metadata: {annotations: … {image: (hidden)}}', '                                  ^^^^^^^^'],
  },
  {
    name: 'the token after an empty value is not marked',
    text: `${head}  containers:\n  - env:\n    - name:\n      "value": hunter2\n`,
    way: value,
    expected: ['      "value": (hidden)', '               ^^^^^^^^'],
  },
  {
    name: 'JSON',
    text: '{"kind": "Pod", "spec": {"hostNetwork": true, "containers": [{"env": [{"name": "A", "value": 1}]}]}}',
    way: ['spec', 'hostNetwork'],
    expected: [
      '{"kind": "Pod", "spec": {"hostNetwork": true, "containers": [{"env": [{"name": "A", "value": (hidden)}]}]}}',
      '                                        ^^^^',
    ],
  },
  {
    name: 'an item of a List on one line: the other items are hidden',
    text: '{"kind":"List","items":[{"spec":{"hostname":"hunter2"}},{"spec":{"hostname":"b"}},{"spec":{"hostname":"hunter2"}}]}',
    object: ['items', 1],
    way: ['spec', 'hostname'],
    expected: ['{…}},{"spec":{"hostname":"b"}},{…}}]}', '                         ^^^'],
  },
  {
    name: 'a long line, cut on both sides',
    text: `{"spec": {${Array.from({ length: 50 }, (_, i) => `"field${i}": "hunter2"`).join(', ')}, "hostname": "web", ${'"a": "b", '.repeat(50)}"c": 1}}`,
    way: ['spec', 'hostname'],
    expected: [
      expect.stringMatching(/^…\S* .*"field49": \(hidden\), "hostname": "web", "a": \(hidden\), .*…$/),
      expect.stringMatching(/^ +\^{5}$/),
    ],
  },
  {
    name: 'tabs, wide characters and escape sequences',
    text: '{\t"spec":\t{"hostname": "日本\u202e\u0085x"}}',
    way: ['spec', 'hostname'],
    expected: ['{  "spec":  {"hostname": "日本 …', '                         ^^^^^'],
  },
  {
    name: 'the end of a line in CRLF',
    text: `${head}  hostname: web\n`.replaceAll('\n', '\r\n'),
    way: ['spec', 'hostname'],
    expected: ['  hostname: web', '            ^^^'],
  },
  {
    name: 'lines that end with CR alone',
    text: `${head}  hostname: web\n  containers: [{env: [{value: hunter2}]}]\n`.replaceAll('\n', '\r'),
    way: ['spec', 'hostname'],
    expected: ['  hostname: web', '            ^^^'],
  },
  {
    name: 'a line that begins within a string',
    text: `${head}  containers: [{env: [{value: "hunter2\n   hunter2"}], image: web}]\n`,
    way: image,
    expected: ['   …}], image: web}]', '               ^^^'],
  },
];

function shown(
  text: string,
  way: Way,
  options: { ofKey?: boolean; exact?: boolean; ofFirst?: boolean; object?: Way } = {},
) {
  const [document] = parse(text).documents;
  const { object = [], ...rest } = options;
  return document!.excerpt(object, way, rest);
}

describe('a line of the file', () => {
  test.each(cases)('$name', ({ text, way, expected, ...options }) => {
    const excerpt = shown(text, way, options);
    const lines = excerpt && [excerpt.text, ' '.repeat(excerpt.from) + '^'.repeat(excerpt.to - excerpt.from)];
    expect(lines).toEqual(expected);
    expect(JSON.stringify(excerpt ?? '')).not.toContain('hunter2');
  });

  test.each<[name: string, text: string, way: Way, options: object, around: (readonly [number, string])[]]>([
    ['a map', `${head}  os:\n    name: linux\n`, ['spec', 'os'], {}, [[5, '    name: linux']]],
    [
      'a longer list, with its hidden values',
      `${head}  containers:\n  - name: web # hunter2\n\n    env:\n    - name: A\n      value: hunter2\n    image: web\n`,
      ['spec', 'containers'],
      {},
      [
        [5, '  - name: web'],
        [7, '    env:'],
        [8, '    - name: A'],
        [9, '      value: (hidden)'],
        [10, '…'],
      ],
    ],
    ['its key', `${head}  os:\n    name: linux\n`, ['spec', 'os'], { ofKey: true }, []],
    [
      'a map that begins on the same line',
      `${head}  os: {name: linux,\n    x: y}\n`,
      ['spec', 'os'],
      {},
      [[5, '    x: (hidden)}']],
    ],
    ['a field that does not exist', `${head}  os:\n    name: linux\n`, ['spec', 'os', 'x'], {}, []],
    ['an alias', `a: &a\n  os:\n    name: linux\nspec: *a\n`, ['spec'], {}, []],
  ])('the lines after %s', (_, text, way, options, around) => {
    const { around: found = [] } = shown(text, way, options) ?? {};
    expect(found.map(({ line, text: said }) => [line, said])).toEqual(around);
  });

  test('very long content is not looked through', () => {
    const one = `{"spec":\n{"os":{${'"x":1,'.repeat(100_000)}"name":\n"linux"}}}`;
    expect(shown(one, ['spec'])?.around).toHaveLength(1);
  });

  test('the first and the last of equal keys', () => {
    const text = `${head}  hostname: a\n  <<: {hostname: b}\n  hostname: c\n`;
    const lineOf = (options: object): number | undefined => shown(text, ['spec', 'hostname'], options)?.line;
    expect([lineOf({ ofFirst: true }), lineOf({}), lineOf({ ofFirst: true, ofKey: true })]).toEqual([4, 6, 4]);
    expect(shown(text, ['spec', 'nodeName'], { ofFirst: true, exact: true })).toBeUndefined();
  });

  test('its number counts in the whole file', () => {
    const [, second] = parse(`a: 1\n---\n${head}  hostname: web\n`).documents;
    expect(second!.excerpt([], ['spec', 'hostname'])?.line).toBe(6);
  });

  test('a long text is cut', () => {
    const excerpt = shown(`${head}  hostname: ${'x'.repeat(100_000)}\n`, ['spec', 'hostname']);
    expect(excerpt?.text).toMatch(/^ {2}hostname: x{100,240}…$/);
  });
});
