/** The life of a release under a loop that creates, changes and deletes Pods: nothing is refused, and nothing is left behind. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { apiClient, examplePod } from '../../../bench/load.ts';
import type { Node } from '../../../devcluster/node/node.ts';
import { figure } from '../figure.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { chart, release, remove, systemNamespace, testRelease, untilReviewed } from '../release.ts';
import { ownNode, ownNodeTarget, type Target } from '../target.ts';

/** The chart of the previous version. There is no release yet, so it is the last commit before Podward ran on real Pods. */
const previousCommit = '6b20d19a';
const root = fileURLToPath(new URL('../../..', import.meta.url));
const hasPrevious = spawnSync('git', ['cat-file', '-e', `${previousCommit}^{commit}`], { cwd: root }).status === 0;
if (!hasPrevious) figure(`not run: this clone does not have commit ${previousCommit}. Run git fetch --unshallow`);
const testIfPrevious = hasPrevious ? test : test.skip;

let node: Node;
let target: Target;
let namespace: Namespace;
let folder: string;
beforeAll(async () => {
  node = await ownNode();
  target = ownNodeTarget(node);
  namespace = await makeNamespace(target);
  folder = mkdtempSync(join(tmpdir(), 'podward-chart-'));
  if (!hasPrevious) return;
  const archive = execFileSync('git', ['archive', previousCommit, 'charts/podward'], { cwd: root, stdio: 'pipe' });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
});
afterAll(async () => {
  await namespace?.remove();
  if (target) await remove(target);
  if (folder) rmSync(folder, { recursive: true });
});

interface Writer {
  /** What goes on from now. */
  stage(name: string): void;
  stop(): Promise<{ readonly writes: number; readonly refused: readonly string[] }>;
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

const helm = (...args: readonly string[]) => target.helm([...args, '--namespace', systemNamespace, '--timeout', '3m']);
const values = ['--set', 'image.repository=localhost/podward'];
const untilDrained = () =>
  target.kubectl(['wait', '--for=delete', 'pods', '--all', '-n', systemNamespace, '--timeout=120s']);

testIfPrevious(
  'installation, upgrade from the previous version, rollback and uninstallation refuse nothing',
  async () => {
    const writer = await startWriter();
    const stages: readonly (readonly [string, () => Promise<unknown>])[] = [
      // As the README of the chart says: the first replica is ready before failurePolicy is Fail.
      [
        'helm install of the previous version',
        () =>
          helm(
            ...['install', release, join(folder, 'charts/podward'), '--create-namespace', '--wait'],
            ...[...values, '--set', 'failurePolicy=Ignore'],
          ),
      ],
      ['failurePolicy Fail', () => helm('upgrade', release, join(folder, 'charts/podward'), '--wait', ...values)],
      ['the API server calls Podward', () => untilReviewed(target, namespace.name)],
      ['helm upgrade', () => helm('upgrade', release, chart, '--wait', ...values)],
      [
        'helm upgrade with a rollout',
        () => helm('upgrade', release, chart, '--wait', ...values, '--set', 'podAnnotations.rolled=out'),
      ],
      ['helm rollback', () => helm('rollback', release, '2', '--wait')],
      ['helm upgrade after the rollback', () => helm('upgrade', release, chart, '--wait', ...values)],
      ['helm uninstall', () => helm('uninstall', release, '--wait')],
      ['the last servers drain', untilDrained],
    ];
    for (const [name, work] of stages) {
      writer.stage(name);
      await work();
      await sleep(1000);
    }
    const { writes, refused } = await writer.stop();
    figure(`${writes} writes, ${refused.length} refused, during installation, upgrades, rollback and uninstallation`);
    expect(refused).toEqual([]);
    expect(writes).toBeGreaterThan(100);
  },
);

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

testIfPrevious('nothing is left, also of helm test and of the Job of helm uninstall', async () => {
  expect(await left()).toEqual([]);
  await helm('install', release, chart, '--wait', ...values);
  await testRelease(target);
  await helm('uninstall', release, '--wait');
  await untilDrained();
  expect(await left()).toEqual([]);
});
