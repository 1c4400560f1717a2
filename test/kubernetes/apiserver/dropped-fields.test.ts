import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import type { FieldPath } from '../../../src/json/path.ts';
import { specPath } from '../../../src/kubernetes/kinds.ts';
import { isDroppedAt, undoneChanges } from '../../../src/kubernetes/apiserver/dropped-fields.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';

const first = specPath.child('containers').index(0);
const init = specPath.child('initContainers').index(0);
const signal = { stopSignal: 'SIGTERM' };

test.each<[FieldPath, Json, readonly number[]]>([
  [specPath.child('hostnameOverride'), 'a', [34]],
  [specPath.child('hostname'), 'a', []],
  [specPath.child('restartPolicy'), 'Never', []],
  [first.child('restartPolicy'), 'Never', [34]],
  [first.child('env').index(0).child('valueFrom', 'fileKeyRef'), { key: 'A' }, [34]],
  [init.child('restartPolicy'), 'Never', [34]],
  [init.child('restartPolicy'), 'Always', []],
  [init.child('image'), 'a', []],
  [first.child('lifecycle'), signal, [34, 35]],
  [first.child('lifecycle'), { ...signal, preStop: {} }, []],
  [first.child('lifecycle'), {}, []],
  [first.child('lifecycle'), null, []],
  [specPath.child('nodeSelector'), signal, []],
])('%s with %j is dropped in 1.%j', (path, value, expected) => {
  expect([34, 35].filter((minor) => isDroppedAt(path, value, serverFacts(minor)))).toEqual(expected);
});

describe('an addition without effect', () => {
  const image = { name: 'models', image: { reference: 'a' } };
  const data = { name: 'data', emptyDir: {} };
  const ofImage = { name: 'models', mountPath: '/models' };
  const ofData = { name: 'data', mountPath: '/data' };
  const volumes = specPath.child('volumes');
  const mounts = first.child('volumeMounts');

  test.each<[FieldPath, Json, readonly number[]]>([
    [volumes, [image], [34]],
    [volumes, [image, data], []],
    [volumes.index(0), image, [34]],
    [volumes.index(1), data, []],
    [mounts, [ofImage], [34]],
    [mounts, [ofImage, ofData], []],
    [mounts.index(0), ofImage, [34]],
    [mounts.index(1), ofData, []],
    [mounts.index(2), null, []],
    [first.child('env').index(0), { name: 'models' }, []],
    [specPath.child('hostnameOverride'), 'a', [34]],
    [first.child('lifecycle').child('stopSignal'), 'SIGTERM', []],
    [init.child('lifecycle').child('stopSignal'), 'SIGTERM', [34, 35]],
  ])('%s with %j in 1.%j', (path, value, expected) => {
    const spec = {
      volumes: [image, data],
      containers: [{ lifecycle: signal }],
      initContainers: [{ lifecycle: { ...signal, preStop: {} } }],
    };
    const isDropped = (minor: number) =>
      undoneChanges({}, { spec }, spec, serverFacts(minor))({ path, kind: 'added', to: value });
    expect([34, 35].filter(isDropped)).toEqual(expected);
  });
});

test.each([
  ['Default', { procMount: 'Default' }, 'procMount', [31, 32]],
  ['Default, with another value in another container', { procMount: 'Unmasked' }, 'procMount', []],
  ['Default of another field', {}, 'seLinuxChangePolicy', []],
] as const)('a change of procMount from %s', (_, securityContext, name, expected) => {
  const oldSpec = { containers: [{ securityContext: { procMount: 'Default' } }, { securityContext }] };
  const path = first.child('securityContext', name);
  const difference = { path, kind: 'changed', from: 'Default', to: 'Unmasked' } as const;
  const isUndone = (minor: number) => undoneChanges(oldSpec, {}, {}, serverFacts(minor))(difference);
  expect([31, 32, 33, 36].filter(isUndone)).toEqual(expected);
});
