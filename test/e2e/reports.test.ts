/** Reports on a real API server, with the permissions of the chart and the token of its Deployment, and `podward audit`, which reads them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installPolicyReportCrd } from '../../devcluster/policy-reports.ts';
import { run } from '../../devcluster/run.ts';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { root } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { series } from './metrics.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { typist } from './typing.ts';
import { changed } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const rule = 'liveness-equals-readiness';
let started: TestCluster;
let first: Namespace;
let second: Namespace;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'podward-reports-'));
  const values = { reports: { enabled: true }, config: { rules: { [rule]: { mode: 'deny' } } } };
  started = await startTestCluster({ podward: { values } });
  const inMode = (mode: string) => makeNamespace({ 'podward.dev/mode': mode }, started.cluster);
  first = await inMode('warn');
  second = await inMode('audit');
});
afterAll(async () => {
  await started?.stop();
  rmSync(folder, { recursive: true });
});

/** With a finding of the rule. */
const pod = (name: string) =>
  changed((made) => {
    made.metadata.name = name;
    made.spec.containers[0].livenessProbe = made.spec.containers[0].readinessProbe;
  });
const create = async (namespace: Namespace, name: string, args = ''): Promise<string> => {
  const { code, stderr } = await namespace.kubectl(`create -f -${args}`, pod(name));
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  return stderr;
};
const audit = (args: string, kubeconfig = started.cluster.kubeconfig) =>
  run(join(root, 'node_modules/.bin/node'), ['src/main.ts', 'audit', ...args.split(' ')], {
    cwd: root,
    env: { KUBECONFIG: kubeconfig, NODE_OPTIONS: undefined },
    reject: false,
    timeoutSeconds: 60,
  });
const counted = async ({ name }: Namespace): Promise<any> => {
  const { code, stdout, stderr } = await audit(`-n ${name} -o json`);
  if (code > 1) throw new Error(stderr);
  return JSON.parse(stdout).namespaces[0]?.rules.find((one: any) => one.rule === rule);
};
const writes = (result: string): Promise<number> =>
  series(started.podward, `podward_report_writes_total{result="${result}"}`);
const linesOfLog = (): string[] =>
  readFileSync(started.podward.log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('reports '));

test('without the CustomResourceDefinition, reviews go on, with one line in the log', async () => {
  expect(await create(first, 'web')).toContain(`[${rule}]`);
  await create(second, 'web');
  await waitFor('both attempts', 30, async () => (await writes('missing')) === 2);
  expect(linesOfLog()).toEqual([expect.stringContaining('"msg":"reports cannot be written"')]);
  const { code, stdout, stderr } = await audit('-A');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(
    /^error: the cluster does not have the kind PolicyReport .* Install its CustomResourceDefinition/,
  );
});

test('a request is counted once, and a dry run is not', async () => {
  await installPolicyReportCrd(started.cluster);
  const fresh = await makeNamespace({ 'podward.dev/mode': 'warn' }, started.cluster);
  await create(fresh, 'dry', ' --dry-run=server');
  await create(fresh, 'one');
  const report = await waitFor('the report', 30, () => counted(fresh));
  expect(report).toMatchObject({
    mode: 'warn',
    inModeDeny: 'deny',
    count: 1,
    objects: [{ apiVersion: 'v1', kind: 'Pod', name: 'one' }],
  });
  expect(await audit(`-n ${fresh.name}`)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(new RegExp(`^${fresh.name} +${rule} +warn +1 +\\S+Z +Fix Pod/one before`, 'm')),
  });
  const stored = await fresh.get('policyreports.wgpolicyk8s.io', 'podward');
  expect(stored.summary).toMatchObject({ fail: 1, warn: 0 });

  // The next write would be in a minute. A replica that stops writes what it has counted.
  await create(fresh, 'two');
  await create(fresh, 'three');
  await started.podward.restart();
  expect(await counted(fresh)).toMatchObject({ count: 3 });
  expect((await counted(fresh)).objects.map(({ name }: any) => name)).toEqual(['three', 'two', 'one']);
  expect((await audit('--all-namespaces')).code).toBe(1);

  await fresh.kubectl('delete policyreport podward');
  expect(await audit(`--namespace ${fresh.name} --output json`)).toMatchObject({ code: 0 });
  await create(second, 'again');
});

test('the commands of docs/modes.md count, show and delete what mode deny would reject', async () => {
  const commands = commandsToType('test/e2e/reports.test.ts');
  const fresh = await makeNamespace({}, started.cluster);
  const type = (pattern: RegExp) => typist(started.cluster)(commands.take(pattern).replace(/\bshop\b/, fresh.name));
  expect(await type(/=warn --overwrite$/)).toMatchObject({ code: 0 });
  // The API server knows the new label a moment later.
  await waitFor('mode warn', 30, async () => (await fresh.kubectl('create -f -', pod('web'))).code === 0);
  await waitFor('the report', 30, () => counted(fresh));
  const all = await type(/ audit --all-namespaces$/);
  expect(all).toMatchObject({ code: 1, stdout: expect.stringMatching(new RegExp(`^${fresh.name} +${rule} `, 'm')) });
  expect(await type(/ delete policyreport /)).toMatchObject({ code: 0 });
  // In the namespace of the context.
  expect(await type(/ audit --output json$/)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{/) });
  expect(await type(/=deny --overwrite$/)).toMatchObject({ code: 0 });
  expect(commands.rest()).toEqual([]);
});

/** A report in another namespace is written. */
const othersAreWritten = async (): Promise<void> => {
  const other = await makeNamespace({ 'podward.dev/mode': 'warn' }, started.cluster);
  await create(other, 'web');
  await waitFor('the report of another namespace', 30, () => counted(other));
};

test('a ResourceQuota of one namespace is named in the log, and stops no other one', async () => {
  const full = await makeNamespace({ 'podward.dev/mode': 'warn' }, started.cluster);
  const hard = { 'count/policyreports.wgpolicyk8s.io': '0' };
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'reports' }, spec: { hard } };
  expect((await full.kubectl('create -f -', quota)).code).toBe(0);
  await waitFor(
    'the quota',
    60,
    async () =>
      (await full.get('resourcequota', 'reports')).status?.hard?.['count/policyreports.wgpolicyk8s.io'] === '0',
  );
  await create(full, 'web');
  await waitFor('the attempt', 30, async () => (await writes('quota')) === 1);
  expect(JSON.parse(linesOfLog().at(-1)!)).toMatchObject({
    level: 'warn',
    reason: 'quota',
    namespace: full.name,
    detail: `the status is 403 (create policyreports.wgpolicyk8s.io in namespace ${full.name})`,
    msg: 'reports cannot be written',
  });
  await othersAreWritten();
});

test('a report that somebody has made as large as etcd allows is named in the log, and stops no other one', async () => {
  const full = await makeNamespace({ 'podward.dev/mode': 'warn' }, started.cluster);
  const report = (bytes: number) => ({
    apiVersion: 'wgpolicyk8s.io/v1alpha2',
    kind: 'PolicyReport',
    metadata: { name: 'podward' },
    scope: { fieldPath: 'x'.repeat(bytes) },
  });
  let bytes = 1.5 * 2 ** 20;
  while ((await full.kubectl('create -f -', report(bytes))).code !== 0) {
    bytes -= 200;
    expect(bytes).toBeGreaterThan(2 ** 20);
  }
  await create(full, 'web');
  await waitFor('the attempt', 30, async () => (await writes('too large')) === 1);
  expect(JSON.parse(linesOfLog().at(-1)!)).toMatchObject({
    reason: 'too large',
    namespace: full.name,
    detail: `the status is 500 (update policyreports.wgpolicyk8s.io in namespace ${full.name})`,
  });
  await othersAreWritten();
  await full.kubectl('delete policyreport podward');
});

test('nothing was counted in a namespace without a report', async () => {
  expect(await audit('-n default')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Nothing was counted in namespace default.'),
  });
});

test('the server may write its own reports and nothing else', async () => {
  const as = '--as=system:serviceaccount:podward-system:podward';
  const may = async (verb: string, what: string): Promise<string> => {
    const args = ['auth', 'can-i', verb, what, '-n', first.name, as];
    return (await started.cluster.kubectl(args, { reject: false })).stdout.trim();
  };
  const own = 'policyreports.wgpolicyk8s.io/podward';
  for (const verb of ['get', 'update']) expect(await may(verb, own)).toBe('yes');
  for (const verb of ['delete', 'patch']) expect(await may(verb, own)).toBe('no');
  for (const what of ['policyreports.wgpolicyk8s.io/other', 'pods', 'events']) {
    expect(await may('get', what)).toBe('no');
    expect(await may('update', what)).toBe('no');
  }
});

test('podward audit says which permission is missing', async () => {
  const { cluster } = started;
  const token = (await cluster.kubectl(['create', 'token', 'default', '-n', first.name])).stdout.trim();
  const { stdout } = await cluster.kubectl(['config', 'view', '--raw', '--flatten', '-o', 'json']);
  const config = JSON.parse(stdout);
  for (const { user } of config.users) {
    for (const key of Object.keys(user)) delete user[key];
    user.token = token;
  }
  const file = join(folder, 'config');
  writeFileSync(file, JSON.stringify(config));
  expect(await audit('-A', file)).toMatchObject({
    code: 2,
    stderr:
      'error: you are not allowed to list policyreports.wgpolicyk8s.io in all namespaces. Use -n NAMESPACE, or ask a cluster administrator for the permission.\n',
  });
});

test('the uninstallation deletes the reports', async () => {
  const reports = async (): Promise<string> =>
    (await started.cluster.kubectl(['get', 'policyreports.wgpolicyk8s.io', '-A', '-o', 'name'])).stdout.trim();
  expect(await reports()).not.toBe('');
  await started.podward.uninstall();
  await waitFor('the garbage collector', 120, async () => (await reports()) === '');
});
