import { describe, expect, test } from '@jest/globals';
import { get, type Json, type JsonObject } from '../../../src/json/json.ts';
import { kindFacts, kinds, type Kind } from '../../../src/kubernetes/kinds.ts';
import { nativeDefaults } from '../../../src/kubernetes/apiserver/defaults.ts';
import { defaultPullPolicy } from '../../../src/kubernetes/apiserver/default-image.ts';
import { FieldPath } from '../../../src/json/path.ts';
import { valueAt } from '../../../src/json/path.ts';

const path = (text: string): FieldPath =>
  text.split('.').reduce((at, part) => (/^\d+$/.test(part) ? at.index(Number(part)) : at.child(part)), FieldPath.root);

/** The object of a kind whose Pod has this spec. */
const withPodSpec = (kind: Kind, spec: Json): JsonObject =>
  [...kindFacts(kind).podPath.segments().map(String), 'spec'].reduceRight<Json>(
    (value, name) => ({ [name]: value }),
    spec,
  ) as JsonObject;

/** `spec` of a Pod, a path in it, and the value at the path after decoding. Undefined if there is none. */
type Row = readonly [what: string, spec: Json, path: string, expected: Json | undefined];

const one = (extra: JsonObject): Json => ({ containers: [{ name: 'a', image: 'a:1', ...extra }] });
const volume = (source: JsonObject): Json => ({ volumes: [{ name: 'v', ...source }] });

describe('the spec of a Pod', () => {
  const rows: readonly Row[] = [
    ['dnsPolicy', {}, 'dnsPolicy', 'ClusterFirst'],
    ['an empty dnsPolicy', { dnsPolicy: '' }, 'dnsPolicy', 'ClusterFirst'],
    ['a given dnsPolicy', { dnsPolicy: 'None' }, 'dnsPolicy', 'None'],
    ['restartPolicy', {}, 'restartPolicy', 'Always'],
    ['securityContext', {}, 'securityContext', {}],
    ['terminationGracePeriodSeconds', {}, 'terminationGracePeriodSeconds', 30],
    ['a grace period of zero', { terminationGracePeriodSeconds: 0 }, 'terminationGracePeriodSeconds', 0],
    ['a negative grace period', { terminationGracePeriodSeconds: -1 }, 'terminationGracePeriodSeconds', 1],
    ['schedulerName', {}, 'schedulerName', 'default-scheduler'],
    ['enableServiceLinks', {}, 'enableServiceLinks', true],
    ['given enableServiceLinks', { enableServiceLinks: false }, 'enableServiceLinks', false],
    ['the new name of the account', { serviceAccount: 'b' }, 'serviceAccountName', 'b'],
    ['the old name of the account', { serviceAccountName: 'b' }, 'serviceAccount', 'b'],
    ['both names', { serviceAccountName: 'b', serviceAccount: 'c' }, 'serviceAccount', 'b'],
    ['no name at all', {}, 'serviceAccountName', undefined],
    ['a null', { nodeName: null }, 'nodeName', undefined],
    ['hostNetwork: false', { hostNetwork: false }, 'hostNetwork', undefined],
    ['an empty nodeName', { nodeName: '' }, 'nodeName', undefined],
    ['a pointer to false', { automountServiceAccountToken: false }, 'automountServiceAccountToken', false],
    ['an empty text in a map', { nodeSelector: { disk: '' } }, 'nodeSelector.disk', ''],
    ['a null in a map', { nodeSelector: { disk: null } }, 'nodeSelector.disk', ''],
    ['overhead', { overhead: { cpu: '100u' } }, 'overhead.cpu', '1m'],
    [
      'an option of the resolver',
      { dnsConfig: { options: [{ name: 'a', value: '' }] } },
      'dnsConfig.options.0.value',
      '',
    ],
    ['pod-level requests', { resources: { limits: { cpu: 1 } } }, 'resources.requests', { cpu: 1 }],
    [
      'pod-level requests that containers make',
      { resources: { limits: { cpu: 1 } }, containers: [{ resources: { requests: { cpu: 1 } } }] },
      'resources.requests',
      undefined,
    ],
    [
      'pod-level requests of each resource that they may have',
      { resources: { limits: { cpu: 1, memory: 2, 'hugepages-2Mi': 3, 'example.com/gpu': 4 }, requests: { cpu: 5 } } },
      'resources.requests',
      { cpu: 5, memory: 2, 'hugepages-2Mi': 3 },
    ],
    ['no pod-level requests of another type', { resources: { limits: { cpu: [] } } }, 'resources.requests', undefined],
    [
      'pod-level requests that are no map',
      { resources: { limits: { cpu: 1 }, requests: 'x' } },
      'resources.requests',
      'x',
    ],
    ['imagePullPolicy', one({}), 'containers.0.imagePullPolicy', 'IfNotPresent'],
    ['imagePullPolicy of latest', one({ image: 'a' }), 'containers.0.imagePullPolicy', 'Always'],
    ['a given imagePullPolicy', one({ imagePullPolicy: 'Never' }), 'containers.0.imagePullPolicy', 'Never'],
    ['terminationMessagePath', one({}), 'containers.0.terminationMessagePath', '/dev/termination-log'],
    ['terminationMessagePolicy', one({}), 'containers.0.terminationMessagePolicy', 'File'],
    ['an init container', { initContainers: [{}] }, 'initContainers.0.terminationMessagePolicy', 'File'],
    ['an ephemeral container', { ephemeralContainers: [{}] }, 'ephemeralContainers.0.terminationMessagePolicy', 'File'],
    ['stdin: false', one({ stdin: false }), 'containers.0.stdin', undefined],
    ['a restartPolicy of a container', one({ restartPolicy: '' }), 'containers.0.restartPolicy', ''],
    ['an empty env value', one({ env: [{ name: 'A', value: '' }] }), 'containers.0.env.0.value', undefined],
    ['an empty subPath', one({ volumeMounts: [{ subPath: '', readOnly: false }] }), 'containers.0.volumeMounts.0', {}],
    ['protocol', one({ ports: [{ containerPort: 80 }] }), 'containers.0.ports.0.protocol', 'TCP'],
    ['hostPort: 0', one({ ports: [{ containerPort: 80, hostPort: 0 }] }), 'containers.0.ports.0.hostPort', undefined],
    [
      'hostPort on the network of the node',
      { hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }] }] },
      'containers.0.ports.0.hostPort',
      80,
    ],
    [
      'no requests from limits of another type',
      one({ resources: { limits: { cpu: true, memory: '1Gi' } } }),
      'containers.0.resources.requests',
      { memory: '1Gi' },
    ],
    [
      'no host port of another type',
      { hostNetwork: true, containers: [{ ports: [{ containerPort: '80' }] }] },
      'containers.0.ports.0.hostPort',
      undefined,
    ],
    [
      'requests from limits',
      one({ resources: { limits: { cpu: 1, memory: '1Gi' }, requests: { cpu: '100m' } } }),
      'containers.0.resources.requests',
      { cpu: '100m', memory: '1Gi' },
    ],
    [
      'requests that are no map',
      one({ resources: { limits: { cpu: 1 }, requests: 'x' } }),
      'containers.0.resources.requests',
      'x',
    ],
    [
      'an amount below a thousandth',
      one({ resources: { limits: { cpu: '0.0001' } } }),
      'containers.0.resources.limits.cpu',
      '1m',
    ],
    [
      'an amount below zero',
      one({ resources: { limits: { cpu: '-0.0011' } } }),
      'containers.0.resources.limits.cpu',
      '-2m',
    ],
    [
      'a fieldRef',
      one({ env: [{ valueFrom: { fieldRef: {} } }] }),
      'containers.0.env.0.valueFrom.fieldRef.apiVersion',
      'v1',
    ],
    [
      'a fileKeyRef',
      one({ env: [{ valueFrom: { fileKeyRef: {} } }] }),
      'containers.0.env.0.valueFrom.fileKeyRef.optional',
      false,
    ],
    [
      'the numbers of a probe',
      one({ livenessProbe: { initialDelaySeconds: 0, periodSeconds: 0, timeoutSeconds: 4 } }),
      'containers.0.livenessProbe',
      { timeoutSeconds: 4, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
    ],
    [
      'httpGet',
      one({ readinessProbe: { httpGet: { port: 80 } } }),
      'containers.0.readinessProbe.httpGet',
      { port: 80, path: '/', scheme: 'HTTP' },
    ],
    [
      'grpc',
      one({ startupProbe: { grpc: { port: 80 } } }),
      'containers.0.startupProbe.grpc',
      { port: 80, service: '' },
    ],
    [
      'httpGet of a hook',
      one({ lifecycle: { preStop: { httpGet: { path: '/x' } } } }),
      'containers.0.lifecycle.preStop.httpGet.scheme',
      'HTTP',
    ],
    ['a volume without a source', volume({}), 'volumes.0.emptyDir', {}],
    ['the medium of an emptyDir', volume({ emptyDir: { medium: '' } }), 'volumes.0.emptyDir', {}],
    ['a volume from a Secret', volume({ secret: {} }), 'volumes.0.secret.defaultMode', 420],
    ['a ConfigMap without a mode', volume({ configMap: {} }), 'volumes.0.configMap.defaultMode', 420],
    ['a downward API volume without a mode', volume({ downwardAPI: {} }), 'volumes.0.downwardAPI.defaultMode', 420],
    ['a projected volume', volume({ projected: {} }), 'volumes.0.projected.defaultMode', 420],
    ['a volume from a ConfigMap', volume({ configMap: { defaultMode: 256 } }), 'volumes.0.configMap.defaultMode', 256],
    [
      'a downward API volume',
      volume({ downwardAPI: { items: [{ fieldRef: {} }] } }),
      'volumes.0.downwardAPI.items.0.fieldRef.apiVersion',
      'v1',
    ],
    [
      'a projected token',
      volume({ projected: { sources: [{ serviceAccountToken: {} }] } }),
      'volumes.0.projected.sources.0.serviceAccountToken.expirationSeconds',
      3600,
    ],
    ['hostPath', volume({ hostPath: { path: '/x' } }), 'volumes.0.hostPath.type', ''],
    ['an image volume', volume({ image: { reference: 'a' } }), 'volumes.0.image.pullPolicy', 'Always'],
    [
      'an ephemeral claim',
      volume({ ephemeral: { volumeClaimTemplate: {} } }),
      'volumes.0.ephemeral.volumeClaimTemplate.spec.volumeMode',
      'Filesystem',
    ],
    ['iSCSI', volume({ iscsi: {} }), 'volumes.0.iscsi.iscsiInterface', 'default'],
    ['RBD', volume({ rbd: {} }), 'volumes.0.rbd', { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }],
    [
      'an Azure disk',
      volume({ azureDisk: {} }),
      'volumes.0.azureDisk',
      { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
    ],
    ['ScaleIO', volume({ scaleIO: {} }), 'volumes.0.scaleIO', { storageMode: 'ThinProvisioned', fsType: 'xfs' }],
  ];
  test.each(rows)('%s', (_, spec, at, expected) => {
    expect(valueAt(nativeDefaults({ spec }, 'Pod'), path(`spec.${at}`))).toEqual(expected);
  });
});

describe('a template', () => {
  const untouched: readonly Row[] = [
    [
      'no requests from limits',
      one({ resources: { limits: { cpu: 1 } } }),
      'containers.0.resources.requests',
      undefined,
    ],
    ['no enableServiceLinks', {}, 'enableServiceLinks', undefined],
    [
      'no hostPort',
      { hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }] }] },
      'containers.0.ports.0.hostPort',
      undefined,
    ],
    ['a negative grace period', { terminationGracePeriodSeconds: -1 }, 'terminationGracePeriodSeconds', -1],
  ];
  test.each(untouched)('%s', (_, spec, at, expected) => {
    expect(
      valueAt(nativeDefaults({ spec: { template: { spec } } }, 'Deployment'), path(`spec.template.spec.${at}`)),
    ).toEqual(expected);
  });

  test.each(['Job', 'CronJob'] as const)('an omitted restartPolicy of a %s, if it is not set', (kind) => {
    const filled = nativeDefaults(withPodSpec(kind, {}), kind, { jobRestartPolicy: false });
    expect(valueAt(filled, kindFacts(kind).podPath.child('spec', 'restartPolicy'))).toBeUndefined();
  });

  test.each(kinds.map(({ kind }) => kind))('%s', (kind) => {
    const filled = nativeDefaults(withPodSpec(kind, {}), kind);
    const at = kindFacts(kind).podPath.child('spec');
    expect(valueAt(filled, at.child('dnsPolicy'))).toBe('ClusterFirst');
    expect(valueAt(filled, at.child('restartPolicy'))).toBe('Always');
  });
});

describe('a workload', () => {
  const rows: readonly (readonly [kind: Kind, spec: JsonObject, filled: JsonObject])[] = [
    [
      'Deployment',
      { paused: false, minReadySeconds: 0 },
      {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
    ],
    [
      'Deployment',
      { strategy: { type: 'Recreate' }, replicas: 0, paused: true, minReadySeconds: 5 },
      {
        replicas: 0,
        paused: true,
        minReadySeconds: 5,
        strategy: { type: 'Recreate' },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
    ],
    ['ReplicaSet', {}, { replicas: 1 }],
    [
      'StatefulSet',
      { volumeClaimTemplates: [{}] },
      {
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        replicas: 1,
        revisionHistoryLimit: 10,
        volumeClaimTemplates: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            spec: { volumeMode: 'Filesystem' },
            status: { phase: 'Pending' },
          },
        ],
      },
    ],
    [
      'StatefulSet',
      { updateStrategy: { type: 'RollingUpdate' }, replicas: 2 },
      {
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        replicas: 2,
        revisionHistoryLimit: 10,
      },
    ],
    [
      'StatefulSet',
      { updateStrategy: { type: 'OnDelete', rollingUpdate: {} } },
      {
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'OnDelete', rollingUpdate: {} },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        replicas: 1,
        revisionHistoryLimit: 10,
      },
    ],
    [
      'DaemonSet',
      {},
      {
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
        revisionHistoryLimit: 10,
      },
    ],
    [
      'Job',
      {},
      {
        completions: 1,
        parallelism: 1,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        suspend: false,
        podReplacementPolicy: 'TerminatingOrFailed',
        manualSelector: false,
      },
    ],
    [
      'Job',
      {
        parallelism: 3,
        backoffLimitPerIndex: 1,
        podFailurePolicy: {
          rules: [{ onPodConditions: [{ type: 'A' }, { type: 'B', status: '' }, { type: 'C', status: 'False' }] }],
        },
      },
      {
        parallelism: 3,
        backoffLimit: 2147483647,
        backoffLimitPerIndex: 1,
        completionMode: 'NonIndexed',
        suspend: false,
        podReplacementPolicy: 'Failed',
        podFailurePolicy: {
          rules: [
            {
              onPodConditions: [
                { type: 'A', status: 'True' },
                { type: 'B', status: 'True' },
                { type: 'C', status: 'False' },
              ],
            },
          ],
        },
        manualSelector: false,
      },
    ],
    // The Jobs of a CronJob get their defaults when they are created.
    [
      'CronJob',
      { jobTemplate: { spec: {} } },
      {
        concurrencyPolicy: 'Allow',
        suspend: false,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
        jobTemplate: { spec: {} },
      },
    ],
    ['ReplicationController', {}, { replicas: 1 }],
    ['PodTemplate', {}, {}],
  ];
  test.each(rows)('%s %j', (kind, spec, filled) => {
    expect(nativeDefaults({ spec }, kind)).toEqual({ spec: filled });
  });

  const app = { app: 'web' };
  const other = { app: 'other' };
  test.each<[Kind, JsonObject | undefined, JsonObject | undefined, JsonObject | undefined, JsonObject | undefined]>([
    ['Job', undefined, undefined, app, undefined],
    ['Job', {}, {}, app, {}],
    ['Job', other, undefined, other, undefined],
    ['ReplicationController', undefined, undefined, app, app],
    ['ReplicationController', {}, {}, app, app],
    ['ReplicationController', other, other, other, other],
    ['Deployment', undefined, undefined, undefined, undefined],
  ])('a %s with labels %j and selector %j, whose template has labels', (kind, labels, selector, ...expected) => {
    const spec = { template: { metadata: { labels: app } }, ...(selector && { selector }) };
    const filled = nativeDefaults({ metadata: { name: 'a', ...(labels && { labels }) }, spec }, kind);
    expect([get(filled, 'metadata', 'labels'), get(filled, 'spec', 'selector')]).toEqual(expected);
    expect(get(filled, 'metadata', 'name')).toBe('a');
  });
});

describe('the pull policy of an image', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1', 'IfNotPresent'],
    ['registry.example.com:5000/nginx', 'Always'],
    ['localhost:5000', 'IfNotPresent'],
    [`nginx@${digest}`, 'IfNotPresent'],
    [`nginx:latest@${digest}`, 'Always'],
    ['localhost/nginx', 'Always'],
    ['my_org/nginx', 'Always'],
    ['my--long-app.v2', 'Always'],
    ['quay.io/my_org/nginx', 'Always'],
    [`${'a'.repeat(1020)}.b/c`, 'Always'],
    // Neither is a valid reference, so the tag is unknown.
    ['Nginx', 'IfNotPresent'],
    ['nginx ', 'IfNotPresent'],
    ['', 'IfNotPresent'],
    ['a'.repeat(64), 'IfNotPresent'],
    ['Example/nginx', 'Always'],
    ['a___b', 'IfNotPresent'],
    ['quay.io/org/Nginx', 'IfNotPresent'],
    ['my_registry:5000/nginx', 'IfNotPresent'],
    ['nginx:latest@sha256:123', 'IfNotPresent'],
    [`nginx:latest@${digest}@`, 'IfNotPresent'],
    ['a'.repeat(1025), 'IfNotPresent'],
    ['[::1]:80/nginx', 'Always'],
  ])('%s: %s', (image, policy) => {
    expect(defaultPullPolicy(image)).toBe(policy);
  });
});

describe('any input', () => {
  const nested = (depth: number): Json => (depth === 0 ? 1 : { a: nested(depth - 1) });
  const garbage: readonly Json[] = [
    null,
    1,
    'text',
    [],
    [null],
    {},
    { containers: 1, volumes: {}, initContainers: [null, 1, 'a', []], resources: [], overhead: 'x' },
    {
      containers: [
        { ports: 1, env: {}, resources: { limits: 1, requests: [] }, lifecycle: 7, livenessProbe: 'x', image: 5 },
      ],
    },
    { containers: [{ ports: [null, { containerPort: 'x' }], env: [{ valueFrom: 1 }] }], hostNetwork: true },
    {
      volumes: [{}, { secret: 1 }, { constructor: {} }, { projected: { sources: [1, { downwardAPI: { items: 4 } }] } }],
    },
    { resources: { limits: 'x', requests: 1 }, constructor: { name: '' }, toString: { value: '' } },
    JSON.parse('{"__proto__": {"a": ""}, "containers": [{"__proto__": {"image": "x"}}]}') as Json,
    nested(3000),
  ];
  test.each(kinds.map(({ kind }) => kind))('of a %s is not changed, and a second run adds nothing', (kind) => {
    for (const spec of garbage) {
      for (const object of [
        withPodSpec(kind, spec),
        { spec },
        { spec: { template: spec } },
        { metadata: spec, spec: {} },
      ]) {
        const before = JSON.stringify(object);
        const filled = nativeDefaults(object, kind);
        expect(JSON.stringify(object)).toBe(before);
        expect(JSON.stringify(nativeDefaults(filled, kind))).toBe(JSON.stringify(filled));
      }
    }
  });
});
