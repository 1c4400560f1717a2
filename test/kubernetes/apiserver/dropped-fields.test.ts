import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import type { FieldPath } from '../../../src/json/path.ts';
import { specPath } from '../../../src/kubernetes/kinds.ts';
import { isDroppedAt, undoneChanges, withoutDropped } from '../../../src/kubernetes/apiserver/dropped-fields.ts';
import type { GateSettings } from '../../../src/kubernetes/gates.ts';
import type { Difference } from '../../../src/kubernetes/schema/difference.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';
import { container, pod, workload } from '../../objects.ts';

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
  [
    specPath.child('volumes').index(0).child('ephemeral', 'volumeClaimTemplate', 'spec', 'resources'),
    { requests: { storage: '1Gi' } },
    [],
  ],
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
    [volumes.index(2), { ...data, name: 'models' }, []],
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

describe('with a feature gate off', () => {
  const sleep = { sleep: { seconds: 1 } };
  const both = { ...sleep, exec: { command: ['ls'] } };
  const lifecycle = first.child('lifecycle');
  const resources = first.child('resources');
  const noSleep: GateSettings = { PodLifecycleSleepAction: false };
  const noClaims: GateSettings = { DynamicResourceAllocation: false };

  test.each<[GateSettings, FieldPath, Json, boolean]>([
    [noSleep, lifecycle.child('preStop'), sleep, true],
    [noSleep, lifecycle.child('postStart'), sleep, true],
    [noSleep, lifecycle.child('preStop'), both, false],
    [noSleep, lifecycle.child('preStop'), {}, false],
    [noSleep, lifecycle, { preStop: sleep }, true],
    [noSleep, lifecycle, { preStop: sleep, postStart: null }, true],
    [noSleep, lifecycle, { preStop: sleep, postStart: both }, false],
    [noSleep, lifecycle, {}, true],
    [noClaims, lifecycle, { preStop: sleep }, false],
    [noClaims, resources, { claims: [{ name: 'gpu' }] }, true],
    [noClaims, resources, { claims: [{ name: 'gpu' }], limits: { cpu: '1' } }, false],
    [noClaims, resources, {}, false],
    [noSleep, resources, { claims: [{ name: 'gpu' }] }, false],
  ])('%j: %s with %j', (settings, path, value, isDropped) =>
    expect(isDroppedAt(path, value, serverFacts(33, { DynamicResourceAllocation: true, ...settings }))).toBe(isDropped),
  );
});

test.each<[string, Difference]>([
  [
    'to Default',
    { path: first.child('securityContext', 'procMount'), kind: 'changed', from: 'Unmasked', to: 'Default' },
  ],
  ['outside a securityContext', { path: first.child('procMount'), kind: 'changed', from: 'Default', to: 'Unmasked' }],
  ['that is removed', { path: first.child('securityContext', 'procMount'), kind: 'removed', from: 'Default' }],
])('a change of procMount %s is not undone', (_, difference) =>
  expect(undoneChanges({}, {}, {}, serverFacts(31))(difference)).toBe(false),
);

const allOn: GateSettings = {
  ContainerStopSignals: true,
  EnvFiles: true,
  HostnameOverride: true,
  ImageVolume: true,
  ProcMountType: true,
};
const withOwn = (own: JsonObject): JsonObject => pod({ containers: [container(own)] });
const withEnv = (own: JsonObject): JsonObject => withOwn({ env: [{ name: 'A', ...own }] });
const withProcMount = (procMount: string): JsonObject => withOwn({ securityContext: { procMount } });

describe('a new object is stored without', () => {
  const hostname = { hostnameOverride: 'a.example.com' };
  const models = { name: 'models', image: { reference: 'a' } };
  const data = { name: 'data', emptyDir: {} };
  const [ofModels, ofData] = [models, data].map(({ name }) => ({ name, mountPath: `/${name}` }));

  test.each<[string, number, JsonObject, JsonObject]>([
    ['a field of a gate that is off', 34, pod(hostname), pod()],
    ['the same in a template', 34, workload('CronJob', hostname), workload('CronJob')],
    ['a field in a list', 34, withEnv({ valueFrom: { fileKeyRef: { key: 'A' } } }), withEnv({ valueFrom: {} })],
    ['a lifecycle with nothing else', 36, withOwn({ lifecycle: signal }), withOwn({})],
    [
      'image volumes and their mounts',
      34,
      pod({ containers: [container({ volumeMounts: [ofModels!, ofData!] })], volumes: [models, data] }),
      pod({ containers: [container({ volumeMounts: [ofData!] })], volumes: [data] }),
    ],
    ['another procMount than Default', 32, withProcMount('Unmasked'), withProcMount('Default')],
  ])('%s in 1.%i', (_, minor, object, stored) => {
    const kind = object['kind'] === 'CronJob' ? 'CronJob' : 'Pod';
    expect(withoutDropped(object, kind, serverFacts(minor))).toEqual(stored);
    expect(withoutDropped(object, kind, serverFacts(minor, allOn))).toEqual(object);
  });
});
