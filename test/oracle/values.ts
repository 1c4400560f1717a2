/** Interesting values: the boundaries of each type, the words for each field, and whole entries of lists. */
import { isList, isObject, type Json } from '../../src/json/json.ts';
import { annotation, podEntries, podWords } from './pod-values.ts';
import type { Random } from './random.ts';
import { specEntries, specWords } from './spec-values.ts';
import type { FieldType } from '../../src/kubernetes/schema/generated.ts';
import { fieldsOf, isListType, isMapType, isStruct, itemType } from '../../src/kubernetes/schema/types.ts';
import { volumeEntries, volumeWords } from './volumes.ts';

const texts = [
  '',
  ' ',
  'a',
  'web',
  'A-b',
  '-a',
  'a_b',
  'a.b/c',
  'a/b/c',
  'ünï',
  '😀',
  'a\nb',
  ' web',
  'web ',
  '0',
  '-1',
  'x'.repeat(63),
  'x'.repeat(64),
  'x'.repeat(254),
  '__proto__',
  'constructor',
];
const integers = [
  0, 1, -1, 2, 3, 30, 80, 8080, 65535, 65536, 2147483647, 2147483648, -2147483648, 9007199254740991, 100, 101, 420, 511,
  512,
];
const quantities = [
  '0',
  '1',
  '2',
  '100m',
  '0.1',
  '-1',
  '1Gi',
  '1024Mi',
  // The server lowers both to the same amount.
  '8Ei',
  '9Ei',
  '64Mi',
  '1.5',
  '1e3',
  '1000',
  '100u',
  '3',
  '0.5',
  // Without digits these are 0, and the others are too large for the integers of the server.
  'm',
  'Mi',
  ' 1',
  '16Pi',
  '7Ei',
  '1e19',
  '99999999999999999999',
  1,
];
const times = ['2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z', '2020-01-01T00:00:00Z'];
const numbersOrTexts: Json[] = [
  80,
  0,
  65536,
  -1,
  8080,
  'http',
  'p0-0',
  '80',
  '',
  'UPPER',
  'a--b',
  '25%',
  '100%',
  'way-too-long-a-port-name',
];
/** Around the limits of Indexed Jobs. */
const podCounts: Json[] = [0, 1, 2, 3, 3, 10_000, 10_001, 100_000, 100_001, 2147483647, -1];
const amounts: Json[] = [
  0,
  1,
  2,
  -1,
  2147483647,
  2147483648,
  '0%',
  '00%',
  '1%',
  '25%',
  '100%',
  '101%',
  '150%',
  '99999999999999999999%',
  '0',
  '5',
  '-1',
  '+1',
  '-1%',
  '+5%',
  '1.5%',
  ' 5%',
  '5% ',
  '%',
  '%5',
  '',
  'abc',
  '99999999999999999999',
  '\u0665%',
];
const counts = [0, 1, 2, 5, 600, 601, -1, -5, 2147483647, -2147483648];
export const anyType: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1.5,
  1e300,
  '',
  'text',
  [],
  {},
  [null],
  [1],
  [{}],
  ['a'],
  { a: null },
  { a: 1 },
  [[]],
  { name: {} },
];

const conditionStatus = ['True', 'False', 'Unknown', 'true', ''];
const images = [
  'nginx',
  'nginx:1',
  'nginx:latest',
  '',
  ' ',
  ' nginx',
  'nginx ',
  'nginx@sha256:' + 'b'.repeat(64),
  'NGINX',
  'a'.repeat(300),
];
const operators = ['Exists', 'Equal', 'In', 'NotIn', 'DoesNotExist', 'Gt', 'Lt', '', 'exists'];
const restarts = ['Always', 'OnFailure', 'Never', 'always', ''];
const keys = [
  'dedicated',
  'node.kubernetes.io/not-ready',
  'app',
  'disktype',
  'zone',
  '',
  'bad key',
  'a/b/c',
  'example.com/x',
  'metadata.name',
];
const domains = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone', '', 'bad key', 'zone'];
const fieldPaths = [
  'metadata.name',
  'metadata.labels',
  'spec.nodeName',
  'status.podIP',
  'status.hostIPs',
  "metadata.annotations['a']",
  "spec.nodeName['a']",
  'spec.containers',
  '',
];
const ips = ['10.0.0.1', '10.1.0.5', 'fd00::5', '10.0.0.01', '', 'x', '256.1.1.1', '::ffff:10.0.0.1'];
const paths = ['/', '/data', 'relative', '', '../up', '/a/../b', '/mnt/scratch', '/mnt/config', 'a:b', '/dev/x', 'sub'];
const names = [
  'web',
  'log-agent',
  'db',
  'setup',
  'proxy',
  'debugger',
  'scratch',
  'config',
  'a',
  '',
  'Bad',
  '-a',
  'a.b',
  'a_b',
  'x'.repeat(64),
  'MODE',
  'p0-0',
];

/** Valid and invalid words for fields with these names. */
const words: Readonly<Record<string, readonly Json[]>> = {
  ...podWords,
  ...specWords,
  ...volumeWords,
  image: images,
  reference: images,
  imagePullPolicy: ['Always', 'IfNotPresent', 'Never', 'Sometimes', ''],
  pullPolicy: ['Always', 'IfNotPresent', 'Never', 'x'],
  restartPolicy: [...restarts, 'NotRequired', 'RestartContainer'],
  protocol: ['TCP', 'UDP', 'SCTP', 'tcp', ''],
  name: names,
  containerName: names,
  targetContainerName: names,
  operator: operators,
  effect: ['NoSchedule', 'PreferNoSchedule', 'NoExecute', '', 'No'],
  key: keys,
  topologyKey: domains,
  whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway', '', 'x'],
  nodeAffinityPolicy: ['Honor', 'Ignore', 'x', ''],
  nodeTaintsPolicy: ['Honor', 'Ignore', 'x'],
  weight: [1, 100, 0, 101, -1],
  maxSkew: [1, 2, 0, -1],
  minDomains: [1, 0, 5],
  dnsPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None', '', 'x'],
  terminationMessagePolicy: ['File', 'FallbackToLogsOnError', '', 'x'],
  scheme: ['HTTP', 'HTTPS', 'http', ''],
  type: [
    'RuntimeDefault',
    'Localhost',
    'Unconfined',
    'Ready',
    'PodScheduled',
    'Initialized',
    'DisruptionTarget',
    'Directory',
    'File',
    'RollingUpdate',
    'OnDelete',
    'Recreate',
    'Suspended',
    'bad type',
    '',
  ],
  status: conditionStatus,
  phase: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown', '', 'x'],
  qosClass: ['Guaranteed', 'Burstable', 'BestEffort', ''],
  reason: ['Because', '', 'lower case', 'Error'],
  fieldPath: fieldPaths,
  resource: ['limits.cpu', 'requests.memory', 'limits.example.com/gpu', 'cpu', ''],
  divisor: ['1', '1m', '0', '1Mi', '3', '-1', '1e0', '01', '1000m', '1024Ki', '1e3', '1000', 'm'],
  mountPath: paths,
  subPath: paths,
  subPathExpr: ['$(MODE)', '../x', '/abs', ''],
  path: paths,
  hostPath: [{ path: '/var' }, { path: '../x' }, {}],
  hostIP: ips,
  podIP: ips,
  ip: ips,
  host: ['example.com', '', ' '],
  medium: ['', 'Memory', 'HugePages', 'x'],
  defaultMode: [0, 420, 511, 512, -1],
  mode: [0, 420, 511, 512, -1],
  action: ['FailJob', 'Ignore', 'Count', 'FailIndex', 'Restart', 'RestartAllContainers', 'x'],
  completionMode: ['NonIndexed', 'Indexed', 'Indexed', 'x', ''],
  completions: podCounts,
  parallelism: podCounts,
  maxFailedIndexes: podCounts,
  backoffLimitPerIndex: [0, 1, 6, -1],
  succeededCount: [0, 1, 2, 3, 4, 100_001, -1],
  succeededIndexes: [
    '0',
    '0-2',
    '0,2',
    '1-2',
    '',
    '2,1',
    '0-0',
    '0,0',
    '3',
    '0-',
    '-1',
    '+1',
    '0-1-2',
    'a',
    '0,',
    ' 0',
    '99999-100000',
    '9'.repeat(20),
    `0${',0'.repeat(40_000)}`,
  ],
  podReplacementPolicy: ['TerminatingOrFailed', 'Failed', 'x'],
  managedBy: [
    'example.com/controller',
    'kubernetes.io/job-controller',
    'example.com/a/b?',
    'example.com/~(x)',
    'UPPER.com/x',
    'bad',
    '/x',
    'x/',
    '',
    `example.com/${'x'.repeat(60)}`,
    `${'x'.repeat(300)}/x`,
  ],
  concurrencyPolicy: ['Allow', 'Forbid', 'Replace', 'x', ''],
  schedule: [
    '* * * * *',
    '@daily',
    '@every 1h30m',
    '0,30 8-18/2 ? JAN-mar MON-FRI',
    'bad',
    '',
    ' ',
    '60 * * * *',
    '* 5-1 * * *',
    '* * 0 * *',
    '* * * 1/0 *',
    '* * * * 7',
    '1-2-3 * * * *',
    '0 * * * * *',
    '@reboot',
    '@every 1d',
    'TZ=UTC * * * * *',
    'TZ=Europe/Berlin 0 3 * * *',
    'CRON_TZ=Etc/UTC @hourly',
    'CRON_TZ=Mars/Phobos 60 * * * *',
    'TZ=UTC',
    'TZ',
  ],
  timeZone: [
    'Etc/UTC',
    'Europe/Berlin',
    'europe/berlin',
    'US/Pacific',
    'UTC',
    'Local',
    'LOCAL',
    'UTC+1',
    'x',
    '',
    '../UTC',
  ],
  podManagementPolicy: ['OrderedReady', 'Parallel', 'x', 'parallel', ''],
  whenDeleted: ['Retain', 'Delete', 'x', ''],
  whenScaled: ['Retain', 'Delete', 'x', ''],
  maxSurge: amounts,
  maxUnavailable: amounts,
  partition: counts,
  replicas: counts,
  minReadySeconds: counts,
  revisionHistoryLimit: counts,
  progressDeadlineSeconds: counts,
  start: counts,
  serviceName: ['web', 'other', '', 'Web', 'web.shop', '-web', 'web-', '1web', 'x'.repeat(63), 'x'.repeat(64), 'a_b'],
  procMount: ['Default', 'Unmasked', 'x'],
  fsGroupChangePolicy: ['Always', 'OnRootMismatch', 'x'],
  supplementalGroupsPolicy: ['Merge', 'Strict', 'x'],
  preemptionPolicy: ['Never', 'PreemptLowerPriority', 'x', ''],
  resourceName: ['cpu', 'memory', 'x', 'ephemeral-storage'],
  mountPropagation: ['None', 'HostToContainer', 'Bidirectional', 'x'],
  recursiveReadOnly: ['Disabled', 'IfPossible', 'Enabled', 'x'],
  stopSignal: ['SIGTERM', 'SIGUSR1', 'x'],
  nodeName: ['node-1', 'node-2', '', 'Bad_Node'],
  nominatedNodeName: ['node-1', 'node-2', '', 'Bad_Node'],
  hostname: ['web', 'Bad', '', 'x'.repeat(64)],
  priority: [0, 1000, -5, 2000000001],
  activeDeadlineSeconds: [0, 1, 2, 59, 60, 61, 600, -1, 2147483646, 2147483647, 2147483648],
  tolerationSeconds: [0, 1, 300, 301, -1],
  terminationGracePeriodSeconds: [0, 1, 2, 30, 31, -1],
  deletionGracePeriodSeconds: [0, 1, 30, -1],
  generation: [0, 1, 2, 7, 99, -1],
  observedGeneration: [0, 1, 2, -1],
  containerPort: [8080, 8083, 9090, 80, 0, 65535, 65536, -1],
  hostPort: [8080, 8083, 9090, 80, 0, 65535, 65536, -1],
  successThreshold: [1, 2, 0, -1],
  seconds: [0, 1, 30, 31, -1],
  exitCode: [0, 1, 137],
  generateName: ['web-', '', 'Bad-', 'a/b'],
  selfLink: ['/api/v1/x', ''],
  labelSelector: [
    { matchLabels: { app: 'web' } },
    { matchLabels: { app: 'other' } },
    {},
    { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
    { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['web'] }] },
  ],
  finalizers: [
    [],
    ['example.com/guard'],
    ['b.io/y', 'example.com/guard'],
    ['orphan'],
    ['foregroundDeletion', 'orphan'],
    ['plain'],
    ['bad one/x'],
    ['c.io/z'],
    ['b.io/y', 'b.io/y'],
  ],
};

/** Whole entries for lists and optional structs, by the name of their type. */
const entries: Readonly<Record<string, readonly Json[]>> = {
  ...podEntries,
  ...specEntries,
  ...volumeEntries,
  Container: [
    { name: 'extra', image: 'busybox' },
    { name: 'web', image: 'busybox' },
    { name: 'proxy', image: 'envoy:1', restartPolicy: 'Always' },
    { image: 'x' },
    {},
  ],
  EphemeralContainer: [
    { name: 'debugger', image: 'busybox' },
    { name: 'new-debugger', image: 'busybox', targetContainerName: 'web' },
    { name: 'web', image: 'x' },
    { name: 'third', image: 'x', targetContainerName: 'none' },
    { name: 'fourth', image: 'x', ports: [{ containerPort: 1 }] },
    {},
  ],
  EnvVar: [
    { name: 'DEBUG', value: '1' },
    { name: 'MODE', value: 'slow' },
    { name: 'A B' },
    { name: 'X', value: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    {},
  ],
  EnvFromSource: [
    { configMapRef: { name: 'settings' } },
    { secretRef: { name: 'x' } },
    {},
    { configMapRef: { name: 'a' }, secretRef: { name: 'b' } },
    { prefix: '1 =', configMapRef: { name: 'Bad' } },
    { prefix: 'X_', secretRef: { name: '' } },
  ],
  ContainerPort: [
    { containerPort: 9999 },
    { containerPort: 80, hostPort: 80 },
    { containerPort: 8080, name: 'p0-0' },
    { containerPort: 8080 },
    { name: 'x' },
    {},
  ],
  VolumeMount: [
    { name: 'scratch', mountPath: '/mnt/scratch' },
    { name: 'config', mountPath: '/c', readOnly: true },
    { name: 'none', mountPath: '/none' },
    { name: 'scratch', mountPath: '/s2', subPath: '../x' },
    {},
  ],
  VolumeDevice: [
    { name: 'data', devicePath: '/dev/x' },
    { name: 'data', devicePath: '/dev/../x' },
    { name: 'data', devicePath: '/mnt/data' },
    { name: 'scratch', devicePath: '/dev/z' },
    { name: 'none', devicePath: '/dev/y' },
  ],
  Volume: [
    { name: 'scratch', emptyDir: {} },
    { name: 'v2' },
    { name: 'v3', secret: { secretName: 'x' } },
    { name: 'v4', emptyDir: {}, secret: { secretName: 'x' } },
    { name: 'v8', downwardAPI: { defaultUser: -1 }, configMap: { defaultUser: -1 } },
    { name: 'v9', emptyDir: {}, iscsi: { initiatorName: 'x', targetPortal: 'x'.repeat(70) } },
    { name: 'v5', hostPath: { path: '/a/../b' } },
    {},
  ],
  Toleration: [
    { key: 'a', operator: 'Exists' },
    { key: 'b', operator: 'Equal', value: 'c', effect: 'NoSchedule' },
    { operator: 'Exists', effect: 'NoExecute' },
    { key: 'x', operator: 'Exists', value: 'y' },
    { key: 'x', tolerationSeconds: 5 },
    { key: 'dedicated', operator: 'Equal', value: 'batch', effect: 'NoSchedule' },
    {},
  ],
  PodSchedulingGate: [{ name: 'example.com/quota' }, { name: 'example.com/new' }, { name: 'bad gate' }, {}],
  PodReadinessGate: [{ conditionType: 'example.com/other' }, { conditionType: 'bad type' }, {}],
  OwnerReference: [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: '0d0e7a51-0000-4000-8000-000000000009' },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'y',
      uid: '0d0e7a51-0000-4000-8000-000000000008',
      controller: true,
    },
    { apiVersion: 'v1', kind: 'Event', name: 'x', uid: 'u' },
    {},
  ],
  DeploymentStrategy: [
    { type: 'Recreate' },
    { type: 'Recreate', rollingUpdate: {} },
    { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
    { rollingUpdate: { maxSurge: '0%', maxUnavailable: 1 } },
    { type: 'OnDelete', rollingUpdate: { maxSurge: -1 } },
    {},
  ],
  DaemonSetUpdateStrategy: [
    { type: 'OnDelete' },
    { type: 'OnDelete', rollingUpdate: { maxSurge: -1 } },
    { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    { rollingUpdate: { maxSurge: 1 } },
    { rollingUpdate: { maxUnavailable: 0 } },
    { type: 'Recreate' },
    {},
  ],
  StatefulSetUpdateStrategy: [
    { type: 'OnDelete' },
    { type: 'OnDelete', rollingUpdate: {} },
    { type: 'RollingUpdate', rollingUpdate: { partition: 2, maxUnavailable: 0 } },
    { rollingUpdate: { maxUnavailable: '0%' } },
    { type: 'Recreate' },
    { type: 'Recreate', rollingUpdate: { partition: 1 } },
    {},
  ],
  Probe: [
    { httpGet: { port: 8080 } },
    { tcpSocket: { port: 0 } },
    { exec: {} },
    { exec: { command: ['x'] }, tcpSocket: { port: 1 } },
    {},
    { tcpSocket: { port: 80 }, successThreshold: 2 },
    { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 5 },
  ],
  LifecycleHandler: [
    { exec: { command: ['x'] } },
    {},
    { exec: { command: ['x'] }, sleep: { seconds: 1 } },
    { tcpSocket: { port: 80 } },
  ],
  ResourceRequirements: [
    {},
    { limits: { cpu: '1' } },
    { requests: { cpu: '2' }, limits: { cpu: '1' } },
    { requests: { cpu: '100m', memory: '64Mi' } },
    { requests: { cpu: '200m', memory: '64Mi' } },
    { limits: { cpu: '1', memory: '128Mi' } },
    { limits: { 'example.com/gpu': '2' } },
    { claims: [{ name: 'none' }] },
  ],
  NodeSelectorTerm: [
    { matchExpressions: [{ key: 'disktype', operator: 'In', values: ['ssd', 'nvme'] }] },
    { matchExpressions: [{ key: 'a', operator: 'Exists' }] },
    {},
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] },
  ],
  SuccessPolicy: [
    { rules: [{ succeededIndexes: '0' }] },
    { rules: [{ succeededIndexes: '0-2', succeededCount: 2 }, { succeededCount: 1 }] },
    { rules: [{ succeededIndexes: '0', succeededCount: 2 }] },
    { rules: [{ succeededCount: 4 }] },
    { rules: [{}] },
    { rules: Array.from({ length: 21 }, () => ({ succeededIndexes: '0' })) },
    { rules: [] },
    {},
  ],
  SuccessPolicyRule: [
    { succeededIndexes: '0' },
    { succeededCount: 1 },
    { succeededIndexes: '1,2', succeededCount: 1 },
    {},
  ],
  PodCondition: [
    { type: 'Ready', status: 'True' },
    { type: 'example.com/x', status: 'False' },
    { type: 'bad type', status: 'True' },
    { type: 'Ready', status: 'x' },
    {},
  ],
  ContainerStatus: [
    { name: 'web', image: 'nginx', imageID: 'x', ready: true, restartCount: 1, state: { running: {} } },
    { name: 'ghost', image: '', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: 0 } } },
  ],
  ContainerState: [
    { running: { startedAt: '2026-01-02T03:05:00Z' } },
    { waiting: { reason: 'CrashLoopBackOff' } },
    { terminated: { exitCode: 0 } },
    { terminated: { exitCode: 1 } },
    {},
  ],
  PodIP: [{ ip: '10.1.0.5' }, { ip: 'fd00::5' }, { ip: 'x' }, {}],
  HostIP: [{ ip: '10.0.0.1' }, { ip: 'x' }],
  LocalObjectReference: [{ name: 'registry' }, { name: '' }, {}],
  ContainerResizePolicy: [
    { resourceName: 'cpu', restartPolicy: 'NotRequired' },
    { resourceName: 'memory', restartPolicy: 'RestartContainer' },
    { resourceName: 'x', restartPolicy: 'y' },
  ],
};
export const mapKeys = [
  'app',
  'disktype',
  'new',
  'example.com/new',
  'cpu',
  'memory',
  'example.com/gpu',
  'ephemeral-storage',
  'storage',
  'hugepages-2Mi',
  'bad key',
  '',
  'kubernetes.io/batteries',
  'requests.example.com/gpu',
  'kubernetes.io/config.mirror',
  'container.apparmor.security.beta.kubernetes.io/web',
  'batch.kubernetes.io/job-name',
  'job-name',
  'UPPER',
  '__proto__',
  // Names of fields that the server drops, which it keeps as keys of maps.
  'deprecated.deployment.rollback.to',
  'deprecated.daemonset.template.generation',
  'non-convertible.kubernetes.io/spec.selector',
  'schedulingGroup',
  'stopSignal',
];

/** A random entry of the map with the name. */
export function mapEntry(type: FieldType, name: string, r: Random, depth = 0): readonly [string, Json] {
  if (name === 'annotations' && r.chance(0.5)) return annotation(r);
  return [r.pick(mapKeys), sample(itemType(type), '', r, depth)];
}

/** A value of the type for a field with the name: valid, or invalid in a way that a user could get wrong. */
export function sample(type: FieldType, name: string, r: Random, depth = 0): Json {
  if (Object.hasOwn(words, name) && r.chance(0.8)) {
    const choices = words[name]!.filter((value) => fits(value, type));
    if (choices.length > 0) return structuredClone(r.pick(choices));
  }
  if (isListType(type)) {
    return depth > 4 ? [] : Array.from({ length: r.below(3) }, () => sample(itemType(type), '', r, depth + 1));
  }
  if (isMapType(type)) {
    return r.chance(0.2) ? {} : Object.fromEntries([mapEntry(type, name, r, depth + 1)]);
  }
  switch (type) {
    case 'string':
      return r.pick(texts);
    case 'int32':
    case 'int64':
    case 'number':
      return r.pick(integers);
    case 'boolean':
      return r.chance(0.5);
    case 'quantity':
      return r.pick(quantities);
    case 'intOrString':
      return r.pick(numbersOrTexts);
    case 'time':
      return r.pick(times);
  }
  if (type === 'Volume' && r.chance(0.5)) return oneSource(r, depth);
  if (Object.hasOwn(entries, type) && r.chance(0.7)) return structuredClone(r.pick(entries[type]!));
  return depth > 4 ? {} : struct(type, r, depth);
}

/** A volume with one source of any kind. */
function oneSource(r: Random, depth: number): Json {
  const [source, type] = r.pick(Object.entries(fieldsOf('Volume')).filter(([name]) => name !== 'name'));
  return { name: r.pick(['v6', 'v7', 'scratch']), [source]: sample(type, source, r, depth + 1) };
}

/** Whether the value has the type, because fields of different types may have the same name. */
function fits(value: Json, type: FieldType): boolean {
  if (isListType(type)) return isList(value);
  if (isMapType(type) || isStruct(type)) return isObject(value);
  if (type === 'string' || type === 'time') return typeof value === 'string';
  return type === 'integer' || type === 'number' ? typeof value === 'number' : !isList(value) && !isObject(value);
}

function struct(type: FieldType, r: Random, depth: number): Json {
  const fields = Object.entries(fieldsOf(type));
  const value: Record<string, Json> = {};
  for (let i = r.below(4); i > 0 && fields.length > 0; i--) {
    const [name, fieldType] = r.pick(fields);
    value[name] = sample(fieldType, name, r, depth + 1);
  }
  return value;
}
