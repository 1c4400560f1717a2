/** The life of a release under a loop that creates, changes and deletes Pods: nothing is refused, and nothing is left behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { binary } from '../../../devcluster/binaries.ts';
import { imageName } from '../../../devcluster/image.ts';
import { apiClient, examplePod } from '../../../bench/load.ts';
import type { Node } from '../../../devcluster/node/node.ts';
import { run } from '../../../devcluster/run.ts';
import { figure } from '../figure.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { loadPrevious, type Previous } from '../previous.ts';
import {
  chart,
  install,
  release,
  remove,
  systemNamespace,
  testRelease,
  uninstall,
  untilReviewed,
  upgrade,
} from '../release.ts';
import { ownNode, ownNodeTarget, type Target } from '../target.ts';

let node: Node;
let target: Target;
let namespace: Namespace;
let previous: Previous;
beforeAll(async () => {
  node = await ownNode();
  target = ownNodeTarget(node);
  namespace = await makeNamespace(target);
  previous = await loadPrevious(node);
});
afterAll(async () => {
  await namespace?.remove();
  if (target) await remove(target);
  previous?.remove();
});

interface Written {
  readonly writes: number;
  readonly refused: readonly string[];
}

interface Writer {
  /** What goes on from now. */
  stage(name: string): void;
  stop(): Promise<Written>;
}

/** Creates, changes and deletes Pods that no scheduler places, about ten a second. */
async function startWriter(): Promise<Writer> {
  const { send, close } = await apiClient(node);
  const pods = `/api/v1/namespaces/${namespace.name}/pods`;
  const refused: string[] = [];
  let [stage, ended, writes] = ['', false, 0];
  const write = async (method: string, path: string, body?: Parameters<typeof send>[2]): Promise<void> => {
    writes++;
    const { status, text } = await send(method, path, body);
    if (status !== 200 && status !== 201) refused.push(`${stage}: ${method} ${status} ${text.slice(0, 500)}`);
  };
  const work = async (): Promise<void> => {
    for (let n = 0; !ended; n++) {
      const pod = examplePod(`writer-${n}`);
      await write('POST', pods, { ...pod, spec: { ...(pod['spec'] as object), schedulerName: 'none' } });
      await write('PATCH', `${pods}/writer-${n}`, { metadata: { labels: { changed: 'yes' } } });
      await write('DELETE', `${pods}/writer-${n}`);
      await sleep(100);
    }
  };
  const running = work();
  return {
    stage: (name) => void (stage = name),
    async stop() {
      ended = true;
      await running;
      close();
      return { writes, refused };
    },
  };
}

const helm = (...args: readonly string[]) => target.helm([...args, '--namespace', systemNamespace]);
/** Sets the image, as a user does who has built it. */
const ofImage = (image: string): string[] => {
  const [repository, tag] = image.split(':');
  return ['--set', `image.repository=${repository},image.tag=${tag}`];
};
const values = ofImage(imageName);
const untilDrained = () =>
  target.kubectl(['wait', '--for=delete', 'pods', '--all', '-n', systemNamespace, '--timeout=120s']);

/** The images of the replicas that are ready. */
async function running(): Promise<string[]> {
  const where = ['--namespace', systemNamespace, '--selector', 'app.kubernetes.io/component=server'];
  const path = '{range .items[?(@.status.containerStatuses[0].ready)]}{.spec.containers[0].image}{"\\n"}{end}';
  const { stdout } = await target.kubectl(['get', 'pods', ...where, '--output', `jsonpath=${path}`]);
  return [...new Set(stdout.trim().split('\n'))];
}

test('installation, upgrade from the previous version, rollback and uninstallation refuse nothing', async () => {
  const writer = await startWriter();
  const serve = async (image: string): Promise<void> => expect(await running()).toContain(image);
  const stages: readonly (readonly [string, () => Promise<unknown>])[] = [
    // As the README of the chart says: the replicas are ready before failurePolicy is Fail.
    [
      'helm install of the previous version',
      () =>
        helm(
          ...['install', release, previous.chart, '--create-namespace', '--wait'],
          ...[...ofImage(previous.image), '--set', 'failurePolicy=Ignore'],
        ),
    ],
    [
      'failurePolicy Fail',
      () =>
        helm('upgrade', release, previous.chart, '--wait', '--reset-then-reuse-values', '--set', 'failurePolicy=Fail'),
    ],
    ['the API server calls Podward', () => untilReviewed(target, namespace.name)],
    ['the previous version serves', () => serve(previous.image)],
    ['helm upgrade', () => helm('upgrade', release, chart, '--wait', '--reset-then-reuse-values', ...values)],
    ['this version serves', () => serve(imageName)],
    [
      'helm upgrade with a rollout',
      () =>
        helm('upgrade', release, chart, '--wait', '--reset-then-reuse-values', '--set', 'podAnnotations.rolled=out'),
    ],
    ['helm rollback', () => helm('rollback', release, '2', '--wait')],
    ['the previous version serves again', () => serve(previous.image)],
    [
      'helm upgrade after the rollback',
      () => helm('upgrade', release, chart, '--wait', '--reset-then-reuse-values', ...values),
    ],
    ['helm uninstall', () => helm('uninstall', release, '--wait')],
    ['the last servers drain', untilDrained],
  ];
  let written: Written;
  try {
    for (const [name, work] of stages) {
      writer.stage(name);
      await work();
      await sleep(1000);
    }
  } finally {
    written = await writer.stop();
  }
  const { writes, refused } = written;
  figure(`${writes} writes, ${refused.length} refused, during installation, upgrades, rollback and uninstallation`);
  expect(refused).toEqual([]);
  expect(writes).toBeGreaterThan(100);
});

/** Objects of the release in all namespaces, whatever created them. */
async function left(): Promise<string[]> {
  const { stdout: kinds } = await target.kubectl(['api-resources', '--verbs=list', '-o', 'name']);
  const all = kinds
    .trim()
    .split('\n')
    .filter((kind) => !kind.startsWith('events'))
    .join(',');
  const selector = `app.kubernetes.io/instance=${release}`;
  const { stdout } = await target.kubectl(['get', all, '--all-namespaces', '-l', selector, '-o', 'name']);
  return stdout.split('\n').filter(Boolean);
}

test('labels of namespaces stay, and one command removes them', async () => {
  await helm('install', release, chart, '--create-namespace', '--wait', ...values);
  await helm('uninstall', release, '--wait');
  await untilDrained();
  const labeled = async () =>
    (await target.kubectl(['get', 'namespaces', '--selector', 'podward.dev/mode', '-o', 'name'])).stdout;
  expect(await labeled()).toContain(namespace.name);
  await target.kubectl(['label', 'namespaces', '--selector', 'podward.dev/mode', 'podward.dev/mode-']);
  expect(await labeled()).toBe('');
});

/** The Jobs of `helm uninstall` that completed. Helm deletes them, but not their Events. */
async function completedHooks(): Promise<number> {
  const fields = `involvedObject.kind=Job,involvedObject.name=${release}-uninstall,reason=Completed`;
  const args = ['get', 'events', '--namespace', systemNamespace, '--field-selector', fields, '--output', 'name'];
  return (await target.kubectl(args)).stdout.split('\n').filter(Boolean).length;
}

test.each(['helm', 'helm3'] as const)(
  '%s runs its test and the Job of its uninstall, and nothing is left',
  async (name) => {
    const program = await binary(name);
    const user: Target = {
      ...target,
      helm: (args, options) => run(program, args, { env: { KUBECONFIG: node.kubeconfig }, ...options }),
    };
    const hooksBefore = await completedHooks();
    expect(await left()).toEqual([]);
    await install(user);
    await testRelease(user);
    await upgrade(user, '--wait', '--set', 'podAnnotations.rolled=out');
    await uninstall(user);
    await untilDrained();
    expect(await left()).toEqual([]);
    expect(await completedHooks()).toBe(hooksBefore + 1);
  },
);
