/** Valid, random objects of every kind, with which the generator begins. Some have what kube-apiserver warns about. */
import { apiVersionOf, kindFacts, type Kind } from '../../src/kubernetes/kinds.ts';
import type { Json } from '../../src/json/json.ts';
import { fieldsOf } from '../../src/kubernetes/schema/types.ts';
import { addOddities, addOdditiesOf } from './oddities.ts';
import type { Random } from './random.ts';
import { claimSpec, snapshotClaimSpec, sourceExamples } from './volumes.ts';

type Fields = Record<string, Json | undefined>;

const labels = { app: 'web', 'app.kubernetes.io/part-of': 'shop' };

/** How many of the objects have something to warn about. */
const odd = 0.15;

export function validObject(kind: Kind, r: Random): Fields {
  const object = usualObject(kind, r);
  if (!r.chance(odd)) return object;
  const path = kindFacts(kind).podPath.segments();
  const pod = path.reduce<Fields>((value, name) => value[name] as Fields, object);
  addOddities(r, pod['metadata'] as Fields, pod['spec'] as Fields);
  addOdditiesOf(kind, r, object['spec'] as Fields);
  return object;
}

function usualObject(kind: Kind, r: Random): Fields {
  const facts = kindFacts(kind);
  const object = { apiVersion: apiVersionOf(facts), kind };
  switch (kind) {
    case 'Pod':
      return { ...object, ...withProfiles(r, pod(r)) };
    case 'PodTemplate':
      return { ...object, metadata: metadata(r), template: template(r, 'Always') };
    case 'Job':
      return { ...object, metadata: metadata(r), spec: jobSpec(r, true), status: jobStatus(r) };
    case 'CronJob':
      return { ...object, metadata: metadata(r), spec: cronJobSpec(r) };
    case 'ReplicationController':
      return {
        ...object,
        metadata: maybeNonConvertible(metadata(r), r),
        spec: {
          replicas: r.below(4),
          ...maybe(r, 0.2, { minReadySeconds: 5 }),
          selector: { app: 'web' },
          template: template(r, 'Always'),
        },
      };
    default:
      return { ...object, metadata: metadata(r), spec: { ...workloadSpec(kind, r), template: template(r, 'Always') } };
  }
}

function metadata(r: Random): Fields {
  return {
    name: r.pick(['web', 'a', 'web-1', 'x'.repeat(40)]),
    namespace: 'default',
    ...maybe(r, 0.8, { labels: { ...labels } }),
    ...maybe(r, 0.4, { annotations: { 'example.com/note': 'first', plain: 'Text with spaces' } }),
    ...maybe(r, 0.3, { finalizers: r.some(['example.com/guard', 'foregroundDeletion', 'b.io/y'], 0.6) }),
    ...maybe(r, 0.3, {
      ownerReferences: [
        owner('ReplicaSet', 'web-5d8c', r.chance(0.7)),
        ...(r.chance(0.3) ? [owner('ConfigMap', 'settings', false)] : []),
      ],
    }),
    ...maybe(r, 0.2, { deletionTimestamp: '2026-03-04T05:06:07Z', deletionGracePeriodSeconds: r.pick([0, 30]) }),
    ...maybe(r, 0.2, { generation: r.pick([1, 7]) }),
    ...maybe(r, 0.1, { generateName: 'web-' }),
  };
}

const maybeNonConvertible = (meta: Fields, r: Random): Fields =>
  r.chance(0.03)
    ? { ...meta, annotations: { [`non-convertible.kubernetes.io/${r.pick(['selector', 'spec.replicas'])}`]: 'x' } }
    : meta;

const owner = (kind: string, name: string, controller: boolean): Fields => ({
  apiVersion: kind === 'ConfigMap' ? 'v1' : 'apps/v1',
  kind,
  name,
  uid: `0d0e7a51-0000-4000-8000-${kind === 'ConfigMap' ? '000000000002' : '000000000001'}`,
  ...(controller ? { controller: true, blockOwnerDeletion: true } : {}),
});

function pod(r: Random): Fields {
  const meta = metadata(r);
  // The Pods of a StatefulSet or an indexed Job have longer names, so only Pods get such a name.
  if (r.chance(0.1)) meta['name'] = 'pod.name-1';
  const bound = r.chance(0.4);
  const restartPolicy = r.pick(['Always', 'Always', 'OnFailure', 'Never']);
  const spec = podSpec(r, restartPolicy, false);
  if (bound) spec['nodeName'] = 'node-1';
  else if (r.chance(0.5))
    spec['schedulingGates'] = r.some(['example.com/quota', 'example.com/data', 'c'], 0.6).map((name) => ({ name }));
  const isMirror = bound && spec['resourceClaims'] === undefined && r.chance(0.1);
  if (isMirror) {
    meta['annotations'] = { 'kubernetes.io/config.mirror': 'hash', 'kubernetes.io/config.source': 'file' };
    delete spec['serviceAccountName'];
  }
  if (bound && !isMirror && r.chance(0.4)) {
    spec['ephemeralContainers'] = r.some(['debugger', 'second'], 0.7).map((name) => ({
      name,
      image: 'busybox',
      ...maybe(r, 0.5, { targetContainerName: (spec['containers'] as Fields[])[0]!['name'] }),
      ...maybe(r, 0.3, { command: ['sh'], stdin: true, tty: true }),
    }));
  }
  return { metadata: meta, spec, ...(bound || r.chance(0.4) ? { status: podStatus(r, spec, restartPolicy) } : {}) };
}

function template(r: Random, restartPolicy: string): Fields {
  return withProfiles(r, {
    metadata: { labels: { ...labels }, ...maybe(r, 0.3, { annotations: { 'example.com/checksum': 'abc' } }) },
    spec: podSpec(r, restartPolicy, true),
  });
}

const profiles: readonly (readonly [string, Fields])[] = [
  ['runtime/default', { type: 'RuntimeDefault' }],
  ['unconfined', { type: 'Unconfined' }],
  ['localhost/a', { type: 'Localhost', localhostProfile: 'a' }],
];

/** Some Pods with seccomp and AppArmor profiles, in fields and in annotations that say the same. */
function withProfiles(r: Random, made: Fields): Fields {
  const spec = made['spec'] as Fields;
  const meta = made['metadata'] as Fields;
  if (spec['os'] !== undefined || r.chance(0.85)) return made;
  const annotations: Fields = {};
  const withBoth = (to: Fields, name: string | undefined): Fields => {
    const [seccomp, seccompProfile] = r.pick(profiles);
    const [appArmor, appArmorProfile] = r.pick(profiles);
    const context = to['securityContext'] as Fields | undefined;
    const hasSeccomp = r.chance(0.6);
    const hasAppArmor = r.chance(name === undefined ? 0.3 : 0.6);
    const key =
      name === undefined
        ? 'seccomp.security.alpha.kubernetes.io/pod'
        : `container.seccomp.security.alpha.kubernetes.io/${name}`;
    if (hasSeccomp && r.chance(0.6)) annotations[key] = seccomp;
    if (name !== undefined && hasAppArmor && r.chance(0.6))
      annotations[`container.apparmor.security.beta.kubernetes.io/${name}`] = appArmor;
    return {
      ...to,
      securityContext: {
        ...context,
        ...(hasSeccomp ? { seccompProfile } : {}),
        ...(hasAppArmor ? { appArmorProfile } : {}),
      },
    };
  };
  const containers = (spec['containers'] as Fields[]).map((each) => withBoth(each, each['name'] as string));
  return {
    ...made,
    metadata: { ...meta, annotations: { ...(meta['annotations'] as Fields | undefined), ...annotations } },
    spec: withBoth({ ...spec, containers }, undefined),
  };
}

function podSpec(r: Random, restartPolicy: string, isTemplate: boolean): Fields {
  const spec = linuxSpec(r, restartPolicy, isTemplate);
  return r.chance(0.1) ? windowsSpec(r, spec) : spec;
}

const linuxOnly = new Set(['resources', 'shareProcessNamespace', 'hostPID', 'hostIPC', 'hostUsers']);

/** Without the fields that a Windows Pod cannot have. */
function windowsSpec(r: Random, spec: Fields): Fields {
  const rest = Object.fromEntries(Object.entries(spec).filter(([name]) => !linuxOnly.has(name)));
  const isHostProcess = r.chance(0.4);
  const ofPod = isHostProcess && r.chance(0.5);
  const options = (hostProcess: boolean): Fields => ({
    windowsOptions: { ...(hostProcess ? { hostProcess } : {}), ...maybe(r, 0.5, { runAsUserName: 'ContainerUser' }) },
  });
  const asWindows = (made: Fields): Fields => ({ ...made, securityContext: options(isHostProcess && !ofPod) });
  return {
    ...rest,
    ...maybe(r, 0.8, { os: { name: 'windows' } }),
    ...(isHostProcess ? { hostNetwork: true } : {}),
    securityContext: options(ofPod),
    ...Object.fromEntries(
      ['containers', 'initContainers'].flatMap((list) => {
        const made = spec[list] as Fields[] | undefined;
        return made === undefined ? [] : [[list, made.map(asWindows)]];
      }),
    ),
  };
}

function linuxSpec(r: Random, restartPolicy: string, isTemplate: boolean): Fields {
  const volumes = [...r.some(volumeChoices, 0.15), ...(r.chance(0.4) ? [r.pick(storageVolumes)] : [])].map((volume) =>
    structuredClone(volume),
  );
  const claims = r.chance(0.1);
  const hostNetwork = r.chance(0.1);
  const containers = ['web', 'log-agent', 'db']
    .slice(0, r.pick([1, 1, 2, 2, 3]))
    .map((name, i) => container(r, name, i, volumes, { restartPolicy, isInit: false, hostNetwork, claims }));
  const initContainers = r.chance(0.3)
    ? ['setup', 'proxy'].slice(0, r.pick([1, 2])).map((name, i) => {
        const sidecar = r.chance(0.4);
        const made = container(r, name, i + 3, volumes, { restartPolicy, isInit: !sidecar, hostNetwork, claims });
        return sidecar ? { ...made, restartPolicy: 'Always' } : made;
      })
    : undefined;
  return {
    ...(volumes.length > 0 ? { volumes } : {}),
    containers,
    ...(initContainers === undefined ? {} : { initContainers }),
    ...(restartPolicy === 'Always' && r.chance(0.5) ? {} : { restartPolicy }),
    ...(hostNetwork ? { hostNetwork: true } : {}),
    ...maybe(r, 0.3, { terminationGracePeriodSeconds: r.pick([0, 1, 30, 60]) }),
    ...(isTemplate ? {} : maybe(r, 0.4, { activeDeadlineSeconds: r.pick([1, 60, 600, 2147483647]) })),
    ...maybe(r, 0.3, { nodeSelector: { disktype: 'ssd', 'topology.kubernetes.io/zone': 'a' } }),
    ...maybe(r, 0.4, { tolerations: r.some(tolerationChoices, 0.4).map((entry) => ({ ...entry })) }),
    ...maybe(r, 0.3, { affinity: affinity(r) }),
    ...maybe(r, 0.2, { topologySpreadConstraints: spread(r) }),
    ...maybe(r, 0.1, { readinessGates: [{ conditionType: 'example.com/ready' }] }),
    ...maybe(r, 0.2, { serviceAccountName: 'builder' }),
    ...maybe(r, 0.1, { automountServiceAccountToken: r.chance(0.5) }),
    ...(claims
      ? {
          resourceClaims: [
            { name: 'gpu', resourceClaimTemplateName: 'gpu' },
            { name: 'shared', resourceClaimName: 'shared-claim' },
          ],
        }
      : {}),
    ...maybe(r, 0.1, { imagePullSecrets: [{ name: 'registry' }] }),
    ...maybe(r, 0.1, { hostAliases: [{ ip: '10.1.2.3', hostnames: ['db.local', 'cache'] }] }),
    ...maybe(r, 0.1, {
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['1.1.1.1'], searches: ['svc.local'], options: [{ name: 'ndots', value: '2' }] },
    }),
    ...maybe(r, 0.1, { hostname: 'web-0', subdomain: 'web' }),
    ...maybe(r, 0.1, { priorityClassName: 'high', ...maybe(r, 0.5, { priority: 1000, preemptionPolicy: 'Never' }) }),
    ...maybe(r, 0.05, { runtimeClassName: 'gvisor' }),
    ...maybe(r, 0.1, { schedulerName: 'my-scheduler' }),
    // Dropped without the feature gate GenericWorkload. Each version has one of them.
    ...maybe(r, 0.05, {
      schedulingGroup: { podGroupName: 'training' },
      workloadRef: { name: 'training', podGroup: 'workers', ...maybe(r, 0.5, { podGroupReplicaKey: 'a' }) },
    }),
    ...maybe(r, 0.2, { securityContext: podSecurity(r) }),
    ...maybe(r, 0.2, r.pick(hostNetwork ? hostNamespaces : [...hostNamespaces, { hostUsers: false }])),
    ...maybe(r, 0.05, { enableServiceLinks: false }),
    ...maybe(r, 0.05, { setHostnameAsFQDN: true }),
    ...maybe(r, 0.05, { os: { name: 'linux' } }),
    // More than all containers have together.
    ...maybe(r, 0.08, {
      resources: r.pick<Fields>([
        { requests: { cpu: '8', memory: '8Gi' }, limits: { cpu: '16', memory: '16Gi' } },
        { limits: { cpu: '16', memory: '16Gi' } },
        { requests: { cpu: '8' } },
      ]),
    }),
  };
}

/** Fields of which a Pod can have one, because each excludes another. */
const hostNamespaces: readonly Fields[] = [{ shareProcessNamespace: true }, { hostPID: true }, { hostIPC: true }];

const volumeChoices: readonly Fields[] = [
  { name: 'scratch', emptyDir: {} },
  { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
  { name: 'config', configMap: { name: 'settings', items: [{ key: 'a', path: 'a.conf' }] } },
  { name: 'secret', secret: { secretName: 'tls', defaultMode: 256 } },
  { name: 'host', hostPath: { path: '/var/log', type: 'Directory' } },
  { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
  { name: 'info', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  { name: 'mixed', projected: { sources: [{ secret: { name: 'a' } }, { configMap: { name: 'b' } }] } },
  { name: 'nfs', nfs: { server: 'nfs.local', path: '/exports' } },
  { name: 'csi', csi: { driver: 'inline.storage.example.com', volumeAttributes: { size: '1' } } },
  {
    name: 'claim',
    ephemeral: {
      volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    },
  },
];

/** Volumes of each source, with all fields that are validated. */
const storageVolumes: readonly Fields[] = Object.entries(fieldsOf('Volume')).flatMap(([source, type]) =>
  (sourceExamples[type] ?? []).map((example) => ({ name: 'storage', [source]: example })),
);

const tolerationChoices: readonly Fields[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  { key: 'dedicated', value: 'batch', effect: 'NoSchedule' },
  { key: 'dedicated', operator: 'Equal', value: 'batch', effect: 'NoExecute' },
  { operator: 'Exists' },
];

interface Surroundings {
  readonly restartPolicy: string;
  /** An init container that terminates, so it must not have probes or hooks. */
  readonly isInit: boolean;
  readonly hostNetwork: boolean;
  /** Whether the Pod has the resource claims "gpu" and "shared". */
  readonly claims: boolean;
}

function container(r: Random, name: string, i: number, volumes: readonly Fields[], around: Surroundings): Fields {
  const ports = around.isInit ? [] : r.some([8080 + i, 9090 + i], 0.4);
  const mounts = volumes
    .filter(() => r.chance(0.5))
    .map((volume) => ({
      name: volume['name']!,
      mountPath: `/mnt/${volume['name'] as string}`,
      ...maybe(r, 0.3, { readOnly: true }),
      ...maybe(r, 0.2, { subPath: 'sub' }),
    }));
  return {
    name,
    image: r.pick(['nginx', 'nginx:1.29', 'nginx:latest', 'registry.local:5000/team/app@sha256:' + 'a'.repeat(64)]),
    ...maybe(r, 0.2, { imagePullPolicy: r.pick(['Always', 'IfNotPresent', 'Never']) }),
    ...maybe(r, 0.2, { command: ['/bin/app'], args: ['--verbose', '$(MODE)'], workingDir: '/srv' }),
    ...maybe(r, 0.3, { env: r.some(envChoices, 0.4).map((entry) => structuredClone(entry)) }),
    ...maybe(r, 0.1, {
      envFrom: [{ prefix: 'X_', configMapRef: { name: 'settings' } }, { secretRef: { name: 'tls', optional: true } }],
    }),
    ...(ports.length === 0
      ? {}
      : {
          ports: ports.map((containerPort, n) => ({
            containerPort,
            ...maybe(r, 0.6, { name: `p${i}-${n}` }),
            ...maybe(r, 0.1, { protocol: 'UDP' }),
          })),
        }),
    ...maybe(r, 0.5, { resources: resources(r, around.claims) }),
    ...maybe(r, 0.1, { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
    ...(around.isInit
      ? {}
      : {
          ...maybe(r, 0.25, { livenessProbe: { ...handler(r), ...timings(r) } }),
          ...maybe(r, 0.25, {
            readinessProbe: { ...handler(r), ...timings(r), ...maybe(r, 0.3, { successThreshold: 2 }) },
          }),
          ...maybe(r, 0.15, {
            startupProbe: { ...handler(r), ...timings(r), ...maybe(r, 0.3, { terminationGracePeriodSeconds: 5 }) },
          }),
          ...maybe(r, 0.15, {
            lifecycle: {
              ...maybe(r, 0.6, {
                preStop: r.chance(0.3) ? { sleep: { seconds: 0 } } : { exec: { command: ['sync'] } },
              }),
              ...maybe(r, 0.4, { postStart: { httpGet: { port: 8080, path: '/up' } } }),
            },
          }),
        }),
    ...maybe(r, 0.2, { securityContext: containerSecurity(r) }),
    ...maybe(r, 0.1, { terminationMessagePolicy: 'FallbackToLogsOnError', terminationMessagePath: '/dev/log' }),
    ...maybe(r, 0.1, { stdin: true, tty: true }),
  };
}

const envChoices: readonly Fields[] = [
  { name: 'MODE', value: 'fast' },
  { name: 'EMPTY' },
  { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
  { name: 'KEY', valueFrom: { secretKeyRef: { name: 'tls', key: 'key' } } },
  { name: 'SETTING', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a', optional: true } } },
];

function resources(r: Random, claims: boolean): Fields {
  const used = claims
    ? maybe(r, 0.7, { claims: r.pick([[{ name: 'gpu' }, { name: 'shared' }], [{ name: 'gpu', request: 'main' }], []]) })
    : {};
  return { ...used, ...amounts(r) };
}

function amounts(r: Random): Fields {
  return r.pick<Fields>([
    { requests: { cpu: '100m', memory: '64Mi' } },
    { limits: { cpu: '1', memory: '128Mi' } },
    { requests: { cpu: '0.1', memory: '64Mi' }, limits: { cpu: '2', memory: '1Gi' } },
    { limits: { 'example.com/gpu': '1' }, requests: { 'example.com/gpu': '1' } },
    { requests: { 'ephemeral-storage': '1Gi' } },
  ]);
}

const timings = (r: Random): Fields => ({
  ...maybe(r, 0.4, { initialDelaySeconds: r.pick([0, 5]) }),
  ...maybe(r, 0.4, { periodSeconds: r.pick([1, 10]) }),
  ...maybe(r, 0.2, { timeoutSeconds: 2 }),
  ...maybe(r, 0.2, { failureThreshold: 5 }),
});

function handler(r: Random): Fields {
  return r.pick<Fields>([
    { httpGet: { port: 8080, path: '/healthz' } },
    { httpGet: { port: 'http', scheme: 'HTTPS', httpHeaders: [{ name: 'X-Probe', value: '1' }] } },
    { tcpSocket: { port: 8080 } },
    { exec: { command: ['cat', '/ready'] } },
    { grpc: { port: 9090, service: 'health' } },
  ]);
}

const containerSecurity = (r: Random): Fields =>
  r.pick<Fields>([
    { runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    { privileged: true },
    { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }, seccompProfile: { type: 'RuntimeDefault' } },
    { seccompProfile: { type: 'Localhost', localhostProfile: 'a/b.json' }, procMount: 'Default' },
  ]);

const podSecurity = (r: Random): Fields =>
  r.pick<Fields>([
    { runAsNonRoot: true, fsGroup: 2000, fsGroupChangePolicy: 'OnRootMismatch' },
    { supplementalGroups: [1, 2], sysctls: [{ name: 'kernel.shm_rmid_forced', value: '0' }] },
    { seccompProfile: { type: 'RuntimeDefault' }, runAsGroup: 3 },
    { seLinuxChangePolicy: 'Recursive' },
  ]);

function affinity(r: Random): Fields {
  const term = {
    matchExpressions: [
      { key: 'disktype', operator: 'In', values: ['ssd', 'nvme'] },
      { key: 'gpu', operator: 'Exists' },
    ],
  };
  const other = {
    matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['b'] }],
    matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }],
  };
  const podTerm = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
  return {
    ...maybe(r, 0.6, {
      nodeAffinity: {
        ...maybe(r, 0.7, {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: r.chance(0.5) ? [term] : [term, other] },
        }),
        ...maybe(r, 0.4, { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, preference: term }] }),
      },
    }),
    ...maybe(r, 0.3, { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [podTerm] } }),
    ...maybe(r, 0.3, {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { ...podTerm, ...maybe(r, 0.3, { matchLabelKeys: ['pod-template-hash'] }) } },
        ],
      },
    }),
  };
}

function spread(r: Random): Fields[] {
  const selector = { labelSelector: { matchLabels: { app: 'web' } } };
  return [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      ...selector,
      ...maybe(r, 0.3, { minDomains: 2 }),
    },
    ...(r.chance(0.4)
      ? [
          {
            maxSkew: 2,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
            ...selector,
            ...maybe(r, 0.3, {
              matchLabelKeys: ['pod-template-hash'],
              nodeAffinityPolicy: 'Ignore',
              nodeTaintsPolicy: 'Honor',
            }),
          },
        ]
      : []),
  ];
}

function podStatus(r: Random, spec: Fields, restartPolicy: string): Fields {
  const now = '2026-01-02T03:05:00Z';
  const condition = (type: string, status: string): Fields => ({
    type,
    status,
    lastTransitionTime: now,
    ...maybe(r, 0.3, { reason: 'Because', message: 'It is so', observedGeneration: 1 }),
  });
  const isWindows = (spec['os'] as Fields | undefined)?.['name'] === 'windows';
  const statusOf = (entry: Fields, hasEnded: boolean): Fields => {
    const ended = { exitCode: r.pick([0, 1]), reason: 'Completed', startedAt: now, finishedAt: now };
    const state: Fields = hasEnded
      ? { terminated: ended }
      : r.pick<Fields>([{ running: { startedAt: now } }, { waiting: { reason: 'PodInitializing' } }]);
    return {
      name: entry['name'],
      image: entry['image'],
      imageID: 'sha256:1',
      ready: r.chance(0.5),
      restartCount: r.below(3),
      state,
      ...maybe(r, 0.2, { lastState: { terminated: ended } }),
      ...maybe(r, 0.5, { started: r.chance(0.5) }),
      ...maybe(r, 0.6, { resources: entry['resources'] ?? {} }),
      ...maybe(r, 0.2, { allocatedResources: { cpu: '1' } }),
      ...(isWindows ? {} : maybe(r, 0.3, { user: { linux: { uid: 1000, gid: 0, supplementalGroups: [7] } } })),
      ...maybe(r, 0.2, { allocatedResourcesStatus: devices(entry) }),
      ...maybe(r, 0.2, { volumeMounts: [{ name: 'scratch', mountPath: '/mnt/scratch' }] }),
    };
  };
  const lists: Fields = {};
  for (const [list, name] of [
    ['containers', 'containerStatuses'],
    ['initContainers', 'initContainerStatuses'],
    ['ephemeralContainers', 'ephemeralContainerStatuses'],
  ] as const) {
    const entries = spec[list] as Fields[] | undefined;
    // Most init containers and ephemeral containers have ended.
    if (entries !== undefined && r.chance(0.8))
      lists[name] = entries.map((entry) => statusOf(entry, r.chance(list === 'containers' ? 0.4 : 0.9)));
  }
  for (const status of (lists['ephemeralContainerStatuses'] as Fields[] | undefined) ?? [])
    delete status['allocatedResourcesStatus'];
  return {
    phase: r.pick([
      'Pending',
      'Running',
      'Running',
      'Succeeded',
      'Failed',
      ...(restartPolicy === 'Always' ? ['Running'] : []),
    ]),
    conditions: [
      condition('PodScheduled', 'True'),
      condition('Initialized', 'True'),
      condition('Ready', r.pick(['True', 'False'])),
      ...(r.chance(0.3) ? [condition('example.com/ready', 'Unknown')] : []),
    ],
    ...lists,
    ...maybe(r, 0.6, {
      hostIP: '10.0.0.1',
      hostIPs: [{ ip: '10.0.0.1' }],
      podIP: '10.1.0.5',
      podIPs: [{ ip: '10.1.0.5' }, ...(r.chance(0.3) ? [{ ip: 'fd00::5' }] : [])],
    }),
    ...maybe(r, 0.5, { startTime: now }),
    ...claimStatuses(r, spec),
    ...maybe(r, 0.2, { observedGeneration: 1 }),
    ...(spec['nodeName'] === undefined ? maybe(r, 0.3, { nominatedNodeName: 'node-2' }) : {}),
  };
}

/** The devices of the first resource that the container requests, and of its first claim. */
function devices(container: Fields): Fields[] {
  const made = container['resources'] as Fields | undefined;
  const [request] = Object.keys((made?.['requests'] ?? {}) as Fields);
  const [claim] = (made?.['claims'] ?? []) as Record<string, string>[];
  const health = [{ resourceID: 'gpu-0', health: 'Healthy' }];
  return [
    ...(request === undefined ? [] : [{ name: request, resources: health }]),
    ...(claim === undefined ? [] : [{ name: `claim:${Object.values(claim).join('/')}`, resources: health }]),
  ];
}

function claimStatuses(r: Random, spec: Fields): Fields {
  const claims = (spec['resourceClaims'] as Fields[] | undefined) ?? [];
  const [first] = spec['containers'] as Fields[];
  const requests = ((first!['resources'] as Fields | undefined)?.['requests'] ?? {}) as Fields;
  return {
    ...(claims.length === 0
      ? {}
      : maybe(r, 0.8, {
          resourceClaimStatuses: claims.map(({ name }) => ({
            name,
            ...maybe(r, 0.8, { resourceClaimName: `web-${name as string}-x` }),
          })),
        })),
    ...('example.com/gpu' in requests
      ? maybe(r, 0.6, {
          extendedResourceClaimStatus: {
            resourceClaimName: 'web-ext-x',
            requestMappings: [{ containerName: first!['name'], resourceName: 'example.com/gpu', requestName: 'req-0' }],
          },
        })
      : {}),
  };
}

function workloadSpec(kind: Kind, r: Random): Fields {
  const common = {
    selector: r.chance(0.7)
      ? { matchLabels: { app: 'web' } }
      : { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'shop'] }] },
    ...maybe(r, 0.2, { minReadySeconds: 5 }),
  };
  switch (kind) {
    case 'Deployment':
      return {
        ...common,
        replicas: r.below(4),
        ...maybe(r, 0.3, { revisionHistoryLimit: 3, progressDeadlineSeconds: 100 }),
        ...maybe(r, 0.6, {
          strategy: r.pick<Fields>([
            { type: 'Recreate' },
            { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '0%' } },
            { rollingUpdate: { maxUnavailable: 1 } },
          ]),
        }),
        ...maybe(r, 0.1, { paused: true }),
      };
    case 'ReplicaSet':
      return { ...common, replicas: r.below(4) };
    case 'StatefulSet':
      return {
        ...common,
        replicas: r.below(4),
        serviceName: 'web',
        ...maybe(r, 0.3, { podManagementPolicy: 'Parallel' }),
        ...maybe(r, 0.6, {
          updateStrategy: r.pick<Fields>([
            { type: 'OnDelete' },
            { type: 'RollingUpdate', rollingUpdate: { partition: 1, maxUnavailable: 2 } },
            { rollingUpdate: { maxUnavailable: '25%' } },
          ]),
        }),
        ...maybe(r, 0.4, {
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
            },
            ...(r.chance(0.5) ? [{ metadata: { name: 'storage' }, spec: r.pick([claimSpec, snapshotClaimSpec]) }] : []),
          ],
        }),
        ...maybe(r, 0.2, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' } }),
        ...maybe(r, 0.2, { ordinals: { start: 1 } }),
      };
    default:
      return {
        ...common,
        ...maybe(r, 0.3, { revisionHistoryLimit: 3 }),
        ...maybe(r, 0.6, {
          updateStrategy: r.pick<Fields>([
            { type: 'OnDelete' },
            { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
            { rollingUpdate: { maxUnavailable: '10%' } },
          ]),
        }),
      };
  }
}

/** For a Job of any parallelism above 0. */
const schedulings: readonly Fields[] = [
  {},
  { schedulingPolicy: { basic: {} }, disruptionMode: { single: {} } },
  { schedulingPolicy: { gang: {} }, disruptionMode: { all: {} } },
  {
    schedulingPolicy: { gang: {} },
    schedulingConstraints: { topology: [{ key: 'topology.kubernetes.io/zone' }] },
    resourceClaims: [
      { name: 'gpu', resourceClaimTemplateName: 'gpu' },
      { name: 'shared', resourceClaimName: 'shared-claim' },
    ],
  },
];

function jobSpec(r: Random, suspendable: boolean): Fields {
  const indexed = r.chance(0.3);
  const withPolicy = r.chance(0.3);
  const completions = r.chance(0.9) ? r.pick([1, 3]) : 100_001;
  const restartPolicy = withPolicy ? 'Never' : r.pick(['Never', 'OnFailure']);
  return {
    template: template(r, restartPolicy),
    ...maybe(r, 0.5, { parallelism: r.below(4), completions }),
    ...(indexed
      ? {
          completionMode: 'Indexed',
          completions,
          ...(restartPolicy === 'Never' ? maybe(r, 0.4, { backoffLimitPerIndex: 1, maxFailedIndexes: 1 }) : {}),
          ...maybe(r, 0.3, { successPolicy: { rules: [{ succeededIndexes: '0', succeededCount: 1 }] } }),
        }
      : {}),
    ...maybe(r, 0.3, { backoffLimit: 4, activeDeadlineSeconds: 100, ttlSecondsAfterFinished: 60 }),
    ...maybe(r, suspendable ? 0.5 : 0.1, { suspend: true }),
    ...maybe(r, 0.1, { managedBy: 'example.com/controller' }),
    // Dropped without the feature gate WorkloadWithJob.
    ...maybe(r, 0.4, { scheduling: structuredClone(r.pick(schedulings)) }),
    ...(withPolicy
      ? {
          podFailurePolicy: {
            rules: [
              { action: 'FailJob', onExitCodes: { operator: 'In', values: [1, 42] } },
              { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
            ],
          },
        }
      : {}),
  };
}

function jobStatus(r: Random): Fields {
  return r.pick<Fields>([
    {},
    {
      active: 0,
      conditions: [
        {
          type: 'Suspended',
          status: 'True',
          lastTransitionTime: '2026-01-02T03:05:00Z',
          lastProbeTime: '2026-01-02T03:05:00Z',
        },
      ],
    },
    { active: 1, startTime: '2026-01-02T03:05:00Z' },
    { active: 0, startTime: '2026-01-02T03:05:00Z', conditions: [{ type: 'Suspended', status: 'True' }] },
  ]);
}

const cronJobSpec = (r: Random): Fields => ({
  schedule: r.pick(['*/5 * * * *', '@hourly', '0 3 * * 1', '@every 90m']),
  jobTemplate: { spec: jobSpec(r, false), ...maybe(r, 0.3, { metadata: { labels: { ...labels } } }) },
  ...maybe(r, 0.3, { concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 100 }),
  // Only a CronJob that older versions stored has its time zone in the schedule.
  ...(r.chance(0.1) ? { schedule: 'TZ=Etc/UTC 0 3 * * *' } : maybe(r, 0.3, { timeZone: 'Etc/UTC' })),
  ...maybe(r, 0.3, { suspend: true, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 }),
});

const maybe = (r: Random, probability: number, fields: Fields): Fields => (r.chance(probability) ? fields : {});
