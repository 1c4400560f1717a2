/** A server whose configuration file changes, as in a ConfigMap volume. */
import { rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256Of } from '../../src/server/configuration.ts';
import { inlineBytes } from '../../src/server/limits.ts';
import { encoded, pod, reviewOf } from '../admission/requests.ts';
import { makePair, secretVolume, temporaryFolder } from './certificates.ts';
import { get, keepAlive, metricsOf, post, until } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const pair = temporaryFolder();
beforeAll(() => makePair(pair));
afterAll(() => rmSync(pair, { recursive: true }));

const head = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n';
const withMode = (mode: string): string => `${head}rules: {container-names: {mode: ${mode}}}\n`;
const broken = `${head}rules:\n  container-nmaes: {mode: warn}\n  container-names: {mode: wrn}\npassword: hunter2\n`;

/** Breaks container-names. */
const object = pod({
  containers: ['a', 'a'].map((name) => ({ name, image: 'registry.example.com/web:1' })),
});
const small = encoded(reviewOf({ object }));
const large = encoded(reviewOf({ object, options: { padding: 'x'.repeat(inlineBytes) } }));

let volume: ReturnType<typeof secretVolume>;
let podward: Podward;
const agent = keepAlive();
afterAll(() => agent.destroy());

const write = (text: string): void => volume.swap((folder) => writeFileSync(join(folder, 'config.yaml'), text));

beforeEach(async () => {
  volume = secretVolume(['config.yaml']);
  write(withMode('deny'));
  podward = await startPodward(`--tls-dir=${pair}`, `--config=${volume.dir}/config.yaml`, '--drain-seconds=0');
});
afterEach(async () => {
  podward.signal('SIGTERM');
  expect((await podward.ended).code).toBe(0);
  volume.remove();
});

interface Answer {
  readonly allowed: boolean;
  readonly warnings?: readonly string[];
}

/** What the rule did: `deny`, `warn` or `off`. Every review must be answered. */
async function effect(body: Buffer): Promise<string> {
  const { status, text } = await post(podward.port, '/validate/deny', body, { agent });
  expect(status).toBe(200);
  const { response } = JSON.parse(text) as { response: Answer };
  if (!response.allowed) return 'deny';
  return (response.warnings ?? []).some((warning) => warning.includes('container-names')) ? 'warn' : 'off';
}

const effects = (): Promise<string[]> => Promise.all([effect(small), effect(large)]);

type Line = Readonly<Record<string, unknown>>;
const lines = (message: string): Line[] =>
  podward
    .output()
    .split('\n')
    .filter((line) => line.includes(`"msg":"${message}`))
    .map((line) => JSON.parse(line) as Line);
const refused = (): Line[] => lines('configuration refused, previous configuration kept');
const series = async (): Promise<string[]> =>
  [...(await metricsOf(podward.healthPort)).matchAll(/^podward_configuration_.*/gm)].map(([line]) => line).sort();

test('a new file takes effect for small and large reviews, and no review fails meanwhile', async () => {
  let [over, asked] = [false, 0];
  const load = async (body: Buffer): Promise<void> => {
    for (; !over; asked++) expect(['deny', 'warn', 'off']).toContain(await effect(body));
  };
  const loads = [small, small, large, large].map(load);
  for (const mode of ['warn', 'off', 'deny', 'warn']) {
    write(withMode(mode));
    await until(async () => (await effect(small)) === mode, `the mode ${mode}`);
    expect(await effect(large)).toBe(mode);
  }
  over = true;
  await Promise.all(loads);
  expect(asked).toBeGreaterThan(100);
  expect(lines('configuration loaded').map(({ sha256 }) => sha256)).toEqual(
    ['warn', 'off', 'deny', 'warn'].map((mode) => sha256Of(withMode(mode))),
  );
  expect(await series()).toEqual([
    `podward_configuration_info{sha256="${sha256Of(withMode('warn'))}"} 1`,
    'podward_configuration_reloads_total{result="loaded"} 4',
    'podward_configuration_reloads_total{result="refused"} 0',
    'podward_configuration_stale 0',
  ]);
});

describe('a file that cannot be used leaves the previous configuration in use', () => {
  const stale = (refusals: number): string[] => [
    `podward_configuration_info{sha256="${sha256Of(withMode('deny'))}"} 1`,
    'podward_configuration_reloads_total{result="loaded"} 0',
    `podward_configuration_reloads_total{result="refused"} ${refusals}`,
    'podward_configuration_stale 1',
  ];

  test('because of mistakes, which are logged once, without other content of the file', async () => {
    write(broken);
    await until(() => refused().length > 0, 'the refusal');
    expect(refused()[0]).toMatchObject({
      level: 'error',
      file: `${volume.dir}/config.yaml`,
      reasons: [
        expect.stringMatching(
          /^line 4, column 3: rules\.container-nmaes: Not found: .*Did you mean "container-names"\?$/,
        ),
        expect.stringMatching(/^line 5, column 27: rules\.container-names\.mode: Unsupported value: "wrn": /),
        expect.stringMatching(/^line 6, column 1: password: Not found: "password": this field does not exist\./),
      ],
    });
    expect(await effects()).toEqual(['deny', 'deny']);
    expect(await series()).toEqual(stale(1));
    expect((await get(podward.healthPort, '/readyz')).status).toBe(200);

    // The same content in a new version of the volume is no other state.
    write(broken);
    write(withMode('deny'));
    await until(() => lines('configuration file has the content in use again').length > 0, 'the log');
    expect(refused()).toHaveLength(1);
    expect(await series()).toContain('podward_configuration_stale 0');
    write(withMode('off'));
    await until(async () => (await effects()).every((mode) => mode === 'off'), 'the new configuration');
    expect(podward.output()).not.toContain('hunter2');
  });

  test.each<[string, () => void, RegExp]>([
    ['because it is empty', () => write(''), /^line 1, column 1: Invalid value: the file must contain a Podward/],
    ['because it is gone', () => unlinkSync(`${volume.dir}/config.yaml`), /^the file cannot be read: no such file/],
    ['because it is too large', () => write(`${head}#${'x'.repeat(1_000_000)}`), /no more than 262144 characters\.$/],
    [
      'because its check takes too much memory or time',
      () => write(`${head}a: [${','.repeat(262_000)}`),
      /^the check of the file (needed too much memory|took longer than 10 seconds)\.$/,
    ],
  ])('%s', async (_, change, reason) => {
    change();
    while (refused().length === 0) expect(await effects()).toEqual(['deny', 'deny']);
    expect(refused()[0]!['reasons']).toEqual([expect.stringMatching(reason)]);
    expect(await series()).toEqual(stale(1));
    expect(await effects()).toEqual(['deny', 'deny']);
  });
});
