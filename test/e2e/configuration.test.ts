/** A change of the configuration, by Helm and past Helm: it takes effect without a restart, or it changes nothing. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandsToType } from '../docs/tried.ts';
import { until } from '../server/client.ts';
import { storedConfiguration } from './config-map.ts';
import { metricsText } from './metrics.ts';
import { eventually } from './namespace.ts';
import { ownCluster } from './own-cluster.ts';
import { typist } from './typing.ts';
import { changed } from './web.ts';

const own = ownCluster();

const chart = fileURLToPath(new URL('../../charts/podward', import.meta.url));
const inRelease = ['--namespace', 'podward-system'];

const metrics = (): Promise<string> => metricsText(own.podward);
const startTime = async (): Promise<string> => /^process_start_time_seconds .*$/m.exec(await metrics())![0];

/** What the policy of the server does with a Pod. */
async function effect(): Promise<string> {
  const pod = changed((made) => {
    made.metadata.name = 'asked';
    made.spec.containers[0].livenessProbe = made.spec.containers[0].readinessProbe;
  });
  const { code, stderr } = await own.namespace.kubectl('create --dry-run=server -f -', pod);
  if (code !== 0) return stderr.includes('[liveness-equals-readiness]') ? 'deny' : stderr;
  return stderr.includes('liveness') ? 'warn' : 'off';
}
const advice = (mode: string) => ({ config: { rules: { 'liveness-equals-readiness': { mode } } } });

test('helm upgrade takes effect without a restart', async () => {
  const plain = changed(() => {});
  const first = await eventually(() => own.namespace.kubectl('create --dry-run=server -f -', plain));
  expect(first).toMatchObject({ code: 0 });
  const before = await startTime();
  expect(await effect()).toBe('warn');
  for (const mode of ['deny', 'off', 'deny']) {
    await own.podward.upgrade(advice(mode));
    expect(await effect()).toBe(mode);
  }
  expect(await startTime()).toBe(before);
  expect(await metrics()).toContain('podward_configuration_reloads_total{result="loaded"} 3\n');
});

const commands = commandsToType('test/e2e/configuration.test.ts');
test('helm upgrade as the pages show it takes effect', async () => {
  await own.podward.upgrade(advice('off'));
  for (const command of commands.rest()) {
    expect(await typist(own.cluster)(command)).toMatchObject({ code: 0, stderr: '' });
    const expected = command.endsWith('=deny') ? 'deny' : 'warn';
    await until(async () => (await effect()) === expected, `mode ${expected} after ${command}`);
  }
  await own.podward.upgrade(advice('deny'));
});

test.each([
  [
    'a rule that does not exist',
    'rules.no-such-rule.mode=deny',
    "at '/config/rules': additional properties 'no-such-rule' not allowed",
  ],
  [
    'a wrong mode',
    'rules.container-names.mode=wrn',
    "at '/config/rules/container-names/mode': value must be one of 'deny',",
  ],
  [
    'a wrong option',
    'rules.resource-unit-missing.cores=many',
    "at '/config/rules/resource-unit-missing/cores': got string,",
  ],
  [
    'an exemption that has no effect',
    'exemptions.serviceAccounts={x}',
    "at '/config/exemptions/serviceAccounts/0': 'x' does not match pattern",
  ],
  [
    'an exemption of everybody',
    'exemptions.users={*}',
    'config.exemptions.users[0]: Invalid value: "*": must not exempt every user. List the users.',
  ],
])('helm upgrade refuses %s, and changes nothing', async (_, value, message) => {
  const before = await storedConfiguration(own);
  const set = ['--reset-then-reuse-values', '--set', `config.${value}`];
  const { code, stderr } = await own.cluster.helm(['upgrade', 'podward', chart, ...inRelease, ...set], {
    reject: false,
  });
  expect(stderr).toContain(message);
  expect(code).toBe(1);
  expect((await storedConfiguration(own)).text).toBe(before.text);
  const { stdout } = await own.cluster.helm(['history', 'podward', ...inRelease, '--output', 'json']);
  const revisions = JSON.parse(stdout) as { status: string }[];
  expect(revisions.filter(({ status }) => status !== 'superseded')).toEqual([
    expect.objectContaining({ revision: 8, status: 'deployed' }),
  ]);
});

test('a configuration that was made unusable past Helm leaves the previous one in use', async () => {
  const { text: good, write } = await storedConfiguration(own);
  const before = await startTime();
  await write(`${good}rulez: {}\npassword: hunter2\n`);
  await until(async () => {
    expect(await effect()).toBe('deny');
    return (await metrics()).includes('podward_configuration_stale 1\n');
  }, 'the refusal');
  await until(async () => (await metrics()).includes('reloads_total{result="refused"} 1\n'), 'the metric');
  expect(await effect()).toBe('deny');
  const log = readFileSync(own.podward.log, 'utf8');
  expect(log).toMatch(
    /"reasons":\["line \d+, column 1: rulez: Not found: .*configuration refused, previous configuration kept/,
  );
  expect(log).not.toContain('hunter2');

  await write(good.replace('mode: deny', 'mode: off'));
  await until(async () => (await effect()) === 'off', 'the new configuration');
  expect(await metrics()).toContain('podward_configuration_stale 0\n');
  expect(await startTime()).toBe(before);
});
