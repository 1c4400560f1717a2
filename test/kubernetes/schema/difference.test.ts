import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { differences, entryKey, pairEntries, same } from '../../../src/kubernetes/schema/difference.ts';
import { shapeOf } from '../../../src/kubernetes/schema/shape.ts';
import type { StructName } from '../../../src/kubernetes/schema/generated.ts';
import type { Json } from '../../../src/json/json.ts';
import { specPath } from '../../../src/kubernetes/kinds.ts';

const variable = (name: string, value = '1') => ({ name, value });
const mount = (name: string, mountPath: string) => ({ name, mountPath });
const device = (name: string, devicePath: string) => ({ name, devicePath });
const policy = (resourceName: string) => ({ resourceName, restartPolicy: 'NotRequired' });
const port = (containerPort: number, extra = {}) => ({ containerPort, protocol: 'TCP', ...extra });

/** Each difference as `kind path`. Both values are structs of this name. */
const found = (before: Json | undefined, after: Json | undefined, struct: StructName) =>
  [...differences(before, after, specPath, shapeOf(struct))].map(({ kind, path }) => `${kind} ${path.toString()}`);

describe('no difference', () => {
  test.each<[string, StructName, Json | undefined, Json | undefined]>([
    ['both absent', 'PodSpec', undefined, undefined],
    ['absent and null', 'PodSpec', { hostname: null }, {}],
    ['absent and an empty list', 'PodSpec', { hostAliases: [] }, {}],
    ['absent and an empty map', 'PodSpec', { nodeSelector: {} }, {}],
    ['absent and a map of nothing', 'Container', { resources: { limits: {} } }, {}],
    ['absent and a struct held by value', 'Container', { resources: {} }, {}],
    ['absent and an empty map of a projected certificate', 'PodCertificateProjection', { userAnnotations: {} }, {}],
    ['absent and an empty Pod spec, which is held by value', 'PodTemplateSpec', { spec: {} }, {}],
    [
      'a value struct that holds empty ones',
      'Container',
      { resources: { limits: {}, claims: [] } },
      { resources: null },
    ],
    [
      'quantities in maps',
      'PodSpec',
      { resources: { limits: { cpu: '1' } } },
      { resources: { limits: { cpu: '1000m' } } },
    ],
    [
      'a number for a quantity',
      'PodSpec',
      { resources: { requests: { cpu: 2 } } },
      { resources: { requests: { cpu: '2' } } },
    ],
    ['quantity fields', 'Volume', { emptyDir: { sizeLimit: '1Gi' } }, { emptyDir: { sizeLimit: '1024Mi' } }],
    ['a null beside another field', 'PodSpec', { hostname: 'a', nodeName: null }, { hostname: 'a' }],
    ['keys that mean the same as none', 'Container', { env: [{ name: [] }] }, { env: [{}] }],
    ['the order of the names', 'PodSpec', { a: 1, b: 2 }, { b: 2, a: 1 }],
    [
      'deep in lists',
      'PodSpec',
      { volumes: [{ name: 'a', emptyDir: { medium: null } }] },
      { volumes: [{ name: 'a', emptyDir: {} }] },
    ],
  ])('%s', (_, struct, before, after) => {
    expect(found(before, after, struct)).toEqual([]);
    expect(found(after, before, struct)).toEqual([]);
    expect(same(before, after, shapeOf(struct))).toBe(true);
  });
});

describe('one difference', () => {
  test.each<[string, StructName, Json, Json, string[]]>([
    ['a value', 'PodSpec', { a: 1 }, { a: 2 }, ['changed spec.a']],
    ['another type', 'PodSpec', { a: 1 }, { a: '1' }, ['changed spec.a']],
    ['a field in place of a null', 'PodSpec', { hostname: null }, { subdomain: 'a' }, ['added spec.subdomain']],
    ['false is not absent', 'PodSpec', {}, { hostNetwork: false }, ['added spec.hostNetwork']],
    ['an empty text is not absent', 'PodSpec', { hostname: '' }, {}, ['removed spec.hostname']],
    ['a pointer to an empty struct is not absent', 'Volume', {}, { emptyDir: {} }, ['added spec.emptyDir']],
    ['and it is not null', 'Volume', { emptyDir: {} }, { emptyDir: null }, ['removed spec.emptyDir']],
    [
      'a quantity',
      'ResourceRequirements',
      { limits: { cpu: '1' } },
      { limits: { cpu: '2' } },
      ['changed spec.limits[cpu]'],
    ],
    [
      'the first quantity of a map',
      'Container',
      {},
      { resources: { limits: { 'example.com/gpu': '1' } } },
      ['added spec.resources.limits[example.com/gpu]'],
    ],
    [
      'texts that look like quantities',
      'ObjectMeta',
      { labels: { limits: '1' } },
      { labels: { limits: '1000m' } },
      ['changed spec.labels[limits]'],
    ],
    [
      'a map key that is a field name elsewhere',
      'ObjectMeta',
      { labels: {} },
      { labels: { resources: '' } },
      ['added spec.labels[resources]'],
    ],
    [
      'the selector of a ReplicationController, which is a map',
      'ReplicationControllerSpec',
      { selector: {} },
      { selector: { app: 'web' } },
      ['added spec.selector[app]'],
    ],
    [
      'the selector of a Deployment, which is a struct',
      'DeploymentSpec',
      { selector: {} },
      { selector: { matchLabels: { app: 'web' } } },
      ['added spec.selector.matchLabels[app]'],
    ],
    [
      'a device at another path',
      'Container',
      { volumeDevices: [device('a', '/a'), device('b', '/b')] },
      { volumeDevices: [device('b', '/b'), device('a', '/c')] },
      ['changed spec.volumeDevices[1].devicePath'],
    ],
    [
      'a resize policy put in front',
      'Container',
      { resizePolicy: [policy('cpu')] },
      { resizePolicy: [policy('memory'), policy('cpu')] },
      ['added spec.resizePolicy[0]'],
    ],
    [
      'an env variable put in front',
      'Container',
      { env: [variable('A'), variable('B')] },
      { env: [variable('C'), variable('A'), variable('B')] },
      ['added spec.env[0]'],
    ],
    [
      'an env variable taken from the middle',
      'Container',
      { env: [variable('A'), variable('B'), variable('C')] },
      { env: [variable('A'), variable('C')] },
      ['removed spec.env[1]'],
    ],
    [
      'an env variable changed',
      'Container',
      { env: [variable('A'), variable('B')] },
      { env: [variable('A'), variable('B', '2')] },
      ['changed spec.env[1].value'],
    ],
    [
      'an env variable changed and moved',
      'Container',
      { env: [variable('A'), variable('B')] },
      { env: [variable('B', '2'), variable('A')] },
      ['changed spec.env[0].value'],
    ],
    ['the first env variable', 'Container', {}, { env: [variable('A')] }, ['added spec.env[0]']],
    [
      'nothing but the order',
      'Container',
      { env: [variable('A'), variable('B')] },
      { env: [variable('B'), variable('A')] },
      ['reordered spec.env'],
    ],
    [
      'the order of two variables out of three',
      'Container',
      { env: [variable('A'), variable('B'), variable('C')] },
      { env: [variable('A'), variable('C'), variable('B')] },
      ['reordered spec.env'],
    ],
    [
      'another env variable',
      'Container',
      { env: [variable('A')] },
      { env: [variable('B')] },
      ['added spec.env[0]', 'removed spec.env[0]'],
    ],
    [
      'one of two entries of the same name',
      'Container',
      { env: [variable('A'), variable('A', '2')] },
      { env: [variable('A')] },
      ['removed spec.env[1]'],
    ],
    [
      'a mount at another path',
      'Container',
      { volumeMounts: [mount('a', '/a'), mount('b', '/b')] },
      { volumeMounts: [mount('b', '/b'), mount('a', '/c')] },
      ['changed spec.volumeMounts[1].mountPath'],
    ],
    [
      'two mounts at other paths, in another order',
      'Container',
      { volumeMounts: [mount('a', '/a'), mount('b', '/b')] },
      { volumeMounts: [mount('b', '/c'), mount('a', '/d')] },
      ['changed spec.volumeMounts[0].mountPath', 'changed spec.volumeMounts[1].mountPath'],
    ],
    [
      'a mount of another volume',
      'Container',
      { volumeMounts: [mount('a', '/a')] },
      { volumeMounts: [mount('b', '/a')] },
      ['changed spec.volumeMounts[0].name'],
    ],
    [
      'another port',
      'Container',
      { ports: [port(80), port(443)] },
      { ports: [port(443), port(8080)] },
      ['changed spec.ports[1].containerPort'],
    ],
    [
      'another protocol',
      'Container',
      { ports: [port(53)] },
      { ports: [{ containerPort: 53, protocol: 'UDP' }] },
      ['changed spec.ports[0].protocol'],
    ],
    [
      'lists without keys by position',
      'Container',
      { args: ['a', 'b'] },
      { args: ['a', 'c'] },
      ['changed spec.args[1]'],
    ],
    ['lists without keys of another length', 'Container', { args: ['a', 'b'] }, { args: ['b'] }, ['changed spec.args']],
    ['a list in place of an object', 'PodSpec', { a: {} }, { a: [1] }, ['changed spec.a']],
    ['everything gone', 'PodSpec', { a: { b: 1 } }, {}, ['removed spec.a']],
    ['the resources of the whole Pod, which are a pointer', 'PodSpec', {}, { resources: {} }, ['added spec.resources']],
    ['an inherited name', 'Container', {}, { constructor: 1 }, ['added spec.constructor']],
  ])('%s', (_, struct, before, after, expected) => {
    expect(found(before, after, struct)).toEqual(expected);
    expect(same(before, after, shapeOf(struct))).toBe(false);
    expect(same(after, before, shapeOf(struct))).toBe(false);
  });

  test('a whole entry', () => {
    const [added] = [...differences({ ports: [] }, { ports: [port(80)] }, specPath, shapeOf('Container'))];
    expect(added).toMatchObject({ kind: 'added', to: port(80) });
  });
});

test('a part that both objects share is not read', () => {
  const unread = {
    get name(): string {
      throw new Error('This part is read.');
    },
  };
  expect(found(unread, unread, 'Container')).toEqual([]);
  const change = found({ env: [unread, variable('A')] }, { env: [unread, variable('A', '2')] }, 'Container');
  expect(change).toEqual(['changed spec.env[1].value']);
});

describe('differences that are ignored', () => {
  const volume = (name: string, mode?: number) => ({ name, emptyDir: mode === undefined ? {} : { mode } });
  const notIgnored = (after: Json, ignored: 'added' | 'removed') =>
    [
      ...differences([volume('a'), volume('b')], after, specPath, shapeOf('PodSpec', 'volumes'), ({ kind }) => kind === ignored), // prettier-ignore
    ].map(({ kind, path }) => `${kind} ${path.toString()}`);

  test('do not hide another order', () => {
    expect(notIgnored([volume('b', 511), volume('a')], 'added')).toEqual(['reordered spec']);
    expect(notIgnored([volume('c'), volume('b'), volume('a')], 'added')).toEqual(['reordered spec']);
  });

  test('are no other order', () => {
    expect(notIgnored([volume('c'), volume('a', 511), volume('b')], 'added')).toEqual([]);
    expect(notIgnored([volume('b')], 'removed')).toEqual([]);
  });
});

describe('pairEntries', () => {
  test('after an entry that was inserted, removed or moved too', () => {
    const names = (...of: string[]) => of.map((name) => ({ name }));
    const pairs = (before: string[], after: string[]) => pairEntries(names(...before), names(...after), ['name']);
    expect(pairs(['x', 'a', 'a'], ['a', 'a', 'x']).pairs).toEqual([[1, 0], [2, 1], [0, 2]]); // prettier-ignore
    expect(pairs(['a', 'a'], ['b', 'a', 'a', 'a'])).toEqual({ pairs: [[0, 1], [1, 2]], removed: [], added: [0, 3] }); // prettier-ignore
    expect(pairs(['a', 'b', 'a', 'a'], ['a', 'a'])).toEqual({ pairs: [[0, 0], [2, 1]], removed: [1, 3], added: [] }); // prettier-ignore
  });

  test('the n-th of a key with the n-th of the same key', () => {
    const before = [variable('A', '1'), variable('B'), variable('A', '2')];
    const after = [variable('A', '3'), variable('A', '4'), variable('C')];
    expect(pairEntries(before, after, ['name'])).toEqual({ pairs: [[0, 0], [2, 1]], removed: [1], added: [2] }); // prettier-ignore
  });

  test('entries without a key with each other', () => {
    expect(pairEntries([], [{}, {}], ['name'])).toEqual({ pairs: [], removed: [], added: [0, 1] });
    expect(pairEntries([{}], [{}, {}], ['name'])).toEqual({ pairs: [[0, 0]], removed: [], added: [1] });
  });

  test.each<[Json | undefined, string]>([
    [port(80), '80/TCP'],
    [{ containerPort: 80 }, '80'],
    ['text', '"text"'],
    [undefined, ''],
    [{}, ''],
  ])('the key of %j', (entry, key) => expect(entryKey(entry, ['containerPort', 'protocol'])).toBe(key));
});

describe('for any two values', () => {
  const names = fc.constantFrom(
    'a',
    'env',
    'name',
    'ports',
    'resources',
    'limits',
    'labels',
    'containers',
    'emptyDir',
    'sizeLimit',
  );
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, true, 0, 1, '', '1', '1000m', 'x', [], {}),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(names, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));

  const shape = shapeOf('PodSpec');
  test('there are differences exactly where they are not the same', () => {
    fc.assert(fc.property(tree, tree, (a, b) => expect(found(a, b, 'PodSpec').length === 0).toBe(same(a, b, shape))));
  });
  test('a value is the same as itself, and the order of two does not matter', () => {
    fc.assert(fc.property(tree, (a) => expect(same(a, structuredClone(a), shape)).toBe(true)));
    fc.assert(fc.property(tree, tree, (a, b) => expect(same(a, b, shape)).toBe(same(b, a, shape))));
  });
});
