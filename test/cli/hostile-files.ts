/** Files with a large number of one thing, which make as much as possible of every byte. */
import type { Invocation } from './run.ts';

/** `bytes` is the approximate total size of the files. */
type Shape = (bytes: number) => Invocation;

/** The unit, repeated as often as it fits. */
const filled = (bytes: number, unit: string): string => unit.repeat(bytes / Buffer.byteLength(unit));

/** The same, for units that differ. */
function numbered(bytes: number, unit: (i: number) => string): string {
  const units: string[] = [];
  for (let i = 0, length = 0; length < bytes; i++) {
    const next = unit(i);
    length += next.length;
    units.push(next);
  }
  return units.join('');
}

const file =
  (name: string, text: (bytes: number) => string): Shape =>
  (bytes) => ({ args: ['check', `@/${name}`], files: { [name]: text(bytes) } });

/** The YAML of a Pod that continues with the text, indented by two columns. */
const podYaml = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`;
const podJson = (name: string, spec: string): string =>
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"},"spec":{${spec}}}`;
const list = (items: string): string => `{"apiVersion":"v1","kind":"List","items":[${items}]}`;
const listOf = (apiVersion: string, kind: string, items: string): string =>
  `{"apiVersion":"${apiVersion}","kind":"${kind}","items":[${items}]}`;
const podList = (items: string): string => listOf('v1', 'PodList', items);

const entries = (bytes: number, entry: string): string => `${filled(bytes, `${entry},`)}${entry}`;

const review = (object: string): string =>
  '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","name":"web",' +
  `"kind":{"group":"","version":"v1","kind":"Pod"},"namespace":"default","userInfo":{},"object":${object}}}`;

const change =
  (name: string, text: (bytes: number) => string): Shape =>
  (bytes) => ({
    args: ['check', '--old', `@/old-${name}`, '--new', `@/new-${name}`],
    files: { [`old-${name}`]: text(bytes / 2), [`new-${name}`]: text(bytes / 2) },
  });

const folder =
  (files: number, text: (bytes: number, i: number) => string): Shape =>
  (bytes) => ({
    args: ['check', '@'],
    files: Object.fromEntries(Array.from({ length: files }, (_, i) => [`f${i}.yaml`, text(bytes / files, i)])),
  });

export const shapes: ReadonlyMap<string, Shape> = new Map([
  ['JSON: a list of {}', file('a.json', (n) => podJson('web', `"x":[${entries(n, '{}')}]`))],
  ['JSON: a list of {"a":1}', file('a.json', (n) => podJson('web', `"x":[${entries(n, '{"a":1}')}]`))],
  ['JSON: a list of 1', file('a.json', (n) => podJson('web', `"x":[${entries(n, '1')}]`))],
  ['JSON: containers of {}', file('a.json', (n) => podJson('web', `"containers":[${entries(n, '{}')}]`))],
  ['JSON: names', file('a.json', (n) => podJson('web', `"x":{${numbered(n, (i) => `"k${i}":1,`)}"k":1}`))],
  ['JSON: one name, again and again', file('a.json', (n) => podJson('web', `"x":{${entries(n, '"k":1')}}`))],
  [
    'JSON: names given twice',
    file('a.json', (n) => podJson('web', numbered(n, (i) => `"k${i}":1,"k${i}":2,`) + '"k":1')),
  ],
  ['JSON: a long text', file('a.json', (n) => podJson('web', `"x":"${filled(n, 'x')}"`))],
  ['JSON: objects {}', file('a.json', (n) => filled(n, '{}'))],
  ['JSON: objects that cannot be read', file('a.json', (n) => filled(n, '{"a":[}\n'))],
  ['JSON: Pods', file('a.json', (n) => filled(n, '{"apiVersion":"v1","kind":"Pod"}\n'))],
  ['JSON: a List of {}', file('a.json', (n) => list(entries(n, '{}')))],
  ['JSON: a List of Pods', file('a.json', (n) => list(entries(n, '{"apiVersion":"v1","kind":"Pod"}')))],
  ['JSON: a List of misspelled kinds', file('a.json', (n) => list(entries(n, '{"apiVersion":"v1","kind":"Pud"}')))],
  [
    'JSON: a List of a long apiVersion',
    file('a.json', (n) => listOf(filled(n / 2, 'x'), 'PodList', entries(n / 2, '{}'))),
  ],
  [
    'JSON: a List of a long group',
    file('a.json', (n) => listOf(`${filled(n / 2, 'x')}/v1`, 'PodList', entries(n / 2, '{}'))),
  ],
  [
    'JSON: a List of a long kind',
    file('a.json', (n) => listOf('v1', `${filled(n / 2, 'x')}List`, entries(n / 2, '{}'))),
  ],
  ['JSON: a PodList of {}', file('a.json', (n) => podList(entries(n, '{}')))],
  [
    'JSON: a PodList of Pods with faults',
    file('a.json', (n) => podList(entries(n, `{"spec":{"containers":[${'{},'.repeat(200)}{}]}}`))),
  ],
  ['YAML: a flow list of {}', file('a.yaml', (n) => podYaml(`  x: [${entries(n, '{}')}]\n`))],
  ['YAML: a flow list of a: b', file('a.yaml', (n) => podYaml(`  x: [${entries(n, 'a: b')}]\n`))],
  ['YAML: a block list of {}', file('a.yaml', (n) => podYaml(`  x:\n${filled(n, '  - {}\n')}`))],
  ['YAML: a block list of nothing', file('a.yaml', (n) => filled(n, '-\n'))],
  ['YAML: a block list of maps', file('a.yaml', (n) => podYaml(`  containers:\n${filled(n, '  - a: b\n')}`))],
  ['YAML: names', file('a.yaml', (n) => podYaml(numbered(n, (i) => `  k${i}: b\n`)))],
  [
    'YAML: labels',
    file('a.yaml', (n) => `apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n${numbered(n, (i) => `    k${i}: _\n`)}`),
  ],
  ['YAML: names given twice', file('a.yaml', (n) => podYaml(numbered(n, (i) => `  k${i}: b\n  k${i}: c\n`)))],
  ['YAML: one name, again and again', file('a.yaml', (n) => podYaml(filled(n, '  k: {k: 1, k: 2}\n')))],
  ['YAML: explicit keys', file('a.yaml', (n) => podYaml(filled(n, '  ?\n')))],
  ['YAML: anchors', file('a.yaml', (n) => podYaml(`  x:\n${numbered(n, (i) => `  - &a${i} x\n`)}`))],
  ['YAML: aliases', file('a.yaml', (n) => podYaml(`  y: &a {b: c}\n  x:\n${filled(n, '  - *a\n')}`))],
  [
    'YAML: aliases of a list',
    file('a.yaml', (n) =>
      podYaml(`  y: &a [${entries(n / 10, '1')}]\n  x:\n${filled(n / 2, '  - b\n')}  z: [${entries(20, '*a')}]\n`),
    ),
  ],
  ['YAML: merges', file('a.yaml', (n) => podYaml(`  y: &a {b: c, d: e}\n  x:\n${filled(n, '  - <<: *a\n')}`))],
  [
    'YAML: annotations that are aliases of a long text',
    file('a.yaml', (n) => {
      const annotations = numbered(n / 2, (i) => `    k${i}: *a\n`);
      return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: &a ${filled(n / 2, 'b')}\n  annotations:\n${annotations}`;
    }),
  ],
  [
    'YAML: owners whose names are aliases of a long text',
    file('a.yaml', (n) => {
      const owners = numbered(n / 2, (i) => `  - {apiVersion: v1, kind: Node, uid: u${i}, name: *a}\n`);
      return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: &a ${filled(n / 2, 'b')}\n  ownerReferences:\n${owners}`;
    }),
  ],
  [
    'YAML: keys that are aliases of a long number',
    file('a.yaml', (n) => podYaml(`  y: &a 1${filled(n / 2, '_')}\n  x:\n${filled(n / 2, '  - {*a : c}\n')}`)),
  ],
  [
    'YAML: a long prefix of tags',
    file('a.yaml', (n) => `%TAG !a! ${filled(n / 2, 'b')}\r---\n${podYaml(`  x:\n${filled(n / 2, '  - !a!b c\n')}`)}`),
  ],
  ['YAML: tags', file('a.yaml', (n) => `${numbered(n, (i) => `%TAG !a${i}! b\n`)}---\na: 1\n`)],
  ['YAML: open brackets', file('a.yaml', (n) => filled(n, '['))],
  ['YAML: a plain text over many lines', file('a.yaml', (n) => podYaml(`  x: a\n${filled(n, '   b\n')}`))],
  ['YAML: a plain text of many words', file('a.yaml', (n) => podYaml(`  x: a${filled(n, ' b')}\n`))],
  ['YAML: a quoted text of many words', file('a.yaml', (n) => podYaml(`  x: "a${filled(n, ' b')}"\n`))],
  ['YAML: a quoted text of escapes', file('a.yaml', (n) => podYaml(`  x: "a${filled(n, '\\t')}"\n`))],
  ['YAML: a quoted text of quotes', file('a.yaml', (n) => podYaml(`  x: 'a${filled(n, "''")}'\n`))],
  ['YAML: a quoted text of empty lines', file('a.yaml', (n) => podYaml(`  x: "a${filled(n, '\n')}"\n`))],
  ['YAML: a block text', file('a.yaml', (n) => podYaml(`  x: |\n${filled(n, '    b\n')}`))],
  ['YAML: a block text of empty lines', file('a.yaml', (n) => podYaml(`  x: |\n    b\n${filled(n, '\n')}    b\n`))],
  ['YAML: a long word', file('a.yaml', (n) => podYaml(`  x: ${filled(n, 'b')}\n`))],
  ['YAML: a long number', file('a.yaml', (n) => podYaml(`  x: ${filled(n, '1_')}\n`))],
  ['YAML: a long key', file('a.yaml', (n) => podYaml(`  ? ${filled(n, 'b')}\n  : c\n`))],
  ['YAML: comments', file('a.yaml', (n) => podYaml(`  x: 1\n${filled(n, '#\n')}`))],
  ['YAML: empty lines', file('a.yaml', (n) => podYaml(`  x: 1\n${filled(n, '\n')}`))],
  ['YAML: blanks', file('a.yaml', (n) => `${filled(n, ' ')}{"apiVersion": "v1"}`)],
  ['YAML: documents', file('a.yaml', (n) => filled(n, 'a: 1\n---\n'))],
  ['YAML: empty documents', file('a.yaml', (n) => filled(n, '---\n'))],
  ['YAML: ConfigMaps', file('a.yaml', (n) => filled(n, 'apiVersion: v1\nkind: ConfigMap\n---\n'))],
  ['YAML: Pods', file('a.yaml', (n) => filled(n, 'apiVersion: v1\nkind: Pod\n---\n'))],
  ['YAML: separators with text', file('a.yaml', (n) => filled(n, '---x\n'))],
  ['YAML: documents that cannot be read', file('a.yaml', (n) => filled(n, '[\n---\n'))],
  [
    'YAML: UTF-16',
    (n) => ({
      args: ['check', '@/a.yaml'],
      files: { 'a.yaml': Buffer.from(`\ufeff${podYaml(`  x:\n${filled(n / 2, '  - {}\n')}`)}`, 'utf16le') },
    }),
  ],
  ['standard input', (n) => ({ args: ['check', '-'], stdin: podYaml(`  x: [${entries(n, '{}')}]\n`) })],
  ['a recorded review of {}', file('a.json', (n) => review(podJson('web', `"x":[${entries(n, '{}')}]`)))],
  ['recorded reviews', file('a.json', (n) => filled(n, `${review(podJson('web', ''))}\n`))],
  [
    'a recorded review of aliases of a long text',
    file('a.yaml', (n) => {
      const text = filled(n / 2, 'b');
      return review(`{name: &a ${text}, spec: {x: [${entries(n / 2, '*a')}]}}`);
    }),
  ],
  ['a change: lists of {}', change('a.json', (n) => podJson('web', `"x":[${entries(n, '{}')}]`))],
  [
    'a change: containers',
    change('a.json', (n) => podJson('web', `"containers":[${numbered(n, (i) => `{"name":"c${i}"},`)}{}]`)),
  ],
  ['a change: PodLists of {}', change('a.json', (n) => podList(entries(n, '{}')))],
  ['a change: Pods', change('a.json', (n) => numbered(n, (i) => podJson(`p${i}`, '')))],
  ['a folder of lists of {}', folder(10, (n) => podYaml(`  x: [${entries(n, '{}')}]\n`))],
  [
    'a folder of small files',
    folder(2_000, (n, i) => `${podJson(`p${i}`, '"containers":[{}]')}\n${filled(n, '# some words\n')}`),
  ],
  ['a folder of files without an object', folder(2_000, (n) => filled(n, '[\n---\n'))],
  [
    'a kustomization',
    (n) => ({
      args: ['check', '@'],
      files: {
        'kustomization.yaml': `patches: [${entries(Math.min(n, 1_000_000), '{}')}]\n`,
        'a.yaml': filled(n, 'a: 1\n---\n'),
      },
    }),
  ],
  [
    'kustomizations with many patches',
    (n) => ({
      args: ['check', '@'],
      files: Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [
          `d${i}/kustomization.yaml`,
          `patches:\n${numbered(n / 20, (j) => `- path: p${j}.yaml\n`)}`,
        ]),
      ),
    }),
  ],
]);
