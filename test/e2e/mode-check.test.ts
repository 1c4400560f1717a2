/** A stricter mode of a namespace, first as a dry run: what kubectl shows. This test has its own release, because it changes permissions. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import { pages } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { makeBundle } from '../server/bundle.ts';
import { series } from './metrics.ts';
import type { Answer } from './namespace.ts';
import { ownRelease } from './own-release.ts';
import { typist } from './typing.ts';
import { manyLabels, noScheduler } from './web.ts';

const label = 'podward.dev/mode';
const folder = mkdtempSync(join(tmpdir(), 'podward-mode-check-'));

const kubectl = (args: string, input?: object): Promise<Answer> =>
  own.cluster.kubectl(args.split(' '), {
    reject: false,
    timeoutSeconds: 100,
    ...(input === undefined ? {} : { input: JSON.stringify(input) }),
  });
async function must(args: string, input?: object): Promise<void> {
  const answer = await kubectl(args, input);
  if (answer.code !== 0) throw new Error(answer.stderr);
}
const pod = (name: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { schedulerName: noScheduler, ...spec },
});
const latest = { name: 'web', image: 'registry.example.com/web:latest', imagePullPolicy: 'IfNotPresent' };
const good = { containers: [{ name: 'web', image: 'registry.example.com/web:1' }] };
const bad = { containers: [latest] };

/** A new namespace in mode off, with these Pods. */
async function made(
  pods: readonly object[],
  name = `e2e-${randomBytes(4).toString('hex')}`,
  labels: Record<string, string> = {},
): Promise<string> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...labels, [label]: 'off' } } };
  await must('create -f -', namespace);
  own.left.push(`namespace/${name}`);
  await must(`-n ${name} wait --for=create serviceaccount/default --timeout=60s`);
  await must(`-n ${name} create -f -`, { apiVersion: 'v1', kind: 'List', items: pods });
  return name;
}
/** A check on a busy machine may need several attempts. */
async function untilChecked(
  ask: () => Promise<Answer>,
  reset = (): Promise<void> => Promise.resolve(),
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (tries === 40 || !answer.stderr.includes('not enough time')) return answer;
    await reset();
  }
}
const labelled = (name: string, args: string): Promise<Answer> =>
  untilChecked(
    () => kubectl(`label namespace ${name} ${args}`),
    () => must(`label namespace ${name} ${label}=off --overwrite`),
  );
const commands = commandsToType('test/e2e/mode-check.test.ts');
/** The command of a page, and what it prints. */
async function typed(pattern: RegExp): Promise<Answer & { command: string }> {
  const command = commands.take(pattern);
  return { command, ...(await untilChecked(() => typist(own.cluster)(command))) };
}
const modeIn = async (name: string): Promise<string> =>
  (await kubectl(`get namespace ${name} -o jsonpath={.metadata.labels.podward\\.dev/mode}`)).stdout;

// A test reads the metrics of the only server.
const defaults: JsonObject = { replicas: 1, modeCheck: { enabled: true } };
const values: JsonObject = {
  ...defaults,
  config: {
    rules: { 'image-latest-if-not-present': { mode: 'deny' }, 'liveness-equals-readiness': { mode: 'deny' } },
    exemptions: { runtimeClasses: ['exempt'] },
  },
};

const own = ownRelease({ values: defaults, command: () => [process.execPath, ...makeBundle(folder)] });
beforeAll(async () => {
  await must('create -f -', {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'exempt' },
    handler: 'exempt',
  });
  own.left.push('runtimeclass/exempt');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a dry run and the change itself warn of 300 Pods, as docs/modes.md shows', async () => {
  const probe = { httpGet: { port: 8080 } };
  const name = await made(
    [
      ...Array.from({ length: 298 }, (_, i) => pod(`web-${i}`, bad)),
      pod('proxy', { containers: [{ name: 'proxy', image: 'web:1', livenessProbe: probe, readinessProbe: probe }] }),
      pod('good', good),
    ],
    'shop',
  );
  const warnings = (mode: string): string =>
    `Warning: Existing Pods of namespace "shop" violate podward.dev/mode=${mode}:\n` +
    'Warning: proxy: A liveness probe should fail later than a readiness probe with the same check [liveness-equals-readiness]\n' +
    'Warning: web-0 (and 297 others): imagePullPolicy should not be IfNotPresent for an image with the … [image-latest-if-not-present]\n';
  const stdout = 'namespace/shop labeled (server dry run)\n';
  const { command, ...answer } = await typed(/^kubectl label namespace shop /);
  expect(answer).toEqual({ code: 0, stdout, stderr: warnings('warn') });
  const page = pages().get('docs/modes.md');
  expect(page).toContain(`$ ${command}\n${warnings('warn')}${stdout}`);
  const dryRun = (): Promise<Answer> => labelled(name, `${label}=deny --overwrite --dry-run=server`);
  expect(await dryRun()).toEqual({ code: 0, stdout, stderr: '' });

  // The other tests need these values, too.
  await own.podward.upgrade(values);
  expect(await dryRun()).toEqual({ code: 0, stdout, stderr: warnings('deny') });
  expect(await modeIn(name)).toBe('off');
  const { rules } = values['config'] as { rules: Record<string, { mode: string }> };
  for (const [rule, { mode }] of Object.entries(rules)) expect(page).toContain(`    ${rule}: { mode: ${mode} }\n`);

  const change = await labelled(name, `${label}=deny --overwrite`);
  expect(change).toEqual({ code: 0, stdout: 'namespace/shop labeled\n', stderr: warnings('deny') });
  expect(await modeIn(name)).toBe('deny');
});

test('the removal of the label is stricter, because the default mode is deny', async () => {
  const name = await made([pod('web', bad)]);
  const { code, stderr } = await labelled(name, `${label}- --dry-run=server`);
  expect([code, stderr]).toEqual([0, expect.stringContaining('[image-latest-if-not-present]')]);
});

test('with more than 1,000 labels, only the removal of the mode warns of Pods', async () => {
  const name = await made([pod('web', bad)], undefined, manyLabels);
  expect(await labelled(name, `${label}=deny --overwrite --dry-run=server`)).toMatchObject({ code: 0, stderr: '' });
  expect((await labelled(name, `${label}- --dry-run=server`)).stderr).toContain('[image-latest-if-not-present]');
});

test('mode warn is stricter than off, and a milder mode warns of nothing', async () => {
  const name = await made([pod('web', bad)]);
  expect((await labelled(name, `${label}=warn --overwrite`)).stderr).toContain(`${label}=warn:`);
  expect(await labelled(name, `${label}=audit --overwrite`)).toMatchObject({ code: 0, stderr: '' });
});

test('Pods that are exempt or violate nothing cause no warning, nor do other changes of the namespace', async () => {
  const name = await made([pod('good', good), pod('exempt', { ...bad, runtimeClassName: 'exempt' })]);
  const checks = (): Promise<number> => series(own.podward, 'podward_mode_checks_total{result="complete"}');
  const before = await checks();
  expect(await labelled(name, `${label}=deny --overwrite`)).toMatchObject({ code: 0, stderr: '' });
  expect(await checks()).toBe(before + 1);
  await must(`label namespace ${name} team=shop`);
  await must(`delete namespace ${name} --wait=false`);
  expect(await checks()).toBe(before + 1);
});

test('before the default mode becomes stricter, all namespaces without a label can be asked about', async () => {
  await own.podward.upgrade({ ...values, defaultMode: 'warn' });
  const name = await made([pod('web', bad)]);
  await must(`label namespace ${name} ${label}-`);
  const { code, stderr, stdout } = await typed(/ --selector /);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`namespace/${name} labeled (server dry run)`)]);
  expect(stderr).toContain(`Existing Pods of namespace "${name}" violate ${label}=deny:`);
  await own.podward.upgrade(values);
});

test('there are no other commands of pages', () => expect(commands.rest()).toEqual([]));

test('without the permission, the change is allowed, and a warning says why the Pods were not checked', async () => {
  const name = await made([pod('web', bad)]);
  await must('delete clusterrolebinding podward-mode-check');
  const refused = `Warning: No Pods of namespace "${name}" were checked, because Podward has no permission to list Pods.\nWarning: Run: kubectl get pods -n ${name} -o yaml | podward check -\n`;
  // The API server sees the deleted binding a moment later.
  for (let tries = 0; ; tries++) {
    const { code, stderr } = await labelled(name, `${label}=deny --overwrite --dry-run=server`);
    expect(code).toBe(0);
    if (stderr === refused) break;
    if (tries === 20) expect(stderr).toBe(refused);
  }
});
