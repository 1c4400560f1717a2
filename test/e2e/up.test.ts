/** `make up`, again after changes and mistakes, and `make down`. */
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clients } from '../../devcluster/cluster.ts';
import { silent } from '../../devcluster/progress.ts';
import { run } from '../../devcluster/run.ts';
import { startOwnedDirectory } from '../../devcluster/testing.ts';
import { kubernetesVersion } from '../../devcluster/versions.ts';
import { personsEnvironment, root } from '../docs/commands.ts';
import { until } from '../server/client.ts';
import { eventually, type Answer } from './namespace.ts';

/** Of the processes. They belong to this run, so that they end after a crash, too. */
let state: Awaited<ReturnType<typeof startOwnedDirectory>>;
/** A copy of the sources, because this folder may have a cluster of `make up`. */
let copy: string;
let bin: Awaited<ReturnType<typeof clients>>;

beforeAll(async () => {
  bin = await clients(kubernetesVersion(process.env['K8S']), silent);
  state = await startOwnedDirectory();
  copy = join(state.dir, 'copy');
  for (const name of ['devcluster', 'src', 'charts', 'package.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, '.devcluster'));
  symlinkSync(state.dir, join(copy, '.devcluster', 'state'));
});
afterAll(() => state?.stop());

const inCopy = (command: string, args: readonly string[], timeoutSeconds = 60): Promise<Answer> =>
  run(command, args, {
    cwd: copy,
    env: { ...personsEnvironment(), KUBECONFIG: join(state.dir, 'kubeconfig'), K8S: process.env['K8S'] },
    reject: false,
    timeoutSeconds,
  });
/** Ends before the test does, so that it starts nothing afterwards. */
const make = (verb: 'up' | 'down'): Promise<Answer> => inCopy(process.execPath, [`devcluster/${verb}.ts`], 240);
const create = (): Promise<Answer> =>
  inCopy(bin.kubectl, ['create', '--dry-run=server', '-f', 'devcluster/examples/pod.yaml']);
const upgrade = async (value: string): Promise<void> => {
  const where = ['podward', 'charts/podward', '--namespace', 'podward-system', '--reset-then-reuse-values'];
  expect(await inCopy(bin.helm, ['upgrade', ...where, '--set', value])).toMatchObject({ code: 0 });
};
const isReviewed = async (): Promise<boolean> => {
  const { code, stderr } = await create();
  return code === 0 && stderr.includes('[readiness-probe]');
};

test('starts a cluster on which Pods are reviewed', async () => {
  const answer = await make('up');
  expect(answer).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('kubectl apply -f devcluster/examples/pod.yaml'),
  });
  expect((await eventually(create)).stderr).toContain('[readiness-probe]');
});

test('keeps the values of the release', async () => {
  await upgrade('config.defaults.readiness-probe.enabled=false');
  expect(await make('up')).toMatchObject({ code: 0 });
  expect(await create()).toMatchObject({ code: 0, stderr: '' });
  await upgrade('config.defaults.readiness-probe=null');
  await until(isReviewed, 'the value');
});

test('does not stop anything if Helm refuses the chart, and says what to do', async () => {
  const template = join(copy, 'charts', 'podward', 'templates', 'refused.yaml');
  writeFileSync(template, '{{ fail "a wrong value" }}');
  const { code, stderr } = await make('up');
  rmSync(template);
  expect(code).toBe(1);
  expect(stderr).toContain('a wrong value');
  expect(stderr).toContain('\nThe cluster still runs. ');
  expect(await isReviewed()).toBe(true);
});

test('says why a server does not start, which starts again after its flags are right', async () => {
  await upgrade('extraArgs={--drain-secnds=1}');
  const { code, stderr } = await make('up');
  expect(code).toBe(1);
  expect(stderr).toContain('podward serve has no option "--drain-secnds".');
  expect(stderr).toContain('\n  - Remove a value of the release: helm upgrade ');
  // Without it, Helm would upgrade the release of another cluster.
  expect(stderr).toContain('export KUBECONFIG=');
  await upgrade('extraArgs=null');
  await until(isReviewed, 'the server');
});

test('says so after the processes ended, too, because the release is kept', async () => {
  await upgrade('extraArgs={--drain-secnds=1}');
  expect(await inCopy(process.execPath, ['devcluster/down.ts', '--keep'])).toMatchObject({ code: 0 });
  const { code, stderr } = await make('up');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('\n  - Remove a value of the release: '),
  });
  await upgrade('extraArgs=null');
  await until(isReviewed, 'the server');
});

test('make down ends all of it', async () => {
  const { code, stdout } = await make('down');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('kube-apiserver') });
  expect((await create()).code).toBe(1);
});
