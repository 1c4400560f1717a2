/** The versions in use: what is logged, and with which engine reviews are judged. */
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { catalogue, loadEngine } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { VersionAnswer } from '../../src/kubernetes/apiserver/version.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { unknownVersion } from '../../src/policy/version.ts';
import { inlineBytes } from '../../src/server/limits.ts';
import { startVersions } from '../../src/server/versions.ts';
import { encoded, pod, reviewOf } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { metricsOf, post, until } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

type Line = Record<string, unknown>;

/** Each look gets the next answer. Returns what is logged after each look. */
async function simulate(answers: readonly (readonly number[] | 'timeout' | 'status')[]) {
  const lines: Line[][] = [[]];
  const engines: unknown[] = [];
  const ended = Promise.withResolvers<undefined>();
  let now = 0;
  const configured = createEngine(catalogue, defaultPolicy(catalogue));
  const versions = startVersions(
    {
      loaded: { engine: configured, configuration: '{}' },
      ask(): Promise<VersionAnswer> {
        const answer = answers[lines.length - 1]!;
        return Promise.resolve(
          typeof answer === 'string' ? { failure: answer, detail: `it is ${answer}` } : { minors: answer },
        );
      },
      failed: () => {},
      changed: () => {},
      log: pino(
        { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
        { write: (line) => void lines.at(-1)!.push(JSON.parse(line) as Line) },
      ),
    },
    {
      now: () => now,
      random: () => 0.5,
      sleep(ms) {
        now += ms;
        engines.push(versions.engine);
        if (lines.length === answers.length) {
          versions.stop();
          ended.resolve(undefined);
        } else lines.push([]);
        return Promise.resolve();
      },
    },
  );
  expect(versions).toMatchObject({ source: 'configured', minors: [36, 37, 35] });
  engines.push(versions.engine);
  await ended.promise;
  return { lines, engines, versions };
}

const changed = (versions: readonly string[], before: readonly string[], source = 'learned'): Line => ({
  level: 'info',
  versions,
  source,
  before,
  msg: 'Kubernetes versions changed',
});
const configuredVersions = ['1.35', '1.36', '1.37'];

test('a change is logged once, and each change has an engine of its own', async () => {
  const { lines, engines, versions } = await simulate([[36], [36], [37], [37]]);
  expect(lines).toEqual([[changed(['1.36'], configuredVersions)], [], [changed(['1.36', '1.37'], ['1.36'])], []]);
  expect(engines[1]).not.toBe(engines[0]);
  expect(engines[2]).toBe(engines[1]);
  expect(engines[3]).not.toBe(engines[2]);
  expect(engines[4]).toBe(engines[3]);
  expect(versions).toMatchObject({ minors: [36, 37], source: 'learned' });
});

test('failures are logged once for each kind, and so is their end', async () => {
  const { lines } = await simulate(['timeout', 'timeout', 'status', [36], 'status', 'status', [36]]);
  const failed = (reason: string, versions: readonly string[], source: string): Line => ({
    level: 'warn',
    reason,
    versions,
    source,
    msg: 'Kubernetes version not learned',
  });
  expect(lines).toEqual([
    [failed('it is timeout', configuredVersions, 'configured')],
    [],
    [failed('it is status', configuredVersions, 'configured')],
    [changed(['1.36'], configuredVersions)],
    [failed('it is status', ['1.36'], 'learned')],
    [],
    [{ level: 'info', versions: ['1.36'], source: 'learned', msg: 'Kubernetes version learned again' }],
  ]);
});

test('versions that were not confirmed for half an hour are outdated, and stay in use', async () => {
  const { lines, versions } = await simulate([[36], ...Array<'status'>(8).fill('status')]);
  expect(lines.at(-1)).toEqual([changed(['1.35', '1.36', '1.37'], ['1.36'], 'outdated')]);
  expect(versions).toMatchObject({ minors: [36, 37, 35], source: 'outdated' });
});

test('a version that Podward does not know is a warning', async () => {
  const { lines, versions } = await simulate([[99]]);
  expect(lines).toEqual([
    [
      changed(['1.99'], configuredVersions),
      {
        level: 'warn',
        versions: ['1.99'],
        source: 'learned',
        msg: unknownVersion([99]),
      },
    ],
  ]);
  expect(versions).toMatchObject({ minors: [99] });
});

test('a new configuration keeps the learned versions, and replaces the configured ones', async () => {
  const next = (version: string) => {
    const loaded = loadEngine(
      `apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nkubernetesVersion: '${version}'\n`,
    );
    if ('errors' in loaded) throw new Error(version);
    return loaded;
  };
  const learned = await simulate([[36]]);
  const loaded = next('1.34');
  learned.versions.configure(loaded);
  expect(learned.versions).toMatchObject({ minors: [36], source: 'learned', configuration: loaded.configuration });
  expect(learned.versions.engine.policy).toMatchObject({ configured: { minor: 34 }, servers: [{ minor: 36 }] });
  expect(learned.lines).toEqual([[changed(['1.36'], configuredVersions)]]);

  const failed = await simulate(['timeout']);
  failed.versions.configure(next('1.34'));
  expect(failed.versions).toMatchObject({ minors: [34, 35, 33], source: 'configured' });
  expect(failed.lines[0]!.at(-1)).toEqual(changed(['1.33', '1.34', '1.35'], configuredVersions, 'configured'));
});

describe('the server', () => {
  const folder = temporaryFolder();
  let apiServer: Server;
  let answer = { major: '1', minor: '36' };
  let status = 200;
  let podward: Podward | undefined;
  beforeAll(async () => {
    makePair(folder);
    const pair = { cert: readFileSync(`${folder}/tls.crt`), key: readFileSync(`${folder}/tls.key`) };
    apiServer = createServer(pair, (_, response) => response.writeHead(status).end(JSON.stringify(answer)));
    await once(apiServer.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    podward?.signal('SIGKILL');
    await podward?.ended;
    podward = undefined;
    status = 200;
  });
  afterAll(() => {
    apiServer.close();
    rmSync(folder, { recursive: true });
  });

  const start = async (...args: string[]): Promise<Podward> => {
    const url = `https://127.0.0.1:${(apiServer.address() as AddressInfo).port}`;
    return startPodward(`--tls-dir=${folder}`, `--api-server=${url}`, `--api-server-ca=${folder}/tls.crt`, ...args);
  };
  /** kube-apiserver 1.37 is the first that permits this value. */
  const review = (padding: number): Buffer =>
    encoded(
      reviewOf({
        object: pod({ securityContext: { seLinuxChangePolicy: 'MountOption' } }),
        options: { padding: 'x'.repeat(padding) },
      }),
    );
  const allowed = async ({ port }: Podward): Promise<boolean[]> => {
    const answers = [review(0), review(inlineBytes)].map((body) => post(port, '/validate/deny', body));
    return (await Promise.all(answers)).map(({ text }) => text.includes('"allowed":true'));
  };

  test.each([
    ['36', false],
    ['37', true],
  ])('judges small and large reviews by the rules of 1.%s', async (minor, isAllowed) => {
    answer = { major: '1', minor };
    podward = await start();
    await until(() => podward!.output().includes('Kubernetes versions changed'), 'the version');
    expect(await allowed(podward)).toEqual([isAllowed, isAllowed]);
    expect(await metricsOf(podward.healthPort)).toMatch(
      new RegExp(`^podward_kubernetes_version_info\\{version="1\\.${minor}",source="learned",known="true"\\} 1$`, 'm'),
    );
  });

  test('whose connections reach API servers of two versions refuses what both refuse', async () => {
    let connections = 0;
    const alternate = (): void => void (answer = { major: '1', minor: connections++ % 2 === 0 ? '36' : '37' });
    apiServer.on('secureConnection', alternate);
    podward = await start();
    await until(() => podward!.output().includes('Kubernetes versions changed'), 'the versions');
    apiServer.off('secureConnection', alternate);
    expect(podward.output()).toContain('"versions":["1.36","1.37"],"source":"learned"');
    expect(await allowed(podward)).toEqual([true, true]);
    const wrong = encoded(reviewOf({ object: pod({ restartPolicy: 'Sometimes' }) }));
    expect((await post(podward.port, '/validate/deny', wrong)).text).toContain('"allowed":false');
  });

  test('that gets no answer is ready, and uses the configuration', async () => {
    status = 401;
    podward = await start();
    await until(() => podward!.output().includes('Kubernetes version not learned'), 'the failure');
    expect(podward.output()).toContain('"reason":"the status is 401, so anonymous requests are not allowed"');
    // 1.37 permits the value, and the cluster may have this version.
    expect(await allowed(podward)).toEqual([true, true]);
    const metrics = await metricsOf(podward.healthPort);
    expect(metrics).toMatch(/^podward_kubernetes_version_failures_total\{reason="status"\} 3$/m);
    for (const minor of [35, 36, 37])
      expect(metrics).toContain(
        `podward_kubernetes_version_info{version="1.${minor}",source="configured",known="true"} 1`,
      );
  });

  test('with --no-learn-version does not ask', async () => {
    let connections = 0;
    apiServer.on('connection', () => connections++);
    podward = await start('--no-learn-version');
    expect(podward.output()).toContain('"msg":"Kubernetes versions taken from the configuration"');
    expect(await metricsOf(podward.healthPort)).toContain('source="configured"');
    expect(connections).toBe(0);
  });

  test('ends while it asks', async () => {
    podward = await startPodward(
      `--tls-dir=${folder}`,
      // An address that answers nothing.
      '--api-server=https://127.0.0.1:1',
      '--drain-seconds=0',
    );
    podward.signal('SIGTERM');
    expect((await podward.ended).code).toBe(0);
  });

  test('on a version that it does not know, only warns where it would refuse, and says so in the log and in a metric', async () => {
    answer = { major: '1', minor: '99' };
    podward = await start();
    await until(() => podward!.output().includes('Podward does not know Kubernetes 1.99'), 'the warning');
    expect(await metricsOf(podward.healthPort)).toMatch(
      /^podward_kubernetes_version_info\{version="1\.99",source="learned",known="false"\} 1$/m,
    );
    const wrong = pod({ restartPolicy: 'Sometimes' });
    for (const padding of [0, inlineBytes]) {
      const body = encoded(reviewOf({ object: wrong, options: { padding: 'x'.repeat(padding) } }));
      const { response } = JSON.parse((await post(podward.port, '/validate/deny', body)).text) as {
        response: { allowed: boolean; warnings: string[] };
      };
      expect(response.allowed).toBe(true);
      expect(response.warnings).toEqual([expect.stringContaining('[restart-policy-of-kind]')]);
    }
  });
});
