import { expect, test } from '@jest/globals';
import { containersOf } from '../../../src/kubernetes/pod/containers.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { specPath } from '../../../src/kubernetes/kinds.ts';

const kindsAndPaths = (spec: JsonObject) =>
  [...containersOf(spec, specPath)].map(({ kind, name, path }) => `${kind} ${name} ${path.toString()}`);

test('every container with its kind and path', () => {
  expect(
    kindsAndPaths({
      ephemeralContainers: [{ name: 'debug' }],
      initContainers: [
        { name: 'setup' },
        { name: 'proxy', restartPolicy: 'Always' },
        { name: 'x', restartPolicy: 'Never' },
      ],
      containers: [{ name: 'web' }, {}],
    }),
  ).toEqual([
    'container web spec.containers[0]',
    'container  spec.containers[1]',
    'init setup spec.initContainers[0]',
    'sidecar proxy spec.initContainers[1]',
    'init x spec.initContainers[2]',
    'ephemeral debug spec.ephemeralContainers[0]',
  ]);
});

test('one list only', () => {
  const spec = { containers: [{ name: 'a' }], initContainers: [{ name: 'b' }] };
  expect([...containersOf(spec, specPath, ['initContainers'])].map(({ name }) => name)).toEqual(['b']);
});

test('invalid entries are skipped, null is a container without fields, and indexes are kept', () => {
  expect(
    kindsAndPaths({ containers: [null, 'x', [], { name: 5 }], initContainers: 'x', ephemeralContainers: {} }),
  ).toEqual(['container  spec.containers[0]', 'container  spec.containers[3]']);
});
