import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { kindFacts, kinds, type Kind } from '../../../src/kubernetes/kinds.ts';
import { nativeDefaults } from '../../../src/kubernetes/apiserver/defaults.ts';
import { FieldPath, valueAt } from '../../../src/json/path.ts';

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
    ['a volume that is null', { volumes: [null] }, 'volumes.0', { emptyDir: {} }],
    ['the medium of an emptyDir', volume({ emptyDir: { medium: '' } }), 'volumes.0.emptyDir', {}],
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

  test.each(kinds.map(({ kind }) => kind))('an omitted restartPolicy of a %s, which stays absent in Jobs', (kind) => {
    const filled = nativeDefaults(withPodSpec(kind, {}), kind, { jobRestartPolicy: false });
    const isJob = kind === 'Job' || kind === 'CronJob';
    const policy = valueAt(filled, kindFacts(kind).podPath.child('spec', 'restartPolicy'));
    expect(policy).toBe(isJob ? undefined : 'Always');
  });

  test.each(kinds.map(({ kind }) => kind))('%s', (kind) => {
    const filled = nativeDefaults(withPodSpec(kind, {}), kind);
    const at = kindFacts(kind).podPath.child('spec');
    expect(valueAt(filled, at.child('dnsPolicy'))).toBe('ClusterFirst');
    expect(valueAt(filled, at.child('restartPolicy'))).toBe('Always');
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
