/** Kueue and JobSet beside Podward in mode deny: Jobs queue, start, are preempted and finish, and nothing is refused. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { metricsText } from '../e2e/metrics.ts';
import { makeNamespace, withoutWarnings, type Namespace } from '../e2e/namespace.ts';
import { installJobSet, installKueue } from './managers.ts';
import { startRecording } from './recording.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let started: TestCluster;
let recording: Awaited<ReturnType<typeof startRecording>>;
let kueue: Namespace;
let jobSet: Namespace;

/** A queue for one CPU, in which a Workload with a higher priority preempts others. */
const queue = (name: string): any[] => [
  {
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'ClusterQueue',
    metadata: { name },
    spec: {
      namespaceSelector: {},
      preemption: { withinClusterQueue: 'LowerPriority' },
      resourceGroups: [
        {
          coveredResources: ['cpu'],
          flavors: [{ name: 'blue', resources: [{ name: 'cpu', nominalQuota: '1' }] }],
        },
      ],
    },
  },
  {
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'LocalQueue',
    metadata: { name },
    spec: { clusterQueue: name },
  },
];
const queues = ['jobs', 'pods', 'apps', 'jobsets'];
const shared: any[] = [
  {
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'ResourceFlavor',
    metadata: { name: 'blue' },
    spec: {
      nodeLabels: { pool: 'blue' },
      tolerations: [{ key: 'pool', operator: 'Equal', value: 'blue', effect: 'NoSchedule' }],
    },
  },
  ...[
    ['low', 1],
    ['high', 10],
  ].map(([name, value]) => ({
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'WorkloadPriorityClass',
    metadata: { name },
    value,
  })),
];
const list = (items: any[]): any => ({ apiVersion: 'v1', kind: 'List', items });

beforeAll(async () => {
  started = await startTestCluster();
  const { cluster } = started;
  recording = await startRecording(cluster);
  await installJobSet(cluster);
  await installKueue(cluster);
  kueue = await makeNamespace({ recorded: 'kueue' }, cluster);
  jobSet = await makeNamespace({ recorded: 'jobset' }, cluster);
  expect(await kueue.kubectl('apply -f -', list([...shared, ...queues.flatMap(queue)]))).toMatchObject({
    code: 0,
    stderr: '',
  });
});
afterAll(async () => {
  try {
    recording?.finish();
  } finally {
    await started?.stop();
  }
});

const labelsOf = (queueName: string, priority: string) => ({
  'kueue.x-k8s.io/queue-name': queueName,
  'kueue.x-k8s.io/priority-class': priority,
});
const podSpec = (own: object = {}) => ({
  containers: [{ name: 'main', image: 'registry.example.com/main:1', resources: { requests: { cpu: '1' } } }],
  ...own,
});
const blue = {
  nodeSelector: { pool: 'blue' },
  tolerations: expect.arrayContaining([expect.objectContaining({ key: 'pool', value: 'blue' })]),
};

/** The object as soon as it is as expected. */
async function becomes(namespace: Namespace, kind: string, name: string, expected: object): Promise<any> {
  let last: any;
  return waitFor(
    `${kind} ${name}`,
    60,
    async () => {
      const { stdout } = await namespace.kubectl(`get ${kind} ${name} -o json`);
      last = stdout === '' ? undefined : JSON.parse(stdout);
      try {
        expect(last).toMatchObject(expected);
      } catch {
        return undefined;
      }
      return last;
    },
    500,
  ).catch((error: Error) => {
    expect(last).toMatchObject(expected);
    throw error;
  });
}

/** Does what a kubelet does when the containers of the Pods have exited: waits for this number of Pods, and changes their status. */
async function finish(namespace: Namespace, selector: string, count: number, phase = 'Succeeded'): Promise<void> {
  const pods = await waitFor(
    `${count} Pods with ${selector}`,
    60,
    async () => {
      const { stdout } = await namespace.kubectl(`get pods -l ${selector} -o json`);
      const active = (JSON.parse(stdout).items as any[]).filter(
        ({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Pending',
      );
      return active.length === count && active;
    },
    500,
  );
  const status = JSON.stringify({ status: { phase } });
  for (const { metadata } of pods) {
    expect(
      await namespace.kubectl(`patch pod ${metadata.name} --subresource=status --type=merge -p ${status}`),
    ).toMatchObject({ code: 0, stderr: '' });
  }
}

/** Takes the name that is started first, whichever it is, or undefined if there are no more. */
async function nextOf(names: string[], isStarted: (name: string) => Promise<boolean>): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  return waitFor(`${names.join(' or ')} to start`, 60, async () => {
    for (const [i, name] of names.entries()) if (await isStarted(name)) return names.splice(i, 1)[0];
    return undefined;
  });
}

const create = async (namespace: Namespace, object: any): Promise<void> =>
  expect(withoutWarnings(await namespace.kubectl('apply -f -', object))).toMatchObject({ code: 0, stderr: '' });

/** The labels of the series of a counter that are not 0. */
const counted = (exposed: string, counter: string): Record<string, string>[] =>
  [...exposed.matchAll(new RegExp(`^${counter}\\{(.*)\\} [1-9]`, 'gm'))].map(([, labels]) =>
    Object.fromEntries([...labels!.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
  );

describe('Kueue', () => {
  /** The manifest sets neither suspend nor restartPolicy. Kueue sets the former, Podward the latter. */
  const job = (name: string, priority: string): any => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: labelsOf('jobs', priority) },
    spec: { template: { spec: podSpec() } },
  });
  const complete = { status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Complete' })]) } };
  const running = { spec: { suspend: false, template: { spec: { ...blue, restartPolicy: 'OnFailure' } } } };

  test('a Job starts with the node selector and the tolerations of its flavor', async () => {
    await create(kueue, job('first', 'low'));
    await becomes(kueue, 'job', 'first', running);
  });
  test('a GitOps tool that applies the manifest of the running Job again changes nothing', async () => {
    const answer = await kueue.kubectl('apply -f -', job('first', 'low'));
    expect(answer).toEqual({ code: 0, stdout: 'job.batch/first unchanged\n', stderr: '' });
  });
  test('a Job waits while the quota is used', async () => {
    await create(kueue, job('second', 'low'));
    await becomes(kueue, 'job', 'second', {
      spec: { suspend: true },
      status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Suspended', status: 'True' })]) },
    });
  });
  test('a Job with a higher priority preempts the running one, whose template is restored', async () => {
    await create(kueue, job('urgent', 'high'));
    await becomes(kueue, 'job', 'urgent', running);
    const preempted = await becomes(kueue, 'job', 'first', { spec: { suspend: true } });
    await waitFor('the restored template', 60, async () => {
      const { template } = (await kueue.get('job', 'first')).spec;
      return template.spec.nodeSelector === undefined;
    });
    expect(preempted.spec.template.spec.restartPolicy).toBe('OnFailure');
  });
  test('each Job finishes, and the next one starts', async () => {
    const isStarted = async (name: string): Promise<boolean> => (await kueue.get('job', name)).spec.suspend === false;
    const waiting = ['first', 'second'];
    for (let name: string | undefined = 'urgent'; name !== undefined;) {
      await becomes(kueue, 'job', name, running);
      await finish(kueue, `batch.kubernetes.io/job-name=${name}`, 1);
      await becomes(kueue, 'job', name, complete);
      // Kueue starts the older one. Both may be created in the same second, which is the unit of their age.
      name = await nextOf(waiting, isStarted);
    }
  });

  const pod = (name: string, priority: string, own: any = {}): any => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { ...labelsOf('pods', priority), pod: name, ...own.labels }, ...own.metadata },
    spec: podSpec({ restartPolicy: 'Never', ...own.spec }),
  });
  test('a Pod is created with a scheduling gate, which Kueue removes when it admits the Pod', async () => {
    await create(kueue, pod('gated', 'low'));
    const started = await becomes(kueue, 'pod', 'gated', { spec: blue });
    expect(started.metadata.finalizers).toContain('kueue.x-k8s.io/managed');
    expect(started.spec.schedulingGates).toBeUndefined();
  });
  test('a Pod with a higher priority preempts it, and the preempted Pod can be deleted', async () => {
    await create(kueue, pod('urgent', 'high'));
    await becomes(kueue, 'pod', 'urgent', { spec: blue });
    await kueue.kubectl('wait --for=delete pod/gated --timeout=60s');
    expect((await kueue.kubectl('get pod gated --ignore-not-found')).stdout).toBe('');
  });
  test('the finalizer of a finished Pod is removed', async () => {
    await finish(kueue, 'pod=urgent', 1);
    await waitFor('the removal of the finalizer', 60, async () => {
      const { metadata } = await kueue.get('pod', 'urgent');
      return !metadata.finalizers?.includes('kueue.x-k8s.io/managed');
    });
  });
  test('the Pods of a group start together and finish', async () => {
    const group = {
      labels: { 'kueue.x-k8s.io/pod-group-name': 'group' },
      metadata: { annotations: { 'kueue.x-k8s.io/pod-group-total-count': '2' } },
      spec: { containers: [{ ...podSpec().containers[0], resources: { requests: { cpu: '500m' } } }] },
    };
    await create(kueue, pod('group-0', 'low', group));
    const waiting = await kueue.get('pod', 'group-0');
    expect(waiting.spec.schedulingGates).toContainEqual({ name: 'kueue.x-k8s.io/admission' });
    await create(kueue, pod('group-1', 'low', group));
    for (const name of ['group-0', 'group-1']) await becomes(kueue, 'pod', name, { spec: blue });
    await finish(kueue, 'kueue.x-k8s.io/pod-group-name=group', 2);
    for (const name of ['group-0', 'group-1']) {
      await waitFor(`the removal of the finalizer of ${name}`, 60, async () => {
        const { metadata } = await kueue.get('pod', name);
        return !metadata.finalizers?.includes('kueue.x-k8s.io/managed');
      });
    }
  });

  test.each(['Deployment', 'StatefulSet'])('the Pods of a %s start, and its template can be changed', async (kind) => {
    const name = kind.toLowerCase();
    const app = (image: string): any => ({
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, labels: labelsOf('apps', 'low') },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: podSpec({ containers: [{ name: 'main', image, ports: [{ containerPort: 80 }] }] }),
        },
      },
    });
    await create(kueue, app('registry.example.com/main:1'));
    const admitted = async (image: string) =>
      waitFor(`an admitted Pod with ${image}`, 60, async () => {
        const { stdout } = await kueue.kubectl(`get pods -l app=${name} -o json`);
        return (JSON.parse(stdout).items as any[]).find(
          ({ spec }) => spec.containers[0].image === image && spec.schedulingGates === undefined,
        );
      });
    const first = await admitted('registry.example.com/main:1');
    expect(first.spec.containers[0].readinessProbe).toMatchObject({ tcpSocket: { port: 80 } });
    const again = await kueue.kubectl('apply -f -', app('registry.example.com/main:1'));
    expect(again).toEqual({ code: 0, stdout: `${name}.apps/${name} unchanged\n`, stderr: '' });
    await create(kueue, app('registry.example.com/main:2'));
    await becomes(kueue, kind, name, {
      status: { observedGeneration: (await kueue.get(kind, name)).metadata.generation },
    });
    expect(await kueue.kubectl(`delete ${kind} ${name}`)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('JobSet', () => {
  const set = (name: string, own: object = {}, labels: object = {}): any => ({
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: { name, labels },
    spec: {
      replicatedJobs: [
        {
          name: 'workers',
          replicas: 2,
          template: {
            spec: {
              backoffLimit: 0,
              parallelism: 1,
              completions: 1,
              template: {
                spec: podSpec({
                  containers: [
                    {
                      name: 'main',
                      image: 'registry.example.com/main:1',
                      ports: [{ containerPort: 80 }],
                      resources: { requests: { cpu: '250m' } },
                    },
                  ],
                }),
              },
            },
          },
        },
      ],
      ...own,
    },
  });
  const completed = { status: { terminalState: 'Completed' } };

  test('a JobSet runs to completion', async () => {
    await create(jobSet, set('plain'));
    await finish(jobSet, 'jobset.sigs.k8s.io/jobset-name=plain', 2);
    await becomes(jobSet, 'jobset', 'plain', completed);
  });
  test('a JobSet with a failed Job restarts all Jobs, and completes', async () => {
    await create(jobSet, set('restarted', { failurePolicy: { maxRestarts: 1 } }));
    await finish(jobSet, 'jobset.sigs.k8s.io/jobset-name=restarted,jobset.sigs.k8s.io/job-index=1', 1, 'Failed');
    await becomes(jobSet, 'jobset', 'restarted', { status: { restarts: 1 } });
    await finish(jobSet, 'jobset.sigs.k8s.io/jobset-name=restarted,jobset.sigs.k8s.io/restart-attempt=1', 2);
    await becomes(jobSet, 'jobset', 'restarted', completed);
  });
  test('a JobSet is suspended and resumed with another node selector', async () => {
    await create(jobSet, set('resumed', { suspend: true }));
    const { stdout } = await jobSet.kubectl('get jobset resumed -o json');
    const resumed = JSON.parse(stdout);
    resumed.spec.suspend = false;
    resumed.spec.replicatedJobs[0].template.spec.template.spec.nodeSelector = { pool: 'blue' };
    expect(await jobSet.kubectl('replace -f -', resumed)).toMatchObject({ code: 0, stderr: '' });
    await finish(jobSet, 'jobset.sigs.k8s.io/jobset-name=resumed', 2);
    await becomes(jobSet, 'jobset', 'resumed', completed);
  });
  test('a JobSet waits in a queue of Kueue, starts, is preempted and finishes', async () => {
    await create(kueue, set('queued', {}, labelsOf('jobsets', 'low')));
    await becomes(kueue, 'jobset', 'queued', { spec: { suspend: false } });
    await create(kueue, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'over-jobset', labels: labelsOf('jobsets', 'high') },
      spec: { template: { spec: podSpec({ restartPolicy: 'Never' }) } },
    });
    await becomes(kueue, 'jobset', 'queued', { spec: { suspend: true } });
    await becomes(kueue, 'job', 'over-jobset', { spec: { suspend: false } });
    await finish(kueue, 'batch.kubernetes.io/job-name=over-jobset', 1);
    await becomes(kueue, 'jobset', 'queued', { spec: { suspend: false } });
    await finish(kueue, 'jobset.sigs.k8s.io/jobset-name=queued', 2);
    await becomes(kueue, 'jobset', 'queued', completed);
  });
});

test('Podward reviewed the objects of all kinds, and refused only what kube-apiserver refuses too', async () => {
  const exposed = await metricsText(started.podward);
  const reviews = counted(exposed, 'podward_reviews_total');
  const reviewed = (phase: string, outcome: string): string[] =>
    reviews
      .filter((labels) => labels['phase'] === phase && labels['outcome'] === outcome)
      .map(({ operation, kind }) => `${operation} ${kind}`)
      .sort();
  const created = ['Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'].map((kind) => `CREATE ${kind}`);
  const updated = ['Deployment', 'Job', 'Pod', 'StatefulSet'].map((kind) => `UPDATE ${kind}`);
  expect(reviewed('validate', 'allowed')).toEqual([...created, ...updated]);
  expect(reviewed('mutate', 'patched')).toEqual(['CREATE Job', 'CREATE Pod']);
  // Kueue may change the template of a suspended Job too early, as without Podward (test/admission/beside.test.ts), and tries again.
  expect(reviewed('validate', 'denied')).toEqual([]);
  const denied = counted(exposed, 'podward_findings_total').filter(({ mode }) => mode === 'deny');
  const rules = denied.map(({ rule }) => rule);
  expect([
    [[], []],
    [['UPDATE Job'], ['job-template-immutable']],
  ]).toContainEqual([reviewed('mutate', 'denied'), rules]);
  // Without errors, and without reviews that Podward could not read.
  const outcomes = reviews.map(({ outcome }) => outcome);
  expect(['allowed', 'denied', 'foreign', 'patched', 'stale']).toEqual(expect.arrayContaining(outcomes));
  expect(readFileSync(started.podward.log, 'utf8')).not.toMatch(/"level":"error"/);
});
