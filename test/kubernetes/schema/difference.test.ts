import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { differences, entryKey, pairEntries, same } from '../../../src/kubernetes/schema/difference.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { specPath } from '../../../src/json/path.ts';

const variable = (name: string, value = '1') => ({ name, value });
const mount = (name: string, mountPath: string) => ({ name, mountPath });
const port = (containerPort: number, extra = {}) => ({ containerPort, protocol: 'TCP', ...extra });

const one = (container: JsonObject): JsonObject => ({ containers: [{ name: 'a', ...container }] });

/** Each difference as `kind path`. */
const found = (before: Json | undefined, after: Json | undefined) =>
  [...differences(before, after, specPath)].map(({ kind, path }) => `${kind} ${path.toString()}`);

describe('no difference', () => {
  test.each<[string, Json | undefined, Json | undefined]>([
    ['both absent', undefined, undefined],
    ['absent and null', { hostname: null }, {}],
    ['absent and an empty list', { hostAliases: [] }, {}],
    ['absent and an empty map', { nodeSelector: {} }, {}],
    ['absent and a map of nothing', one({ resources: { limits: {} } }), one({})],
    ['absent and a struct held by value', one({ resources: {} }), one({})],
    ['a value struct that holds empty ones', one({ resources: { limits: {}, claims: [] } }), one({ resources: null })],
    ['quantities in maps', { resources: { limits: { cpu: '1' } } }, { resources: { limits: { cpu: '1000m' } } }],
    ['a number for a quantity', { resources: { requests: { cpu: 2 } } }, { resources: { requests: { cpu: '2' } } }],
    ['quantity fields', { emptyDir: { sizeLimit: '1Gi' } }, { emptyDir: { sizeLimit: '1024Mi' } }],
    ['the order of the names', { a: 1, b: 2 }, { b: 2, a: 1 }],
    [
      'deep in lists',
      { volumes: [{ name: 'a', emptyDir: { medium: null } }] },
      { volumes: [{ name: 'a', emptyDir: {} }] },
    ],
  ])('%s', (_, before, after) => {
    expect(found(before, after)).toEqual([]);
    expect(found(after, before)).toEqual([]);
    expect(same({ spec: before ?? null }, { spec: after ?? null })).toBe(true);
  });
});

describe('one difference', () => {
  test.each<[string, Json, Json, string[]]>([
    ['a value', { a: 1 }, { a: 2 }, ['changed spec.a']],
    ['another type', { a: 1 }, { a: '1' }, ['changed spec.a']],
    ['false is not absent', {}, { hostNetwork: false }, ['added spec.hostNetwork']],
    ['an empty text is not absent', { hostname: '' }, {}, ['removed spec.hostname']],
    ['a pointer to an empty struct is not absent', {}, { emptyDir: {} }, ['added spec.emptyDir']],
    ['and it is not null', { emptyDir: {} }, { emptyDir: null }, ['removed spec.emptyDir']],
    ['a quantity', { limits: { cpu: '1' } }, { limits: { cpu: '2' } }, ['changed spec.limits[cpu]']],
    [
      'the first quantity of a map',
      one({}),
      one({ resources: { limits: { 'example.com/gpu': '1' } } }),
      ['added spec.containers[0].resources.limits[example.com/gpu]'],
    ],
    [
      'texts that look like quantities',
      { labels: { limits: '1' } },
      { labels: { limits: '1000m' } },
      ['changed spec.labels[limits]'],
    ],
    [
      'a map key that is a field name elsewhere',
      { labels: {} },
      { labels: { resources: '' } },
      ['added spec.labels[resources]'],
    ],
    [
      'an env variable put in front',
      { env: [variable('A'), variable('B')] },
      { env: [variable('C'), variable('A'), variable('B')] },
      ['added spec.env[0]'],
    ],
    [
      'an env variable taken from the middle',
      { env: [variable('A'), variable('B'), variable('C')] },
      { env: [variable('A'), variable('C')] },
      ['removed spec.env[1]'],
    ],
    [
      'an env variable changed',
      { env: [variable('A'), variable('B')] },
      { env: [variable('A'), variable('B', '2')] },
      ['changed spec.env[1].value'],
    ],
    [
      'an env variable changed and moved',
      { env: [variable('A'), variable('B')] },
      { env: [variable('B', '2'), variable('A')] },
      ['changed spec.env[0].value'],
    ],
    ['the first env variable', {}, { env: [variable('A')] }, ['added spec.env[0]']],
    [
      'nothing but the order',
      { env: [variable('A'), variable('B')] },
      { env: [variable('B'), variable('A')] },
      ['reordered spec.env'],
    ],
    [
      'one of two entries of the same name',
      { env: [variable('A'), variable('A', '2')] },
      { env: [variable('A')] },
      ['removed spec.env[1]'],
    ],
    [
      'a mount at another path',
      { volumeMounts: [mount('a', '/a'), mount('b', '/b')] },
      { volumeMounts: [mount('b', '/b'), mount('a', '/c')] },
      ['changed spec.volumeMounts[1].mountPath'],
    ],
    [
      'a mount of another volume',
      { volumeMounts: [mount('a', '/a')] },
      { volumeMounts: [mount('b', '/a')] },
      ['changed spec.volumeMounts[0].name'],
    ],
    [
      'another port',
      { ports: [port(80), port(443)] },
      { ports: [port(443), port(8080)] },
      ['changed spec.ports[1].containerPort'],
    ],
    [
      'another protocol',
      { ports: [port(53)] },
      { ports: [{ containerPort: 53, protocol: 'UDP' }] },
      ['changed spec.ports[0].protocol'],
    ],
    ['lists without keys by position', { args: ['a', 'b'] }, { args: ['a', 'c'] }, ['changed spec.args[1]']],
    ['lists without keys of another length', { args: ['a', 'b'] }, { args: ['b'] }, ['changed spec.args']],
    ['a list in place of an object', { a: {} }, { a: [1] }, ['changed spec.a']],
    ['everything gone', { a: { b: 1 } }, {}, ['removed spec.a']],
    ['the resources of the whole Pod, which are no value struct', {}, { resources: {} }, ['added spec.resources']],
    ['an inherited name', {}, { constructor: 1 }, ['added spec.constructor']],
  ])('%s', (_, before, after, expected) => {
    expect(found(before, after)).toEqual(expected);
    expect(same({ spec: before ?? null }, { spec: after ?? null })).toBe(false);
    expect(same({ spec: after ?? null }, { spec: before ?? null })).toBe(false);
  });

  test('a whole entry', () => {
    const [added] = [...differences({ ports: [] }, { ports: [port(80)] }, specPath)];
    expect(added).toMatchObject({ kind: 'added', to: port(80) });
  });
});

describe('pairEntries', () => {
  test('the n-th of a key with the n-th of the same key', () => {
    const before = [variable('A', '1'), variable('B'), variable('A', '2')];
    const after = [variable('A', '3'), variable('A', '4'), variable('C')];
    expect(pairEntries(before, after, ['name'])).toEqual({ pairs: [[0, 0], [2, 1]], removed: [1], added: [2] }); // prettier-ignore
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

  test('there are differences exactly where they are not the same', () => {
    fc.assert(fc.property(tree, tree, (a, b) => expect(found(a, b).length === 0).toBe(same(a, b, 'spec'))));
  });
  test('a value is the same as itself, and the order of two does not matter', () => {
    fc.assert(fc.property(tree, (a) => expect(same(a, structuredClone(a))).toBe(true)));
    fc.assert(fc.property(tree, tree, (a, b) => expect(same(a, b)).toBe(same(b, a))));
  });
});
