/** Objects in a cluster, each with a manifest that is applied over it, and what kubectl and kube-apiserver make of the pair. */
import { noScheduler } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */

export interface Pair {
  readonly name: string;
  /** The object that is sent first, without its name. If `live` is absent, it is the manifest. */
  readonly manifest: any;
  readonly live?: any;
  /** How it is sent: `apply` records the manifest in the object, `create` does not, and `injected` records the other manifest of the pair. */
  readonly by?: 'apply' | 'create' | 'injected';
  /** What happens to it before the manifest is applied. */
  readonly then?: 'debug' | 'bind' | 'delete' | 'suspend';
  readonly answer: 'configured' | 'unchanged' | 'refused';
  /** The answer depends on fields that the cluster added, which no manifest contains. */
  readonly byCluster?: true;
  /** kubectl confuses entries with the same key (kubernetes/kubernetes#39188), so the stored object differs from the judged one. */
  readonly confused?: true;
}

export const nodeName = 'apply-prediction';
/** Objects that Pods of the pairs need. The LimitRange applies to the whole namespace, so it names a resource that no other pair has. */
export const surroundings: readonly any[] = [
  {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'apply-prediction' },
    handler: 'runc',
    overhead: { podFixed: { cpu: '10m' } },
    scheduling: { nodeSelector: { rc: '1' }, tolerations: [{ key: 'rc', operator: 'Exists' }] },
  },
  ...['high', 'low'].map((name, i) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: `apply-prediction-${name}` },
    value: 1000 - i,
  })),
  { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName }, spec: { unschedulable: true } },
];
export const limits = {
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'limits' },
  spec: { limits: [{ type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '100m', memory: '32Mi' } }] },
};
export const robot = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'robot' },
  imagePullSecrets: [{ name: 'registry' }],
};

const image = 'registry.example.com/app:1';
const app = { name: 'app', image };
const proxy = { name: 'proxy', image: 'registry.example.com/proxy:1' };

const pod = (spec: any = {}, metadata: any = {}): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  spec: { schedulerName: noScheduler, containers: [app], ...spec },
});
/** A Pod with one container that has these fields. */
const podOf = (container: any, spec: any = {}): any => pod({ containers: [{ ...app, ...container }], ...spec });

/** The manifest is applied again. */
const same = (name: string, manifest: any, more: Partial<Pair> = {}): Pair => ({
  name,
  manifest,
  answer: 'unchanged',
  ...more,
});
/** A manifest is applied after another one. */
const change = (name: string, live: any, manifest: any, answer: Pair['answer'], more: Partial<Pair> = {}): Pair => ({
  name,
  live,
  manifest,
  answer,
  ...more,
});
/** The object was created with other fields than those of the manifest, which is not recorded in it. */
const created = (name: string, live: any, manifest: any, answer: Pair['answer'] = 'configured'): Pair =>
  change(name, live, manifest, answer, { by: 'create' });
/** The manifest was applied and a webhook changed the object. Then it is applied again, or a changed one is. */
const injected = (name: string, live: any, manifest: any, answer: Pair['answer']): Pair =>
  change(name, live, manifest, answer, { by: 'injected' });

const limited = { resources: { limits: { cpu: '1', memory: '64Mi' } } };
const notReady = (tolerationSeconds: number): any => ({
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
});
const spread = (more: any = {}): any => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'x' } },
      matchLabelKeys: ['rev'],
      ...more,
    },
  ],
});
const labeled = { labels: { app: 'x', rev: '1' } };
const antiAffinity = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'x' } }, matchLabelKeys: ['rev'] },
      ],
    },
  },
};
const gate = { schedulingGates: [{ name: 'example.com/wait' }] };
const http = { readinessProbe: { httpGet: { port: 8080 } } };
const dns = (protocol: string, name: string): any => ({ containerPort: 53, protocol, name });
const held = (...names: string[]): any => ({ finalizers: names.map((name) => `example.com/${name}`) });
const runtime = { runtimeClassName: 'apply-prediction' };
const high = { priorityClassName: 'apply-prediction-high' };

const pods: readonly Pair[] = [
  same('pod', pod()),
  created('pod-not-recorded', pod(), pod()),
  change('image', pod(), podOf({ image: 'registry.example.com/app:2' }), 'configured'),
  change('image-latest', pod(), podOf({ image: 'registry.example.com/app:latest' }), 'configured'),
  change('image-no-longer-latest', podOf({ image: 'registry.example.com/app' }), pod(), 'configured'),
  change('pull-policy-removed', podOf({ imagePullPolicy: 'Always' }), pod(), 'refused'),
  change('pull-policy-written', pod(), podOf({ imagePullPolicy: 'IfNotPresent' }), 'configured'),
  created('pull-policy-not-mentioned', podOf({ imagePullPolicy: 'Always' }), pod()),

  change(
    'env-value',
    podOf({ env: [{ name: 'A', value: '1' }] }),
    podOf({ env: [{ name: 'A', value: '2' }] }),
    'refused',
  ),
  change(
    'env-removed',
    podOf({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    }),
    podOf({ env: [{ name: 'A', value: '1' }] }),
    'refused',
  ),
  created(
    'env-not-mentioned',
    podOf({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    }),
    podOf({ env: [{ name: 'B', value: '2' }] }),
  ),
  change(
    'env-order',
    podOf({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    }),
    podOf({
      env: [
        { name: 'B', value: '2' },
        { name: 'A', value: '1' },
      ],
    }),
    'refused',
  ),
  change(
    'env-source',
    podOf({ env: [{ name: 'A', value: '1' }] }),
    podOf({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    'refused',
  ),
  change('args', podOf({ args: ['a'] }), podOf({ args: ['a', 'b'] }), 'refused'),
  change('args-removed', podOf({ args: ['a'] }), pod(), 'refused'),
  created('args-not-mentioned', podOf({ args: ['a'] }), pod()),

  injected('sidecar', pod({ containers: [app, proxy] }), pod(), 'configured'),
  injected(
    'sidecar-first',
    pod({ containers: [proxy, app] }),
    podOf({ image: 'registry.example.com/app:2' }),
    'configured',
  ),
  injected('sidecar-init', pod({ initContainers: [{ ...proxy, restartPolicy: 'Always' }] }), pod(), 'unchanged'),
  injected('sidecar-and-change', pod({ containers: [proxy, app] }), podOf({ tty: true }), 'refused'),
  injected(
    'env-mounts-volumes',
    podOf(
      { env: [{ name: 'INJECTED', value: '1' }], volumeMounts: [{ name: 'cache', mountPath: '/cache' }] },
      { volumes: [{ name: 'cache', emptyDir: {} }] },
    ),
    pod(),
    'unchanged',
  ),
  injected(
    'env-beside-own',
    podOf({
      env: [
        { name: 'INJECTED', value: '1' },
        { name: 'A', value: '1' },
      ],
    }),
    podOf({ env: [{ name: 'A', value: '1' }] }),
    'configured',
  ),
  injected('probe', podOf({ readinessProbe: { tcpSocket: { port: 80 } } }), pod(), 'unchanged'),
  injected(
    'annotations',
    pod({}, { annotations: { injected: 'yes' }, labels: { injected: 'yes' } }),
    pod(),
    'unchanged',
  ),
  change('container-added', pod(), pod({ containers: [app, proxy] }), 'refused'),
  change('container-removed', pod({ containers: [app, proxy] }), pod(), 'refused'),
  created('container-not-mentioned', pod({ containers: [app, proxy] }), pod()),
  change('containers-reordered', pod({ containers: [app, proxy] }), pod({ containers: [proxy, app] }), 'refused'),
  change('container-renamed', pod(), pod({ containers: [{ ...app, name: 'other' }] }), 'refused'),

  same('runtime-class', pod(runtime)),
  change(
    'runtime-class-and-image',
    pod(runtime),
    podOf({ image: 'registry.example.com/app:2' }, runtime),
    'configured',
  ),
  change(
    'runtime-class-with-tolerations',
    pod({ ...runtime, tolerations: [{ key: 'a', operator: 'Exists' }] }),
    pod({ ...runtime, tolerations: [{ key: 'a', operator: 'Exists' }] }),
    'refused',
    { byCluster: true },
  ),
  change('runtime-class-removed', pod(runtime), pod(), 'refused'),
  created('runtime-class-not-mentioned', pod(runtime), pod()),
  same('priority-class', pod(high)),
  change('priority-class-changed', pod(high), pod({ priorityClassName: 'apply-prediction-low' }), 'refused'),
  change('priority-class-removed', pod(high), pod(), 'refused'),
  change('priority-removed', pod({ priority: 0 }), pod(), 'configured'),
  change('preemption-policy', pod(), pod({ preemptionPolicy: 'Never' }), 'refused'),

  same('tolerations', pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }), { answer: 'configured' }),
  change('toleration-added', pod(), pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }), 'configured'),
  change('toleration-removed', pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }), pod(), 'refused'),
  change(
    'toleration-replaced',
    pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }),
    pod({ tolerations: [{ key: 'b', operator: 'Exists' }] }),
    'refused',
  ),
  change('toleration-seconds-shorter', pod(), pod({ tolerations: [notReady(60)] }), 'configured'),
  same('toleration-seconds', pod({ tolerations: [notReady(60)] }), { answer: 'configured' }),
  change('toleration-seconds-removed', pod({ tolerations: [notReady(60)] }), pod(), 'configured'),
  created('toleration-seconds-not-mentioned', pod({ tolerations: [notReady(60)] }), pod()),
  change('tolerate-everything', pod(), pod({ tolerations: [{ operator: 'Exists' }] }), 'refused', { byCluster: true }),

  change('deadline', pod(), pod({ activeDeadlineSeconds: 60 }), 'configured'),
  change('deadline-longer', pod({ activeDeadlineSeconds: 60 }), pod({ activeDeadlineSeconds: 61 }), 'refused'),
  change('deadline-removed', pod({ activeDeadlineSeconds: 60 }), pod(), 'refused'),
  created('deadline-not-mentioned', pod({ activeDeadlineSeconds: 60 }), pod()),
  change('grace-removed', pod({ terminationGracePeriodSeconds: 60 }), pod(), 'refused'),
  change('restart-policy-removed', pod({ restartPolicy: 'Never' }), pod(), 'refused'),
  created('restart-policy-not-mentioned', pod({ restartPolicy: 'Never' }), pod()),
  change('scheduler-removed', pod(), pod({ schedulerName: undefined }), 'refused'),
  created('scheduler-not-mentioned', pod(), pod({ schedulerName: undefined })),
  change('null', pod({ nodeSelector: { a: 'b' } }), pod({ nodeSelector: null }), 'refused'),

  same('debugged', pod(), { then: 'debug' }),
  change('debugged-and-image', pod(), podOf({ image: 'registry.example.com/app:2' }), 'configured', { then: 'debug' }),
  same('bound', pod(), { then: 'bind' }),
  change('bound-elsewhere', pod(), pod({ nodeName: 'other' }), 'refused', { then: 'bind' }),
  same('being-deleted', pod({}, held('a')), { then: 'delete' }),
  change('being-deleted-finalizer-added', pod({}, held('a')), pod({}, held('a', 'b')), 'refused', { then: 'delete' }),
  change('being-deleted-label', pod({}, held('a')), pod({}, { ...held('a'), labels: { a: 'b' } }), 'configured', {
    then: 'delete',
  }),

  change('gate-removed', pod(gate), pod(), 'configured'),
  created('gate-not-mentioned', pod(gate), pod()),
  change('gate-added', pod(), pod(gate), 'refused'),
  change('gated-node-selector', pod(gate), pod({ ...gate, nodeSelector: { a: 'b' } }), 'configured'),
  change('node-selector', pod(), pod({ nodeSelector: { a: 'b' } }), 'refused'),

  same('spread-keys', pod(spread(), labeled)),
  change('spread-keys-label', pod(spread(), labeled), pod(spread(), { labels: { app: 'x', rev: '2' } }), 'configured'),
  change('spread-skew', pod(spread(), labeled), pod(spread({ maxSkew: 2 }), labeled), 'refused'),
  same(
    'spread-twice',
    pod(
      {
        topologySpreadConstraints: ['DoNotSchedule', 'ScheduleAnyway'].map((whenUnsatisfiable) => ({
          ...spread().topologySpreadConstraints[0],
          whenUnsatisfiable,
        })),
      },
      labeled,
    ),
  ),
  same('affinity-keys', pod(antiAffinity, labeled), { answer: 'refused', byCluster: true }),

  same('host-network', podOf({ ports: [{ containerPort: 8080 }] }, { hostNetwork: true })),
  same('limits', podOf(limited)),
  change('limits-changed', podOf(limited), podOf({ resources: { limits: { cpu: '2', memory: '64Mi' } } }), 'refused'),
  change(
    'limits-written-otherwise',
    podOf(limited),
    podOf({ resources: { limits: { cpu: '1000m', memory: '65536Ki' } } }),
    'configured',
  ),
  change(
    'requests-removed',
    podOf({ resources: { requests: { cpu: '100m' }, limits: { cpu: '1' } } }),
    podOf({ resources: { limits: { cpu: '1' } } }),
    'refused',
  ),
  same(
    'volumes',
    podOf(
      { volumeMounts: [{ name: 'c', mountPath: '/c' }] },
      { volumes: [{ name: 'c', configMap: { name: 'c' } }, { name: 'd' }] },
    ),
    { answer: 'configured' },
  ),
  change(
    'volume-source',
    podOf({}, { volumes: [{ name: 'c', configMap: { name: 'c' } }] }),
    podOf({}, { volumes: [{ name: 'c', emptyDir: {} }] }),
    'refused',
  ),
  change('volume-removed', podOf({}, { volumes: [{ name: 'c', emptyDir: {} }] }), pod(), 'refused'),
  change(
    'mount-path',
    podOf({ volumeMounts: [{ name: 'd', mountPath: '/c' }] }, { volumes: [{ name: 'd', emptyDir: {} }] }),
    podOf({ volumeMounts: [{ name: 'd', mountPath: '/d' }] }, { volumes: [{ name: 'd', emptyDir: {} }] }),
    'refused',
  ),
  same('probe-defaults', podOf(http)),
  change('probe-path', podOf(http), podOf({ readinessProbe: { httpGet: { port: 8080, path: '/ready' } } }), 'refused'),
  change('probe-handler', podOf(http), podOf({ readinessProbe: { tcpSocket: { port: 8080 } } }), 'refused'),
  created('probe-second-handler', podOf(http), podOf({ readinessProbe: { tcpSocket: { port: 8080 } } }), 'refused'),
  same('ports-of-one-number', podOf({ ports: [dns('TCP', 'dns-tcp'), dns('UDP', 'dns')] })),
  change('port', podOf({ ports: [{ containerPort: 80 }] }), podOf({ ports: [{ containerPort: 8080 }] }), 'refused'),
  change(
    'second-protocol',
    podOf({ ports: [dns('TCP', 'dns-tcp')] }),
    podOf({ ports: [dns('TCP', 'dns-tcp'), dns('UDP', 'dns')] }),
    'configured',
  ),
  change(
    'one-protocol-less',
    podOf({ ports: [dns('TCP', 'dns-tcp'), dns('UDP', 'dns')] }),
    podOf({ ports: [dns('TCP', 'dns-tcp')] }),
    'refused',
  ),
  change('another-protocol', podOf({ ports: [dns('TCP', 'dns')] }), podOf({ ports: [dns('UDP', 'dns')] }), 'refused'),
  same('service-account', pod({ serviceAccountName: 'robot' })),
  change('service-account-removed', pod({ serviceAccountName: 'robot' }), pod(), 'configured'),
  change('service-account-changed', pod(), pod({ serviceAccountName: 'robot' }), 'refused'),
  created('token-refused-afterwards', pod(), pod({ automountServiceAccountToken: false }), 'refused'),
  same('host-aliases', pod({ hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }] })),
  change('labels', pod({}, { labels: { a: 'b', c: 'd' } }), pod({}, { labels: { a: 'e' } }), 'configured'),
  change('finalizers', pod({}, held('a')), pod({}, held('b')), 'configured'),
  change('label-invalid', pod(), pod({}, { labels: { a: 'b c' } }), 'refused'),
];

const template = (container: any = {}, spec: any = {}, labels: any = { app: 'x' }): any => ({
  metadata: { labels },
  spec: { containers: [{ ...app, ...container }], ...spec },
});
const workload = (kind: string, spec: any = {}): any => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: {},
  spec: { selector: { matchLabels: { app: 'x' } }, template: template(), ...spec },
});
const newImage = template({ image: 'registry.example.com/app:2' });
const other = { selector: { matchLabels: { app: 'y' } }, template: template({}, {}, { app: 'y' }) };
const job = (spec: any = {}, container: any = {}, podSpec: any = {}): any => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {},
  spec: { template: { spec: { containers: [{ ...app, ...container }], restartPolicy: 'Never', ...podSpec } }, ...spec },
});
const cronJob = (spec: any = {}, podSpec: any = {}): any => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: {},
  spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: job({}, {}, podSpec).spec }, ...spec },
});
const claim = (storage: string): any => ({
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
});
const stateful = (spec: any = {}): any => workload('StatefulSet', { replicas: 0, serviceName: 'x', ...spec });
const controller = (spec: any = {}): any => ({
  ...workload('ReplicationController', { replicas: 0, selector: { app: 'x' }, ...spec }),
  apiVersion: 'v1',
});
const podTemplate = (container: any = {}): any => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: {},
  template: template(container),
});

const workloads: readonly Pair[] = [
  same('deployment', workload('Deployment', { replicas: 0 })),
  change('deployment-image', workload('Deployment'), workload('Deployment', { template: newImage }), 'configured'),
  change('deployment-selector', workload('Deployment'), workload('Deployment', other), 'refused'),
  change('deployment-labels', workload('Deployment'), workload('Deployment', { template: other.template }), 'refused'),
  change(
    'deployment-recreate',
    workload('Deployment', { strategy: { rollingUpdate: { maxSurge: 2 } } }),
    workload('Deployment', { strategy: { type: 'Recreate' } }),
    'configured',
  ),
  change(
    'deployment-strategy-removed',
    workload('Deployment', { strategy: { type: 'Recreate' } }),
    workload('Deployment'),
    'configured',
  ),
  change('deployment-replicas-removed', workload('Deployment', { replicas: 0 }), workload('Deployment'), 'configured'),
  change(
    'deployment-bad-probe',
    workload('Deployment'),
    workload('Deployment', { template: template({ livenessProbe: { httpGet: { port: 'no port' } } }) }),
    'refused',
  ),
  change(
    'deployment-probe-handler',
    workload('Deployment', { template: template(http) }),
    workload('Deployment', { template: template({ readinessProbe: { tcpSocket: { port: 8080 } } }) }),
    'configured',
  ),
  created(
    'deployment-probe-second-handler',
    workload('Deployment', { template: template(http) }),
    workload('Deployment', { template: template({ readinessProbe: { tcpSocket: { port: 8080 } } }) }),
    'refused',
  ),
  change(
    'deployment-tolerations',
    workload('Deployment', { template: template({}, { tolerations: [{ key: 'a', operator: 'Exists' }] }) }),
    workload('Deployment'),
    'configured',
  ),
  change(
    'deployment-volume-source',
    workload('Deployment', { template: template({}, { volumes: [{ name: 'c', configMap: { name: 'c' } }] }) }),
    workload('Deployment', { template: template({}, { volumes: [{ name: 'c', secret: { secretName: 'c' } }] }) }),
    'configured',
  ),
  change(
    'deployment-env-source',
    workload('Deployment', { template: template({ env: [{ name: 'A', value: '1' }] }) }),
    workload('Deployment', {
      template: template({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    }),
    'configured',
  ),
  created(
    'deployment-env-second-source',
    workload('Deployment', { template: template({ env: [{ name: 'A', value: '1' }] }) }),
    workload('Deployment', {
      template: template({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    }),
    'refused',
  ),
  change(
    'deployment-second-protocol',
    workload('Deployment', { template: template({ ports: [dns('TCP', 'dns-tcp')] }) }),
    workload('Deployment', { template: template({ ports: [dns('TCP', 'dns-tcp'), dns('UDP', 'dns')] }) }),
    'configured',
  ),
  change(
    'deployment-two-protocols',
    workload('Deployment', { template: template({ ports: [dns('TCP', 'dns-tcp'), dns('UDP', 'dns')] }) }),
    workload('Deployment', { template: template({ ports: [dns('TCP', 'dns-tcp'), dns('UDP', 'dns-udp')] }) }),
    'configured',
    { confused: true },
  ),
  change(
    'deployment-one-protocol-less',
    workload('Deployment', { template: template({ ports: [dns('TCP', 'dns-tcp'), dns('UDP', 'dns')] }) }),
    workload('Deployment', { template: template({ ports: [dns('TCP', 'dns-tcp')] }) }),
    'configured',
    { confused: true },
  ),
  created(
    'deployment-affinity-keys',
    workload('Deployment', { template: template({}, antiAffinity) }),
    workload('Deployment', { template: template({}, antiAffinity) }),
  ),

  same('job', job()),
  same('job-suspended', job({ suspend: true }), { then: 'suspend' }),
  change('job-image', job(), job({}, { image: 'registry.example.com/app:2' }), 'refused'),
  change('job-parallelism', job(), job({ parallelism: 2 }), 'configured'),
  change('job-completions', job(), job({ completions: 2 }), 'refused'),
  change('job-restart-policy', job(), job({}, {}, { restartPolicy: 'OnFailure' }), 'refused'),
  change('job-restart-policy-removed', job(), job({}, {}, { restartPolicy: undefined }), 'refused'),
  created('job-restart-policy-not-mentioned', job(), job({}, {}, { restartPolicy: undefined })),
  change('job-selector', job(), job({ selector: { matchLabels: { app: 'x' } } }), 'refused'),
  change(
    'job-label',
    job(),
    { ...job(), spec: { template: { ...job().spec.template, metadata: { labels: { a: 'b' } } } } },
    'refused',
  ),
  change(
    'job-suspended-selector',
    job({ suspend: true }),
    job({ suspend: true }, {}, { nodeSelector: { a: 'b' } }),
    'configured',
    { then: 'suspend' },
  ),
  change(
    'job-suspended-image',
    job({ suspend: true }),
    job({ suspend: true }, { image: 'registry.example.com/app:2' }),
    'refused',
    { then: 'suspend' },
  ),

  same('cron-job', cronJob()),
  change('cron-job-image', cronJob(), cronJob({ schedule: '@yearly' }, { containers: [proxy] }), 'configured'),
  change('cron-job-always', cronJob(), cronJob({}, { restartPolicy: 'Always' }), 'refused'),
  change('cron-job-restart-policy-removed', cronJob(), cronJob({}, { restartPolicy: undefined }), 'refused'),

  same('stateful-set', stateful({ volumeClaimTemplates: [claim('1Gi')] }), { answer: 'configured' }),
  change('stateful-set-replicas', stateful(), stateful({ replicas: 1 }), 'configured'),
  change('stateful-set-service', stateful(), stateful({ serviceName: 'y' }), 'refused'),
  change(
    'stateful-set-claim',
    stateful({ volumeClaimTemplates: [claim('1Gi')] }),
    stateful({ volumeClaimTemplates: [claim('2Gi')] }),
    'refused',
  ),
  change('stateful-set-parallel', stateful({ podManagementPolicy: 'Parallel' }), stateful(), 'refused'),

  same('daemon-set', workload('DaemonSet')),
  change('daemon-set-image', workload('DaemonSet'), workload('DaemonSet', { template: newImage }), 'configured'),
  change('daemon-set-selector', workload('DaemonSet'), workload('DaemonSet', other), 'refused'),
  change(
    'daemon-set-on-delete',
    workload('DaemonSet'),
    workload('DaemonSet', { updateStrategy: { type: 'OnDelete' } }),
    'configured',
  ),

  same('replica-set', workload('ReplicaSet', { replicas: 0 })),
  change('replica-set-selector', workload('ReplicaSet'), workload('ReplicaSet', other), 'refused'),
  same('replication-controller', controller()),
  change(
    'replication-controller-selector',
    controller(),
    controller({ selector: { app: 'y' }, template: other.template }),
    'configured',
  ),
  same('pod-template', podTemplate()),
  change('pod-template-image', podTemplate(), podTemplate({ image: 'registry.example.com/app:2' }), 'configured'),
  change('pod-template-bad-image', podTemplate(), podTemplate({ image: ' a' }), 'configured'),
];

export const pairs: readonly Pair[] = [...pods, ...workloads];

/** In the namespace with the LimitRange. */
export const limitedPairs: readonly Pair[] = [
  same('limited', pod()),
  created('limited-not-recorded', pod(), podOf({ image: 'registry.example.com/app:2' })),
  change('limited-and-image', pod(), podOf({ image: 'registry.example.com/app:2' }), 'configured'),
  change('limited-equal', pod(), podOf({ resources: { requests: { cpu: '0.1' } } }), 'configured', { byCluster: true }),
  change('limited-otherwise', pod(), podOf({ resources: { requests: { cpu: '200m' } } }), 'refused'),
];
