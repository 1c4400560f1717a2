import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import type { FieldPath } from '../../../src/json/path.ts';
import { specPath } from '../../../src/kubernetes/kinds.ts';
import { silentDifferences, isDroppedAt } from '../../../src/kubernetes/apiserver/dropped-fields.ts';
import type { Difference } from '../../../src/kubernetes/schema/difference.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';

const first = specPath.child('containers').index(0);
const init = specPath.child('initContainers').index(0);
const procMount = { path: first.child('securityContext', 'procMount'), kind: 'changed' } as const;
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
      silentDifferences({ spec }, spec, serverFacts(minor))({ path, kind: 'added', to: value });
    expect([34, 35].filter(isDropped)).toEqual(expected);
  });
});

test.each<[string, Difference, readonly number[]]>([
  ['procMount that is set back', { ...procMount, from: 'Default', to: 'Unmasked' }, [32]],
  ['procMount that the Pod uses', { ...procMount, from: 'Unmasked', to: 'Default' }, []],
  ['another field', { ...procMount, path: first.child('image'), from: 'Default', to: 'Unmasked' }, []],
  ['a field that is removed', { path: specPath.child('hostnameOverride'), kind: 'removed', from: 'a' }, []],
])('of a changed Pod, %s is without effect', (_, difference, expected) => {
  const isSilent = (minor: number) => silentDifferences({}, {}, serverFacts(minor))(difference);
  expect([32, 33].filter(isSilent)).toEqual(expected);
});
