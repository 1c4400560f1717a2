/**
 * What happens to Pods in a cluster, with one scenario for each way in which their status or spec changes. Each scenario runs in its own
 * namespace, and the reviews in the namespace are recorded under its name.
 */
/* eslint-disable @typescript-eslint/no-explicit-any */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../../devcluster/cluster.ts';
import { waitFor } from '../../../devcluster/wait.ts';
import { type Node, nodeName } from './node.ts';
import { container, job, image, nextImage, pod, spec, web, workload } from './pods.ts';

type Play = (stage: Stage) => Promise<void>;

/** What a scenario can use: kubectl in its own namespace, and functions that wait. */
interface Stage {
  cluster: Cluster;
  node: Node;
  namespace: string;
  kubectl: (...args: string[]) => Promise<string>;
  create: (...objects: object[]) => Promise<void>;
  /** Waits for a state of the Pod. The argument is undefined if the Pod does not exist. */
  until: (pod: string, what: string, is: (pod: any) => unknown) => Promise<void>;
  /** Waits for a state of all Pods in the namespace, including those that are being deleted. */
  untilAll: (what: string, are: (pods: any[]) => unknown) => Promise<void>;
}

export function makeStage(cluster: Cluster, node: Node, namespace: string): Stage {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const seconds = 150;
  return {
    cluster,
    node,
    namespace,
    kubectl: async (...args) => (await cluster.kubectl(['-n', namespace, ...args])).stdout,
    create: async (...items) => {
      await cluster.kubectl(['-n', namespace, 'create', '-f', '-'], {
        input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
      });
    },
    until: async (name, what, is) => {
      await waitFor(
        `${namespace}/${name}: ${what}`,
        seconds,
        async () => !!is(await cluster.api.get(`${pods}/${name}`)),
        500,
      );
    },
    untilAll: async (what, are) => {
      const list = async () => (await cluster.api.get<{ items: any[] }>(pods))!.items;
      await waitFor(`${namespace}: ${what}`, seconds, async () => !!are(await list()), 500);
    },
  };
}

const gone = (found: any): boolean => found === undefined;
const phase = (wanted: string) => (found: any) => found?.status.phase === wanted;
const succeeded = phase('Succeeded');
const failed = phase('Failed');
const running = phase('Running');
const condition = (found: any, type: string) => found?.status.conditions?.find((entry: any) => entry.type === type);
const ready = (found: any): boolean => condition(found, 'Ready')?.status === 'True';
const unready = (found: any): boolean => condition(found, 'Ready')?.status === 'False';
const statuses = (found: any): any[] => [
  ...(found?.status.initContainerStatuses ?? []),
  ...(found?.status.containerStatuses ?? []),
];
const restarted = (times: number) => (found: any) => statuses(found).some(({ restartCount }) => restartCount >= times);
const waiting = (reason: string) => (found: any) =>
  statuses(found).some(({ state }) => state?.waiting?.reason === reason);
const allReady = (count: number) => (pods: any[]) => pods.length === count && pods.every(ready);
const none = (pods: any[]): boolean => pods.length === 0;
const ofImage = (name: string) => (found: any) => found.spec.containers[0].image === name;

/** These scenarios do not change the node, and run at the same time. */
export const sideBySide: Readonly<Record<string, Play>> = {
  async probes({ create, until, kubectl }) {
    const startupProbe = { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1, failureThreshold: 60 };
    await create(
      pod('fails-later', [web(0, 12)]),
      pod('starts-slowly', [web(6, 0, { startupProbe })]),
      pod('never-starts', [web(600, 0, { startupProbe: { ...startupProbe, failureThreshold: 3 } })]),
    );
    await until('fails-later', 'ready', ready);
    await until('starts-slowly', 'ready', ready);
    await until('never-starts', 'restarted', restarted(1));
    await until('fails-later', 'restarted', restarted(1));
    await until('fails-later', 'ready again', ready);
    await kubectl('delete', 'pod', 'fails-later', 'starts-slowly', 'never-starts');
  },

  async 'crash-loop'({ create, until, kubectl }) {
    await create(pod('crashes', [container('main', 'exit 1 1')]), pod('ends', [container('main', 'exit 0 1'), web()]));
    await until('crashes', 'restarted twice', restarted(2));
    await until('crashes', 'in back-off', waiting('CrashLoopBackOff'));
    await until('ends', 'restarted', restarted(1));
    await kubectl('delete', 'pod', 'crashes', 'ends');
  },

  async 'exit-codes'({ create, until, kubectl }) {
    const never = { restartPolicy: 'Never' };
    const onFailure = { restartPolicy: 'OnFailure' };
    await create(
      pod('never-0', [container('main', 'exit 0 1')], never),
      pod('never-1', [container('main', 'exit 1 1')], never),
      pod('never-two-containers', [container('first', 'exit 0 1'), container('second', 'exit 3 6')], never),
      pod('on-failure-0', [container('main', 'exit 0 1')], onFailure),
      pod('on-failure-1', [container('first', 'exit 0 1'), container('second', 'exit 1 1')], onFailure),
    );
    await until('never-0', 'succeeded', succeeded);
    await until('never-1', 'failed', failed);
    await until('never-two-containers', 'failed', failed);
    await until('on-failure-0', 'succeeded', succeeded);
    await until('on-failure-1', 'restarted', restarted(2));
    await kubectl('delete', 'pod', '--all');
  },

  async 'init-containers'({ create, until, kubectl }) {
    const init = (...commands: string[]) => ({
      initContainers: commands.map((command, i) => container(`init-${i}`, command)),
    });
    await create(
      pod('two', [web()], init('exit 0 1', 'exit 0 1')),
      pod('one-fails', [web()], init('exit 0', 'exit 1 1')),
      pod('one-fails-for-good', [web()], { ...init('exit 0', 'exit 1 1'), restartPolicy: 'Never' }),
      pod('comes-to-an-end', [container('main', 'exit 0 1')], { ...init('exit 0 1'), restartPolicy: 'OnFailure' }),
    );
    await until('two', 'ready', ready);
    await until('one-fails', 'in back-off', (found) => restarted(1)(found) && waiting('CrashLoopBackOff')(found));
    await until('one-fails-for-good', 'failed', failed);
    await until('comes-to-an-end', 'succeeded', succeeded);
    await kubectl('delete', 'pod', '--all');
  },

  async sidecar({ create, until, kubectl }) {
    const sidecar = (command: string) => ({
      initContainers: [container('sidecar', command, { restartPolicy: 'Always' }), container('init', 'exit 0')],
    });
    const never = { restartPolicy: 'Never' };
    await create(
      pod('ends', [container('main', 'exit 0 3')], { ...sidecar('pause'), ...never }),
      pod('restarts', [web()], sidecar('exit 1 4')),
      pod('restarts-beside-never', [container('main', 'pause')], { ...sidecar('exit 0 4'), ...never }),
      pod('probed', [web(0, 0, { readinessProbe: undefined, livenessProbe: undefined, command: ['/tool', 'pause'] })], {
        initContainers: [web(2, 0, { name: 'sidecar', restartPolicy: 'Always' })],
      }),
    );
    await until('ends', 'succeeded', succeeded);
    await until('restarts', 'restarted', restarted(1));
    await until('restarts-beside-never', 'restarted', restarted(1));
    await until('probed', 'ready', ready);
    await kubectl('delete', 'pod', '--all');
  },

  async job({ create, kubectl, untilAll }) {
    const exits = (command: string, extra = {}) => spec([container('main', command)], extra);
    await create(
      job('completes', exits('exit 0 1'), { completions: 2, parallelism: 2 }),
      job('indexed', exits('exit 0 1'), { completions: 2, completionMode: 'Indexed' }),
      job('fails', exits('exit 1 1'), { backoffLimit: 1 }),
      job('fails-by-policy', exits('exit 42 1'), {
        podFailurePolicy: {
          rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }],
        },
      }),
      job('on-failure', exits('exit 1 1', { restartPolicy: 'OnFailure' }), { backoffLimit: 1 }),
      job('too-long', exits('pause'), { activeDeadlineSeconds: 6 }),
      job('suspended', exits('pause'), {}),
    );
    await kubectl('wait', '--for=jsonpath={.status.ready}=1', '--timeout=120s', 'job/suspended');
    await kubectl('patch', 'job', 'suspended', '-p', '{"spec":{"suspend":true}}');
    await kubectl('wait', '--for=condition=Complete', '--timeout=120s', 'job/completes', 'job/indexed');
    await kubectl(
      'wait',
      '--for=condition=Failed',
      '--timeout=120s',
      'job/fails',
      'job/fails-by-policy',
      'job/on-failure',
      'job/too-long',
    );
    await kubectl('patch', 'job', 'suspended', '-p', '{"spec":{"suspend":false}}');
    await kubectl('wait', '--for=jsonpath={.status.ready}=1', '--timeout=120s', 'job/suspended');
    await kubectl('delete', 'job', '--all');
    await untilAll('gone', none);
  },

  async cronjob({ create, untilAll, kubectl }) {
    const { spec: jobSpec } = job('', spec([container('main', 'exit 0 1')]));
    await create({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'each-minute' },
      spec: { schedule: '* * * * *', jobTemplate: { spec: jobSpec } },
    });
    await untilAll('one succeeded', (pods) => pods.some(succeeded));
    await kubectl('delete', 'cronjob', '--all');
    await untilAll('gone', none);
  },

  async deployment({ create, kubectl, untilAll }) {
    await create(workload('apps/v1', 'Deployment', 'shop', spec([web()]), { replicas: 2 }));
    await untilAll('ready', allReady(2));
    await kubectl('set', 'image', 'deployment/shop', `web=${nextImage}`);
    await untilAll('rolled out', (pods) => allReady(2)(pods) && pods.every(ofImage(nextImage)));
    await kubectl('rollout', 'undo', 'deployment/shop');
    await kubectl('scale', 'deployment/shop', '--replicas=1');
    await untilAll('rolled back', (pods) => allReady(1)(pods) && pods.every(ofImage(image)));
    await kubectl('delete', 'deployment', 'shop', '--cascade=foreground');
    await untilAll('gone', none);
  },

  async orphans({ create, kubectl, untilAll }) {
    const replicaSet = workload('apps/v1', 'ReplicaSet', 'shop', spec([web()]), { replicas: 1 });
    const owned = (pods: any[]) => pods.length === 1 && pods[0].metadata.ownerReferences !== undefined;
    await create(replicaSet);
    await untilAll('ready', allReady(1));
    await kubectl('delete', 'replicaset', 'shop', '--cascade=orphan');
    await untilAll('orphaned', (pods) => pods.length === 1 && !owned(pods));
    await create(replicaSet);
    await untilAll('adopted', owned);
    await kubectl('label', 'pod', '--all', 'app=debugged', '--overwrite');
    await untilAll('released and replaced', (pods) => pods.length === 2 && pods.some((found) => !owned([found])));
    await kubectl('delete', 'replicaset', 'shop');
    await kubectl('delete', 'pod', '--all');
  },

  async statefulset({ create, kubectl, untilAll }) {
    await create(workload('apps/v1', 'StatefulSet', 'store', spec([web()]), { replicas: 2, serviceName: 'store' }));
    await untilAll('ready', allReady(2));
    await kubectl('set', 'image', 'statefulset/store', `web=${nextImage}`);
    await untilAll('rolled out', (pods) => allReady(2)(pods) && pods.every(ofImage(nextImage)));
    await kubectl('delete', 'statefulset', 'store');
    await untilAll('gone', none);
  },

  async daemonset({ create, kubectl, untilAll }) {
    await create(workload('apps/v1', 'DaemonSet', 'agent', spec([web()], { hostNetwork: false })));
    await untilAll('ready', allReady(1));
    await kubectl('set', 'image', 'daemonset/agent', `web=${nextImage}`);
    await untilAll('rolled out', (pods) => allReady(1)(pods) && pods.every(ofImage(nextImage)));
    await kubectl('delete', 'daemonset', 'agent');
    await untilAll('gone', none);
  },

  async 'readiness-gate'({ create, until, kubectl }) {
    const conditionType = 'example.com/in-load-balancer';
    const say = (status: string) =>
      kubectl(
        'patch',
        'pod',
        'gated',
        '--subresource=status',
        '-p',
        JSON.stringify({ status: { conditions: [{ type: conditionType, status }] } }),
      );
    await create(pod('gated', [web()], { readinessGates: [{ conditionType }] }));
    await until('gated', 'its containers ready', (found) => condition(found, 'ContainersReady')?.status === 'True');
    await say('True');
    await until('gated', 'ready', ready);
    await say('False');
    await until('gated', 'not ready', unready);
    await kubectl('delete', 'pod', 'gated');
  },

  async 'ephemeral-container'({ create, until, kubectl }) {
    const ended = (count: number) => (found: any) =>
      found.status.ephemeralContainerStatuses?.filter(({ state }: any) => state.terminated).length === count;
    const debug = (code: string) =>
      kubectl(
        'debug',
        'web',
        `--image=${image}`,
        '--image-pull-policy=Never',
        '--profile=general',
        '--',
        '/tool',
        'exit',
        code,
        '2',
      );
    await create(pod('web', [web()]));
    await until('web', 'ready', ready);
    await debug('0');
    await until('web', 'debugged', ended(1));
    await debug('1');
    await until('web', 'debugged twice', ended(2));
    await kubectl('delete', 'pod', 'web');
  },

  async resize({ create, until, kubectl }) {
    const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } });
    const resizeTo = (cpu: string, memory: string) =>
      kubectl(
        'patch',
        'pod',
        'web',
        '--subresource=resize',
        '-p',
        JSON.stringify({ spec: { containers: [{ name: 'web', resources: resources(cpu, memory) }] } }),
      );
    const has = (cpu: string, memory: string) => (found: any) => {
      const actual = found.status.containerStatuses?.[0]?.resources?.limits;
      return actual?.cpu === cpu && actual?.memory === memory;
    };
    const resizePolicy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
    await create(pod('web', [web(0, 0, { resources: resources('50m', '64Mi'), resizePolicy })]));
    await until('web', 'ready', ready);
    await resizeTo('70m', '64Mi');
    await until('web', 'resized', has('70m', '64Mi'));
    await resizeTo('70m', '80Mi');
    await until('web', 'resized and restarted', (found) => has('70m', '80Mi')(found) && ready(found));
    // Less than the capacity of the node, but more than is free.
    await create(pod('beside', [container('main', 'pause', { resources: { requests: { cpu: '200m' } } })]));
    await until('beside', 'running', running);
    await resizeTo('1900m', '80Mi');
    await until('web', 'told to wait', (found) => condition(found, 'PodResizePending'));
    await resizeTo('60m', '80Mi');
    await until('web', 'resized', (found) => has('60m', '80Mi')(found) && !condition(found, 'PodResizePending'));
    await kubectl('delete', 'pod', '--all');
  },

  async deletion({ create, until, kubectl }) {
    const preStop = { preStop: { sleep: { seconds: 3 } } };
    await create(
      pod('goes-at-once', [web()]),
      pod('sleeps-first', [web(0, 0, { lifecycle: preStop })]),
      pod('is-killed', [container('main', 'stubborn'), web()], { terminationGracePeriodSeconds: 4 }),
      pod('keeps-finalizer', [web()], {}, { finalizers: ['example.com/keep'] }),
      pod('is-forced', [web()]),
    );
    for (const name of ['goes-at-once', 'sleeps-first', 'is-killed', 'keeps-finalizer', 'is-forced'])
      await until(name, 'ready', ready);
    await kubectl('delete', 'pod', 'is-forced', '--force', '--grace-period=0');
    await kubectl('delete', 'pod', '--all', '--wait=false');
    await until('keeps-finalizer', 'ended', (found) => found.status.phase !== 'Running');
    await kubectl('patch', 'pod', 'keeps-finalizer', '-p', '{"metadata":{"finalizers":null}}');
    for (const name of ['goes-at-once', 'sleeps-first', 'is-killed', 'keeps-finalizer'])
      await until(name, 'gone', gone);
  },

  async eviction({ create, until, kubectl, cluster, namespace }) {
    await create(pod('web', [web()]), {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { minAvailable: 0, selector: { matchLabels: { app: 'web' } } },
    });
    await until('web', 'ready', ready);
    await kubectl('wait', '--for=jsonpath={.status.observedGeneration}=1', '--timeout=60s', 'pdb/web');
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web', namespace } };
    await cluster.kubectl(['create', '--raw', `/api/v1/namespaces/${namespace}/pods/web/eviction`, '-f', '-'], {
      input: JSON.stringify(eviction),
    });
    await until('web', 'gone', gone);
  },

  async 'static-pod'({ node, namespace, until }) {
    const file = join(node.staticPods, 'web.json');
    const manifest = (cpu: string) =>
      JSON.stringify(pod('web', [web(0, 0, { resources: { requests: { cpu } } })], {}, { namespace }));
    const mirror = `web-${nodeName}`;
    writeFileSync(file, manifest('10m'));
    await until(mirror, 'ready', ready);
    writeFileSync(file, manifest('20m'));
    await until(
      mirror,
      'replaced',
      (found) => ready(found) && found.spec.containers[0].resources.requests.cpu === '20m',
    );
    rmSync(file);
    await until(mirror, 'gone', gone);
  },

  async deadline({ create, until, kubectl }) {
    await create(pod('late', [web()], { activeDeadlineSeconds: 5 }), pod('shortened', [container('main', 'pause')]));
    await until('shortened', 'running', running);
    await kubectl('patch', 'pod', 'shortened', '-p', '{"spec":{"activeDeadlineSeconds":8}}');
    await until('late', 'failed', failed);
    await until('shortened', 'failed', failed);
    await kubectl('delete', 'pod', '--all');
  },

  async 'refused-by-kubelet'({ create, until, kubectl }) {
    await create(
      pod('too-big', [container('main', 'pause', { resources: { requests: { cpu: '1000' } } })], { nodeName }),
      pod('elsewhere', [container('main', 'pause')], { nodeName, nodeSelector: { nowhere: 'true' } }),
    );
    await until('too-big', 'failed', failed);
    await until('elsewhere', 'failed', failed);
    await kubectl('delete', 'pod', '--all');
  },

  async waiting({ create, until, kubectl }) {
    const env = [{ name: 'GREETING', valueFrom: { configMapKeyRef: { name: 'texts', key: 'greeting' } } }];
    await create(
      pod('no-config-map', [web(0, 0, { env })]),
      pod('no-volume', [web()], { volumes: [{ name: 'texts', configMap: { name: 'texts' } }] }),
      pod('no-image', [web(0, 0, { image: 'localhost/nothing:1' })]),
      pod('no-command', [container('web', 'pause', { command: ['/nothing'] })]),
    );
    await until('no-config-map', 'waiting', waiting('CreateContainerConfigError'));
    await until('no-image', 'waiting', waiting('ErrImageNeverPull'));
    await until('no-command', 'waiting', (found) => restarted(1)(found));
    await kubectl('create', 'configmap', 'texts', '--from-literal=greeting=hello');
    await kubectl('set', 'image', 'pod/no-image', `web=${image}`);
    for (const name of ['no-config-map', 'no-volume', 'no-image']) await until(name, 'ready', ready);
    await kubectl('set', 'image', 'pod/no-image', `web=${nextImage}`);
    await until('no-image', 'restarted with another image', (found) => restarted(1)(found) && ready(found));
    await kubectl('delete', 'pod', '--all');
  },

  async scheduling({ create, until, kubectl, cluster }) {
    const label = 'example.com/disk';
    await create(
      pod('waits-for-node', [web()], { nodeSelector: { [label]: 'ssd' } }),
      pod('waits-for-gate', [web()], { schedulingGates: [{ name: 'example.com/quota' }] }),
    );
    const unscheduled = (reason: string) => (found: any) => condition(found, 'PodScheduled')?.reason === reason;
    await until('waits-for-node', 'unschedulable', unscheduled('Unschedulable'));
    await until('waits-for-gate', 'gated', unscheduled('SchedulingGated'));
    await kubectl('patch', 'pod', 'waits-for-gate', '-p', '{"spec":{"schedulingGates":null}}');
    await cluster.kubectl(['label', 'node', nodeName, `${label}=ssd`]);
    await until('waits-for-node', 'ready', ready);
    await until('waits-for-gate', 'ready', ready);
    await kubectl('delete', 'pod', '--all');
  },

  async 'out-of-memory'({ create, until, kubectl }) {
    const resources = { requests: { memory: '24Mi' }, limits: { memory: '24Mi' } };
    await create(
      pod('restarts', [container('main', 'eat', { resources })]),
      pod('fails', [container('main', 'eat', { resources })], { restartPolicy: 'Never' }),
    );
    await until('restarts', 'restarted', restarted(1));
    await until('fails', 'failed', failed);
    await kubectl('delete', 'pod', '--all');
  },

  async 'host-network'({ create, until, kubectl }) {
    await create(
      pod('agent', [container('main', 'pause')], { hostNetwork: true, automountServiceAccountToken: true }),
      pod('hooked', [web(0, 0, { lifecycle: { postStart: { exec: { command: ['/tool', 'exit', '0', '1'] } } } })]),
      pod('hook-fails', [web(0, 0, { lifecycle: { postStart: { exec: { command: ['/tool', 'exit', '1'] } } } })]),
    );
    await until('agent', 'ready', ready);
    await until('hooked', 'ready', ready);
    await until('hook-fails', 'restarted', restarted(1));
    await kubectl('delete', 'pod', '--all');
  },
};

const toleration = (key: string, tolerationSeconds: number) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
});
const patient = { tolerations: [toleration('not-ready', 600), toleration('unreachable', 600)] };
const impatient = { tolerations: [toleration('not-ready', 5), toleration('unreachable', 5)] };

/** These scenarios change the node for all Pods, and run one after another. */
export const oneByOne: Readonly<Record<string, Play>> = {
  async preemption({ create, until, kubectl, cluster }) {
    const resources = { requests: { cpu: '1200m' } };
    await create({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'urgent' },
      value: 1000,
    });
    await create(pod('victim', [web(0, 0, { resources })]));
    await until('victim', 'ready', ready);
    await create(pod('urgent', [web(0, 0, { resources })], { priorityClassName: 'urgent' }));
    await until('victim', 'gone', gone);
    await until('urgent', 'ready', ready);
    await kubectl('delete', 'pod', 'urgent');
    await cluster.kubectl(['delete', 'priorityclass', 'urgent']);
  },

  async taint({ create, until, untilAll, cluster, kubectl }) {
    await create(
      pod('leaves', [web()]),
      pod('stays', [web()], { tolerations: [{ operator: 'Exists' }] }),
      workload('apps/v1', 'Deployment', 'shop', spec([web()]), { replicas: 1 }),
    );
    await untilAll('ready', allReady(3));
    await cluster.kubectl(['taint', 'node', nodeName, 'example.com/broken:NoExecute']);
    await until('leaves', 'gone', gone);
    await untilAll('one left waiting', (pods) =>
      pods.some((found) => condition(found, 'PodScheduled')?.reason === 'Unschedulable'),
    );
    await cluster.kubectl(['taint', 'node', nodeName, 'example.com/broken:NoExecute-']);
    await untilAll('ready', allReady(2));
    await kubectl('delete', 'deployment', 'shop');
    await kubectl('delete', 'pod', '--all');
  },

  async 'kubelet-restart'({ create, until, untilAll, kubectl, node }) {
    const never = { restartPolicy: 'Never' };
    await create(
      pod('runs', [web()], patient),
      pod('has-sidecar', [web()], {
        initContainers: [container('sidecar', 'pause', { restartPolicy: 'Always' })],
        ...patient,
      }),
      pod('ended', [container('main', 'exit 0 1')], never),
      pod('ends-meanwhile', [container('main', 'exit 3 25')], { ...never, ...patient }),
      pod('crashes', [container('main', 'exit 1 2')], patient),
      pod('deleted-meanwhile', [web()], patient),
    );
    for (const name of ['runs', 'has-sidecar', 'deleted-meanwhile']) await until(name, 'ready', ready);
    await until('ended', 'succeeded', succeeded);
    await until('ends-meanwhile', 'running', running);
    await until('crashes', 'restarted', restarted(1));
    await node.stopKubelet();
    await kubectl('delete', 'pod', 'deleted-meanwhile', '--wait=false');
    await sleep(25_000);
    await node.startKubelet();
    await until('deleted-meanwhile', 'gone', gone);
    await until('ends-meanwhile', 'failed', failed);
    await until('crashes', 'restarted', restarted(2));
    for (const name of ['runs', 'has-sidecar']) await until(name, 'ready', ready);
    await kubectl('delete', 'pod', '--all');
    await untilAll('gone', none);
  },

  async 'node-not-ready'({ create, until, untilAll, kubectl, node }) {
    await create(
      pod('stays', [web()], patient),
      pod('leaves', [web()], impatient),
      pod('ended', [container('main', 'exit 0 1')], { restartPolicy: 'Never', ...patient }),
      pod('ends-meanwhile', [container('main', 'exit 0 30')], { restartPolicy: 'Never', ...patient }),
      workload('apps/v1', 'Deployment', 'shop', spec([web()], impatient), { replicas: 1 }),
    );
    await untilAll('ready', (pods) => pods.filter(ready).length === 4);
    await until('ended', 'succeeded', succeeded);
    await node.stopKubelet();
    await until('stays', 'not ready', unready);
    await until('leaves', 'to be deleted', (found) => found.metadata.deletionTimestamp);
    await node.startKubelet();
    await until('leaves', 'gone', gone);
    await until('stays', 'ready', ready);
    await until('ends-meanwhile', 'succeeded', succeeded);
    await untilAll('replaced', (pods) => pods.length === 4 && pods.filter(ready).length === 2);
    await kubectl('delete', 'deployment', 'shop');
    await kubectl('delete', 'pod', '--all');
    await untilAll('gone', none);
  },

  /** This is the last scenario, because the node does not exist afterwards. */
  async 'node-lost'({ create, until, untilAll, node, cluster }) {
    await create(
      pod('stays', [web()], patient),
      pod('ended', [container('main', 'exit 0 1')], { restartPolicy: 'Never', ...patient }),
      job('report', spec([container('main', 'pause')], patient)),
    );
    await until('stays', 'ready', ready);
    await until('ended', 'succeeded', succeeded);
    await untilAll('running', (pods) => pods.filter(ready).length === 2);
    await node.stopKubelet();
    await cluster.kubectl(['delete', 'node', nodeName]);
    // The Pod garbage collector checks twice, with a pause of 40 s, before it treats a node as gone.
    await untilAll('all but the next Pod of the Job gone', (pods) => pods.every((found) => !found.spec.nodeName));
  },
};
