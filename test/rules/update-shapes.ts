/** Large changes of one list or map of an object, for measuring how the work on a change grows with it. */
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { container, pod, podWith, workload } from '../objects.ts';

interface Growing {
  readonly kind: Kind;
  readonly subresource?: string;
  /** The i-th entry, or a changed one of the same key; of a map a pair. */
  readonly entry: (i: number, changed: boolean) => Json;
  readonly place: (entries: readonly Json[]) => JsonObject;
}

const value = (changed: boolean): string => (changed ? 'new' : 'old');
const mapOf = (pairs: readonly Json[]): JsonObject => Object.fromEntries(pairs as [string, Json][]);
const named = (i: number, rest: JsonObject = {}): JsonObject => ({ name: `n${i}`, ...rest });

/** Lists of the spec of a Pod. */
const ofSpec: Readonly<Record<string, Growing['entry']>> = {
  containers: (i, changed) => container(named(i, { tty: changed })),
  initContainers: (i, changed) => container(named(i, { image: changed ? 'a:2' : 'a:1', tty: changed })),
  'containers of another image and pull policy': (i, changed) =>
    container(named(i, { image: changed ? 'a' : 'a:1', imagePullPolicy: changed ? 'Always' : 'IfNotPresent' })),
  'containers of other limits and requests': (i, changed) => {
    const amounts = { cpu: changed ? '2' : '1', memory: changed ? '2Gi' : '1Gi' };
    return container(named(i, { resources: { limits: amounts, requests: amounts } }));
  },
  volumes: (i, changed) => named(i, { configMap: { name: value(changed) } }),
  imagePullSecrets: (i, changed) => named(i, { extra: changed }),
  tolerations: (i, changed) => ({ key: `k${i}`, operator: 'Exists', tolerationSeconds: changed ? 1 : 2 }),
  schedulingGates: (i, changed) => named(i, { extra: changed }),
  hostAliases: (i, changed) => ({ ip: `fd00::${i.toString(16)}`, hostnames: [value(changed)] }),
  topologySpreadConstraints: (i, changed) => ({
    topologyKey: `k${i}`,
    whenUnsatisfiable: 'DoNotSchedule',
    maxSkew: changed ? 2 : 1,
  }),
  resourceClaims: (i, changed) => named(i, { resourceClaimName: value(changed) }),
  readinessGates: (i, changed) => ({ conditionType: `example.com/${i}-${value(changed)}` }),
};

/** Lists and maps of one container. */
const ofContainer: Readonly<Record<string, Growing['entry']>> = {
  env: (i, changed) => named(i, { value: value(changed) }),
  envFrom: (i, changed) => ({ configMapRef: { name: `n${i}-${value(changed)}` } }),
  args: (i, changed) => `${i}-${value(changed)}`,
  ports: (i, changed) => ({ containerPort: i + 1, protocol: 'TCP', name: `${value(changed)}-${i}` }),
  volumeMounts: (i, changed) => named(i, { mountPath: `/${i}`, readOnly: changed }),
  volumeDevices: (i, changed) => named(i, { devicePath: `/${i}`, extra: changed }),
  resizePolicy: (i, changed) => ({ resourceName: `r${i}`, restartPolicy: value(changed) }),
};

const ofMetadata: Readonly<Record<string, Growing>> = {
  labels: {
    kind: 'Pod',
    entry: (i, changed) => [`k${i}`, value(changed)],
    place: (pairs) => pod({}, { labels: mapOf(pairs) }),
  },
  annotations: {
    kind: 'Pod',
    entry: (i, changed) => [`container.apparmor.security.beta.kubernetes.io/k${i}`, value(changed)],
    place: (pairs) => pod({}, { annotations: mapOf(pairs) }),
  },
  finalizers: {
    kind: 'Pod',
    entry: (i, changed) => `example.com/${i}-${value(changed)}`,
    place: (finalizers) => pod({}, { finalizers, deletionTimestamp: '2026-01-02T03:04:05Z' }),
  },
  ownerReferences: {
    kind: 'Pod',
    entry: (i, changed) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: value(changed), uid: `u${i}` }),
    place: (ownerReferences) => pod({}, { ownerReferences }),
  },
};

const others: Readonly<Record<string, Growing>> = {
  'limits that requests follow': {
    kind: 'Pod',
    entry: (i, changed) => [`example.com/r${i}`, changed ? '2' : '1'],
    place: (pairs) => podWith({ resources: { limits: mapOf(pairs), requests: mapOf(pairs) } }),
  },
  'nodeSelector of a Pod with scheduling gates': {
    kind: 'Pod',
    entry: (i, changed) => [`k${i}`, value(changed)],
    place: (pairs) => pod({ nodeSelector: mapOf(pairs), schedulingGates: [{ name: 'gate' }] }),
  },
  'host ports that follow hostNetwork': {
    kind: 'Pod',
    entry: (i, changed) => ({ containerPort: i + 1, protocol: 'TCP', ...(changed ? { hostPort: i + 1 } : {}) }),
    place: (ports) => podWith({ ports }, ports.some((port) => (port as JsonObject)['hostPort'] !== undefined) ? { hostNetwork: true } : {}), // prettier-ignore
  },
  'volumes of images and their mounts': {
    kind: 'Pod',
    entry: (i, changed) => named(i, { image: { reference: value(changed) } }),
    place: (volumes) =>
      podWith({ volumeMounts: volumes.map((volume, i) => ({ ...(volume as object), mountPath: `/${i}` })) }, { volumes }), // prettier-ignore
  },
  'fields of one mount with a long key': {
    kind: 'Pod',
    entry: (i, changed) => [`f${i}`, value(changed)],
    place: (pairs) =>
      podWith({ volumeMounts: [{ name: 'a', mountPath: `/${'x'.repeat(10 * pairs.length)}`, ...mapOf(pairs) }] }),
  },
  'fields below a long name': {
    kind: 'Pod',
    entry: (i, changed) => [`f${i}`, value(changed)],
    place: (pairs) => pod({ ['x'.repeat(10 * pairs.length)]: mapOf(pairs) }),
  },
  'claims of a StatefulSet': {
    kind: 'StatefulSet',
    entry: (i, changed) => ({ metadata: { name: `c${i}` }, spec: { storageClassName: value(changed) } }),
    place: (volumeClaimTemplates) => workload('StatefulSet', {}, { volumeClaimTemplates }),
  },
  'selector and labels of a Deployment': {
    kind: 'Deployment',
    entry: (i, changed) => [`k${i}`, value(changed)],
    place: (pairs) => workload('Deployment', {}, { selector: { matchLabels: mapOf(pairs) } }),
  },
  'expressions of the selector of a Job': {
    kind: 'Job',
    entry: (i, changed) => ({ key: `k${i}`, operator: 'In', values: [value(changed)] }),
    place: (matchExpressions) => workload('Job', {}, { selector: { matchExpressions }, manualSelector: true }),
  },
  'labels of the template of a Job': {
    kind: 'Job',
    entry: (i, changed) => [`k${i}`, value(changed)],
    place: (pairs) =>
      workload('Job', {}, { template: { metadata: { labels: mapOf(pairs) }, spec: { containers: [container()] } } }),
  },
  'success policy of a Job': {
    kind: 'Job',
    entry: (i, changed) => ({ succeededCount: i + (changed ? 1 : 0) }),
    place: (rules) => workload('Job', {}, { completionMode: 'Indexed', successPolicy: { rules } }),
  },
};

const inBoth = (
  name: string,
  entry: Growing['entry'],
  spec: (entries: readonly Json[]) => JsonObject,
): [string, Growing][] => [
  [`${name} of a Pod`, { kind: 'Pod', entry, place: (entries) => pod(spec(entries)) }],
  [`${name} of a Job`, { kind: 'Job', entry, place: (entries) => workload('Job', spec(entries)) }],
];

export const growing: readonly (readonly [name: string, Growing])[] = [
  ...Object.entries(ofSpec).flatMap(([name, entry]) =>
    inBoth(name, entry, (entries) => ({ [name.split(' ', 1)[0]!]: entries })),
  ),
  ...Object.entries(ofContainer).flatMap(([name, entry]) =>
    inBoth(name, entry, (entries) => ({ containers: [container({ [name]: entries })] })),
  ),
  ...Object.entries(ofMetadata),
  ...Object.entries(others),
];

const entriesOf = (entry: Growing['entry'], count: number, from = 0, changed = false): Json[] =>
  Array.from({ length: count }, (_, i) => entry(from + i, changed));

/** What can happen to a list: the entries before and after. */
export const happenings: Readonly<
  Record<string, (entry: Growing['entry'], n: number) => readonly [readonly Json[], readonly Json[]]>
> = {
  kept: (entry, n) => [entriesOf(entry, n), entriesOf(entry, n)],
  changed: (entry, n) => [entriesOf(entry, n), entriesOf(entry, n, 0, true)],
  reversed: (entry, n) => [entriesOf(entry, n), entriesOf(entry, n).reverse()],
  added: (entry, n) => [[], entriesOf(entry, n)],
  removed: (entry, n) => [entriesOf(entry, n), []],
  replaced: (entry, n) => [entriesOf(entry, n), entriesOf(entry, n, n)],
  shifted: (entry, n) => [entriesOf(entry, n), entriesOf(entry, n, 1)],
  doubled: (entry, n) => [entriesOf(entry, n), [...entriesOf(entry, n), ...entriesOf(entry, n, 0, true)]],
  merged: (entry, n) => [[entry(0, false)], entriesOf(() => entry(0, true), n)],
};
