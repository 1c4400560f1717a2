/** Rubbish in any place of an object makes no rule and no default throw. */
import { describe, test } from '@jest/globals';
import type { Change } from '../../src/change/change.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { rules } from '../../src/rules/index.ts';
import { container, pod, workload } from '../objects.ts';
import { checkChange } from '../property.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

/** Values that no field expects. */
const rubbish: readonly Json[] = [null, true, -1, '', '\u0000', 'x'.repeat(300), [null, [], 'a', 5], {}];
const monster = JSON.parse(
  '{"__proto__": {"a": 1}, "constructor": 1, "toString": 1, "valueOf": 1, "name": {}}',
) as Json;

const container1 = container({
  args: ['a'],
  command: ['a'],
  env: [
    { name: 'A', value: 'a' },
    {
      name: 'B',
      valueFrom: {
        fieldRef: { fieldPath: 'metadata.name' },
        resourceFieldRef: { resource: 'limits.cpu', divisor: '1' },
      },
    },
  ],
  envFrom: [{ prefix: 'A', configMapRef: { name: 'a' } }],
  lifecycle: { preStop: { exec: { command: ['a'] }, sleep: { seconds: 1 } }, postStart: { httpGet: { port: 'http' } } },
  livenessProbe: {
    httpGet: { port: 80, path: '/', scheme: 'HTTP', httpHeaders: [{ name: 'A', value: 'a' }] },
    periodSeconds: 1,
    terminationGracePeriodSeconds: 1,
  },
  readinessProbe: { tcpSocket: { port: 'http' }, successThreshold: 1 },
  startupProbe: { grpc: { port: 80, service: '' }, failureThreshold: 1 },
  ports: [{ containerPort: 80, hostPort: 80, name: 'http', protocol: 'TCP', hostIP: '10.0.0.1' }],
  resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
  resources: { limits: { cpu: '1', 'example.com/gpu': '1' }, requests: { cpu: '1' }, claims: [{ name: 'a' }] },
  restartPolicy: 'Always',
  restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
  securityContext: { runAsUser: 1, capabilities: { add: ['A'] } },
  volumeDevices: [{ name: 'a', devicePath: '/a' }],
  volumeMounts: [{ name: 'a', mountPath: '/a', subPath: 'a', subPathExpr: '$(A)', mountPropagation: 'None' }],
});
const requirement = { key: 'a', operator: 'In', values: ['a'] };
const podTerm = {
  topologyKey: 'a',
  labelSelector: { matchLabels: { a: 'b' }, matchExpressions: [requirement] },
  namespaceSelector: {},
};
/** A Pod's spec with something in most places, each of which gets its turn of rubbish. */
const fullSpec: JsonObject = {
  containers: [container1, container({ name: 'b' })],
  initContainers: [container({ name: 'c', restartPolicy: 'Always' })],
  ephemeralContainers: [container({ name: 'd', targetContainerName: 'web' })],
  volumes: [
    { name: 'a', emptyDir: { sizeLimit: '1Gi', medium: '' } },
    {
      name: 'kube-api-access-abcde',
      projected: {
        sources: [
          { serviceAccountToken: { path: 'a', expirationSeconds: 3600 } },
          { configMap: { name: 'a', items: [{ key: 'a', path: 'a' }] } },
          { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'a' } }] } },
          { secret: { name: 'a' } },
        ],
      },
    },
    { name: 'c', configMap: { name: 'a', items: [{ key: 'a', path: 'a', mode: 1 }] } },
    { name: 'd', secret: { secretName: 'a' } },
    { name: 'e', hostPath: { path: '/a', type: '' } },
    {
      name: 'f',
      ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['A'], resources: { requests: { storage: '1' } } } } },
    },
    { name: 'g', csi: { driver: 'a', volumeAttributes: { a: 'b' } } },
  ],
  activeDeadlineSeconds: 5,
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [requirement], matchFields: [requirement] }],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [requirement] } }],
    },
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [podTerm] },
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: podTerm }] },
  },
  dnsConfig: { nameservers: ['10.0.0.1'], searches: ['a'], options: [{ name: 'a', value: 'b' }] },
  dnsPolicy: 'ClusterFirst',
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }],
  hostNetwork: true,
  imagePullSecrets: [{ name: 'a' }],
  nodeName: 'a',
  nodeSelector: { a: 'b' },
  os: { name: 'linux' },
  overhead: { cpu: '1' },
  priority: 1,
  readinessGates: [{ conditionType: 'a' }],
  resourceClaims: [{ name: 'a', resourceClaimName: 'a' }],
  resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
  restartPolicy: 'Always',
  schedulingGates: [{ name: 'a' }],
  securityContext: { sysctls: [{ name: 'a', value: 'b' }], supplementalGroups: [1] },
  serviceAccountName: 'a',
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'a',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: podTerm.labelSelector,
      minDomains: 1,
      matchLabelKeys: ['a'],
    },
  ],
};
const fullMeta: JsonObject = {
  labels: { a: 'b' },
  annotations: { a: 'b', 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'kubernetes.io/config.mirror': '1' },
  finalizers: ['a'],
  generateName: 'a-',
  deletionTimestamp: '2026-01-02T03:04:05Z',
  deletionGracePeriodSeconds: 5,
  ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'a', uid: 'a', controller: true }],
  managedFields: [{ operation: 'Apply', fieldsV1: { 'f:spec': {} } }],
};
const state = { terminated: { exitCode: 1 }, running: {}, waiting: { reason: 'a' } };
const fullStatus: JsonObject = {
  phase: 'Running',
  qosClass: 'Guaranteed',
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-02T03:04:05Z', reason: 'A' }],
  containerStatuses: [
    {
      name: 'web',
      state,
      lastState: state,
      restartCount: 1,
      ready: true,
      resources: { limits: { cpu: '1' } },
      allocatedResources: { cpu: '1' },
    },
  ],
  initContainerStatuses: [{ name: 'c', state }],
  ephemeralContainerStatuses: [{ name: 'd', state }],
  podIPs: [{ ip: '10.0.0.1' }],
  hostIPs: [{ ip: '10.0.0.1' }],
  observedGeneration: 1,
  resourceClaimStatuses: [{ name: 'a' }],
  resize: 'a',
};
const full = (kind: Kind): JsonObject =>
  kind === 'Pod'
    ? { ...pod(fullSpec, fullMeta), status: fullStatus }
    : workload(kind, fullSpec, {
        podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] } }] },
        volumeClaimTemplates: [{ metadata: { name: 'a' } }],
      });

/** The object with the value in place of each field and entry, one at a time. */
function* spoilt(value: Json, with_: Json): Generator<Json> {
  yield with_;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const child = (value as JsonObject)[key] ?? null;
    for (const inner of spoilt(child, with_)) {
      yield Array.isArray(value)
        ? value.map((entry: Json, i) => (String(i) === key ? inner : entry))
        : { ...value, [key]: inner };
    }
  }
}

describe('rubbish in any place makes no rule and no default throw', () => {
  const engine = createEngine(catalogue, defaultPolicy(catalogue));
  const subresources = [...new Set(rules.flatMap(({ appliesTo }) => appliesTo.subresources ?? []))];

  /** The ways in which an object can reach the rules beside a good one. */
  const changes = (kind: Kind, good: JsonObject, bad: JsonObject): Change[] => {
    const change = { kind, subresource: '', namespace: '', name: '', facts: serverFacts(36) };
    const update = { ...change, operation: 'UPDATE', phase: 'mutate' } as const;
    const own = kind === 'Pod' ? subresources.filter((subresource) => subresource !== '') : [];
    return [
      { ...change, operation: 'CREATE', phase: 'offline', after: bad },
      { ...update, before: good, after: bad },
      { ...update, before: bad, after: good },
      ...own.map((subresource) => ({ ...update, subresource, before: good, after: bad })),
    ];
  };

  const checkAll = (kind: Kind, value: Json, chosen: (change: number, object: number) => boolean): void => {
    const good = full(kind);
    for (const [j, bad] of [...spoilt(good, value)].entries()) {
      for (const [i, sent] of changes(kind, good, bad as JsonObject).entries()) {
        if (!chosen(i, j)) continue;
        checkChange(sent, (change) => {
          engine.judge(change);
          engine.fill(change);
        });
      }
    }
  };

  test.each<Kind>(['Pod', 'StatefulSet', 'Job', 'CronJob'])('%s: an object that cannot be turned into text', (kind) => {
    checkAll(kind, monster, (i) => kind === 'Pod' || i === 0);
  });

  // Each place in one of the ways; over all the values it gets every way.
  test.each(rubbish.map((value, turn) => [JSON.stringify(value).slice(0, 40), value, turn] as const))(
    'Pod: %s',
    (_, value, turn) => {
      const ways = changes('Pod', {}, {}).length;
      checkAll('Pod', value, (i, j) => i === (j + turn) % ways);
    },
  );
});
