/** The check of existing Pods, against servers that answer as an API server, or wrongly, or not at all. */
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { noPods, type PageCounts } from '../../src/admission/existing-pods.ts';
import { loadEngine, type LoadedEngine } from '../../src/catalogue.ts';
import { createClient } from '../../src/cluster/client.ts';
import type { ClusterCalls, Read } from '../../src/kubernetes/apiserver/calls.ts';
import {
  existingPodsHeapMb,
  inlineBytes,
  maxExistingPods,
  maxModeCheckMs,
  maxPodPageBytes,
  modeChecksMs,
  modeChecksShare,
  podsOfPage,
} from '../../src/server/limits.ts';
import { createLogger } from '../../src/server/log.ts';
import { createModeCheck, startPodJudge, type ModeCheckResult, type PodJudge } from '../../src/server/mode-check.ts';
import { createTurns } from '../../src/server/turns.ts';
import { reviewOf } from '../admission/requests.ts';
import { podWith } from '../objects.ts';
import { makeBundle } from './bundle.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { metric, post, until } from './client.ts';
import { runPodward, startPodward, startProgram, type Podward } from './podward.ts';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const rule = 'image-latest-if-not-present';
const byHand = 'Run: kubectl get pods -n shop -o yaml | podward check -';

type Respond = (request: IncomingMessage, response: ServerResponse) => void;
let respond: Respond;
let asked: { url: string; token: string }[] = [];
let apiServer: Server;
let flags: string[];

beforeAll(async () => {
  makePair(folder);
  writeFileSync(file('token'), 'the-token\n');
  writeFileSync(
    file('config.yaml'),
    `apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nrules: {${rule}: {mode: deny}}\n` +
      'modeLabel: {excludedNamespaces: [kube-system]}\nexemptions: {runtimeClasses: [gvisor]}\n',
  );
  const pair = { cert: readFileSync(file('tls.crt')), key: readFileSync(file('tls.key')) };
  apiServer = createServer(pair, (request, response) => {
    asked.push({ url: request.url!, token: request.headers.authorization ?? '' });
    respond(request, response);
  });
  await once(apiServer.listen(0, '127.0.0.1'), 'listening');
  const url = `https://127.0.0.1:${(apiServer.address() as AddressInfo).port}`;
  flags = [
    `--tls-dir=${folder}`,
    `--config=${file('config.yaml')}`,
    '--drain-seconds=0',
    '--no-learn-version',
    `--api-server=${url}`,
    `--api-server-ca=${file('tls.crt')}`,
    `--api-server-token=${file('token')}`,
  ];
});
afterEach(() => {
  asked = [];
});
afterAll(async () => {
  apiServer.closeAllConnections();
  apiServer.close();
  rmSync(folder, { recursive: true });
});

const podNamed = (name: string, image: string, spec: object = {}): object => {
  const { metadata, spec: usual } = podWith({ image }, spec as never) as { metadata: object; spec: object };
  return { metadata: { ...metadata, name, namespace: 'shop' }, spec: usual };
};
/** As an API server that has these Pods. */
const has =
  (pods: readonly object[]): Respond =>
  (request, response) => {
    const { searchParams } = new URL(request.url!, 'https://localhost');
    const begin = Number(searchParams.get('continue') ?? 0);
    const end = begin + Number(searchParams.get('limit'));
    const metadata = { resourceVersion: '1', ...(end < pods.length ? { continue: String(end) } : {}) };
    response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items: pods.slice(begin, end) }));
  };
const fails =
  (status: number): Respond =>
  (_, response) => {
    response.writeHead(status);
    response.end(JSON.stringify({ kind: 'Status', message: 'a secret' }));
  };

const namespace = (mode: string | undefined, name: string, padding = ''): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: mode === undefined ? {} : { 'podward.dev/mode': mode }, annotations: { padding } },
});
const change = (from: string | undefined, to: string | undefined, name = 'shop', padding = ''): string =>
  JSON.stringify(
    reviewOf({
      kind: { group: '', version: 'v1', kind: 'Namespace' },
      operation: 'UPDATE',
      name,
      object: namespace(to, name, padding),
      oldObject: namespace(from, name, padding),
    }),
  );

describe('a server with --mode-check', () => {
  let podward: Podward;
  beforeAll(async () => {
    // The process starts in a fifth of a second from the bundle, and in many seconds from the sources on a busy machine.
    podward = await startProgram(makeBundle(folder), [...flags, '--mode-check']);
  });
  afterAll(async () => {
    podward.signal('SIGTERM');
    expect((await podward.ended).code).toBe(0);
  });
  const warningsOf = async (body: string, path = '/namespaces/warn?timeout=30s'): Promise<string[]> => {
    const { status, text } = await post(podward.port, path, body);
    expect(status).toBe(200);
    const { response } = JSON.parse(text) as { response: { allowed: boolean; warnings?: string[] } };
    expect(response.allowed).toBe(true);
    return response.warnings ?? [];
  };
  const count = (result: ModeCheckResult): Promise<number> =>
    metric(podward.healthPort, `podward_mode_checks_total{result="${result}"}`);

  test.each([
    ['small', ''],
    ['large', 'x'.repeat(inlineBytes)],
  ])('warns of the Pods of all pages, for a %s review', async (_, padding) => {
    const before = await count('complete');
    const pods = Array.from({ length: 2 * podsOfPage + 1 }, (__, i) =>
      podNamed(`web-${i}`, `web:${i === 0 ? 1 : 'latest'}`),
    );
    respond = has([...pods, podNamed('exempt', 'web:latest', { runtimeClassName: 'gvisor' })]);
    expect(await warningsOf(change('warn', 'deny', 'shop', padding))).toEqual([
      'Existing Pods of namespace "shop" violate podward.dev/mode=deny:',
      expect.stringMatching(new RegExp(`^web-1 \\(and 99 others\\): imagePullPolicy .*\\[${rule}\\]$`)),
    ]);
    expect(asked.map(({ url }) => url)).toEqual([
      '/api/v1/namespaces/shop/pods?limit=50',
      '/api/v1/namespaces/shop/pods?limit=50&continue=50',
      '/api/v1/namespaces/shop/pods?limit=50&continue=100',
    ]);
    expect(new Set(asked.map(({ token }) => token))).toEqual(new Set(['Bearer the-token']));
    expect(await count('complete')).toBe(before + 1);
  });

  test('asks for fewer Pods at once while they are large', async () => {
    const padding = 'x'.repeat(maxPodPageBytes / 40);
    const pods = Array.from({ length: 3 * podsOfPage }, (_, i) =>
      podNamed(`web-${i}`, 'web:latest', i < podsOfPage ? { nodeName: padding } : {}),
    );
    respond = has(pods);
    expect(await warningsOf(change('warn', 'deny'))).toContainEqual(
      expect.stringMatching(/^web-0 \(and 149 others\): /),
    );
    const limits = asked.map(({ url }) => Number(/limit=(\d+)/.exec(url)![1]));
    expect(limits).toEqual([50, 12, 19, 19, 19, 50, 50]);
  });

  test('a removed label makes the mode stricter too, and other warnings come first', async () => {
    respond = has([podNamed('web', 'web:latest')]);
    expect(await warningsOf(change('warn', undefined))).toHaveLength(2);
    expect(await warningsOf(change('warn', 'wrn'))).toEqual([
      expect.stringContaining('Did you mean "warn"?'),
      expect.stringContaining('Existing Pods'),
      expect.stringContaining('web: '),
    ]);
  });

  const warn = '/namespaces/warn';
  test.each([
    ['a lower mode', change('deny', 'warn'), warn],
    ['the same mode', change(undefined, 'deny'), warn],
    ['an excluded namespace', change('off', 'deny', 'kube-system'), warn],
    ['a name that is not a namespace', change('off', 'deny', '../secrets'), warn],
    ['the guard', change('off', 'deny'), '/namespaces/deny'],
  ])('asks nothing for %s', async (_, body, path) => {
    respond = has([podNamed('web', 'web:latest')]);
    await warningsOf(body, path);
    expect(asked).toEqual([]);
  });

  test('without permission, it says so', async () => {
    const before = await count('forbidden');
    respond = fails(403);
    expect(await warningsOf(change('off', 'deny'))).toEqual([
      'No Pods of namespace "shop" were checked, because Podward has no permission to list Pods.',
      byHand,
    ]);
    expect(await count('forbidden')).toBe(before + 1);
    expect(podward.output()).toMatch(
      /"namespace":"shop","reason":"forbidden","detail":"the status is 403 \(list pods in namespace shop\)","msg":"existing Pods not checked"/,
    );
  });

  test.each<[string, Respond]>([
    ['an error', fails(500)],
    ['no list', (_, response) => response.end('{}')],
    ['an answer that is too large', (_, response) => response.end(Buffer.alloc(9 * 1024 * 1024, ' '))],
  ])('if the API server returns %s, it says so', async (_, answer) => {
    respond = answer;
    expect(await warningsOf(change('off', 'deny'))).toEqual([
      expect.stringContaining('because the check failed.'),
      byHand,
    ]);
    expect(podward.output()).not.toContain('a secret');
  });

  test('an API server that does not answer takes a part of the timeout, and other reviews do not wait', async () => {
    respond = () => {};
    /** Whether two others were answered before the check was over. On a busy machine, they may need more time than the check. */
    const othersAreFirst = async (): Promise<boolean> => {
      asked = [];
      let isOver = false;
      const silent = warningsOf(change('off', 'deny')).finally(() => (isOver = true));
      await until(() => asked.length > 0, 'the server to ask for Pods');
      const busy = await warningsOf(change('off', 'deny'));
      expect((await post(podward.port, '/validate/deny', JSON.stringify(reviewOf({})))).status).toBe(200);
      const areFirst = !isOver;
      expect(await silent).toEqual([expect.stringContaining('because there was not enough time.'), byHand]);
      if (areFirst) expect(busy).toEqual([expect.stringContaining('because another check is running.'), byHand]);
      return areFirst;
    };
    await until(othersAreFirst, 'other reviews to be answered during a check');
  });

  test('a new configuration waits for the end of a check, because there is memory for one more process', async () => {
    respond = () => {};
    let isOver = false;
    const silent = warningsOf(change('off', 'deny'), '/namespaces/warn?timeout=30s').finally(() => (isOver = true));
    await until(() => asked.length > 0, 'the server to ask for Pods');
    const text = readFileSync(file('config.yaml'), 'utf8');
    const loaded = (): number => podward.output().split('"msg":"configuration loaded"').length - 1;
    const before = loaded();
    writeFileSync(file('config.yaml'), `${text}# changed\n`);
    await until(() => loaded() > before, 'the new configuration');
    expect(isOver).toBe(true);
    await silent;
  });

  test('a token that cannot be read', async () => {
    rmSync(file('token'));
    expect(await warningsOf(change('off', 'deny'))).toEqual([
      expect.stringContaining('Podward has no permission to list Pods.'),
      byHand,
    ]);
    writeFileSync(file('token'), 'the-token\n');
  });
});

test('a server with another flag asks nothing', async () => {
  const podward = await startPodward(...flags, '--events');
  respond = has([podNamed('web', 'web:latest')]);
  const { text } = await post(podward.port, '/namespaces/warn', change('off', 'deny'));
  expect(JSON.parse(text)).toMatchObject({ response: { allowed: true } });
  expect(text).not.toContain('Existing');
  expect(asked).toEqual([]);
  podward.signal('SIGTERM');
  await podward.ended;
});

test.each([
  ['--api-server-token', ['--mode-check']],
  ['--api-server outside of a cluster', ['--mode-check', '--api-server-token=/token']],
])('the flag requires %s', async (what, args) => {
  const { code, output } = await runPodward(`--tls-dir=${folder}`, ...args);
  expect(code).toBe(2);
  expect(output).toContain(`--mode-check requires ${what}.`);
});

describe('a check', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const stricter = { namespace: 'shop', mode: 'deny' } as const;
  const found = (over: Partial<PageCounts> = {}): PageCounts => ({ ...noPods, checked: 1, isWhole: true, ...over });
  const setUp = (count: PodJudge['count'], page: Read = { bytes: Buffer.from('{}') }) => {
    const results: ModeCheckResult[] = [];
    const lines: string[] = [];
    const kill = jest.fn();
    const turns = createTurns();
    const check = createModeCheck({
      calls: { read: () => Promise.resolve(page) },
      versions: { configuration: '{}', minors: [36] },
      checked: (result) => results.push(result),
      log: createLogger('warn', { write: (line) => void lines.push(line) }),
      turns,
      startJudge: () => ({ count, kill }),
    });
    return { check, results, kill, lines, turns };
  };

  const died = { failed: 'the process ended' };
  test.each<[ModeCheckResult, PageCounts | typeof died]>([
    ['complete', found()],
    ['time', found({ isWhole: false })],
    ['failed', died],
    ['failed', found({ failed: 1 })],
  ])('with the result %s ends the process', async (result, page) => {
    const { check, results, kill } = setUp(() => Promise.resolve(page));
    await check.warnings(stricter, Infinity, () => false);
    expect(results).toEqual([result]);
    expect(kill).toHaveBeenCalled();
  });

  // The timer of the request and the clock of the check may differ by a millisecond.
  test.each<[ModeCheckResult, object]>([
    ['time', { isLate: true }],
    ['failed', {}],
  ])('has the result %s if the request fails with %j', async (result, over) => {
    const { check, results } = setUp(() => Promise.resolve(found()), { failure: 'unavailable', detail: 'x', ...over });
    await check.warnings(stricter, Infinity, () => false);
    expect(results).toEqual([result]);
  });

  test('ends at the maximum number of Pods', async () => {
    const pages = (2 * maxExistingPods) / podsOfPage;
    let counted = 0;
    const { check, results } = setUp(() => {
      counted++;
      const violations = [{ rule, pods: podsOfPage, first: `web-${counted}` }];
      return Promise.resolve(
        found({ checked: podsOfPage, violations, ...(counted < pages ? { next: String(counted) } : {}) }),
      );
    });
    const lines = await check.warnings(stricter, Infinity, () => false);
    expect(counted).toBe(pages / 2);
    expect(results).toEqual(['limit']);
    expect(lines.slice(1)).toEqual([
      expect.stringContaining(`web-1 (and ${maxExistingPods - 1} others): `),
      `Only the first ${maxExistingPods} Pods were checked, because there are more.`,
      byHand,
    ]);
  });

  test('logs the error of a rule, and why the process ended', async () => {
    const error = { name: 'RuleFailure', message: 'rule broken failed with TypeError', stack: 'at check' };
    const pages = [found({ failed: 1, error, next: '1' }), died];
    const { check, lines } = setUp(() => Promise.resolve(pages.shift()!));
    await check.warnings(stricter, Infinity, () => false);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 'error', msg: 'existing Pods not checked', namespace: 'shop', error }),
      expect.objectContaining({ level: 'warn', msg: 'existing Pods not checked', detail: 'the process ended' }),
    ]);
  });

  test('does not begin beside the check of a configuration, which waits for its end', async () => {
    const { promise, resolve } = Promise.withResolvers<PageCounts>();
    const { check, results, turns } = setUp(() => promise);
    const ask = (): Promise<readonly string[]> => check.warnings(stricter, Infinity, () => false);
    const checked = Promise.withResolvers<void>();
    const configuration = turns.take(() => checked.promise);
    await ask();
    expect(results).toEqual(['busy']);
    checked.resolve();
    await configuration;

    const running = ask();
    const next = turns.take(() => Promise.resolve([...results]));
    resolve(found());
    await running;
    expect(await next).toEqual(['busy', 'complete']);
  });

  test('does not begin after too many others, until ten times its time has passed', async () => {
    const { check, results } = setUp(() => {
      jest.advanceTimersByTime(maxModeCheckMs);
      return Promise.resolve(found());
    });
    const ask = async (times: number): Promise<ModeCheckResult[]> => {
      results.length = 0;
      for (let i = 0; i < times; i++) await check.warnings(stricter, Infinity, () => false);
      return [...results];
    };
    const first = await ask(20);
    // Some time comes back while they run.
    const allowed = Math.ceil(modeChecksMs / (maxModeCheckMs * (1 - modeChecksShare)));
    expect(first).toEqual(first.map((_, i) => (i < allowed ? 'complete' : 'paused')));
    jest.advanceTimersByTime(maxModeCheckMs / modeChecksShare);
    expect(await ask(2)).toEqual(['complete', 'paused']);
  });

  test('ends when the client is gone', async () => {
    let pages = 0;
    const { check } = setUp(() => Promise.resolve(found({ next: String(++pages) })));
    await check.warnings(stricter, Infinity, () => pages === 3);
    expect(pages).toBe(3);
  });

  test('ends when the server stops', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof died>();
    const { check, kill } = setUp(() => promise);
    kill.mockImplementation(() => resolve(died));
    const warnings = check.warnings(stricter, Infinity, () => false);
    // The process has started.
    await jest.advanceTimersByTimeAsync(0);
    check.stop();
    expect(await warnings).toHaveLength(2);
  });
});

describe('the process that judges Pods', () => {
  const page = {
    chunks: [Buffer.from('{}')],
    stricter: { namespace: 'shop', mode: 'deny' },
    configuration: '{}',
    minors: [36],
    ms: 1_000,
  } as const;
  test.each([
    ['that does not start', 'process.stderr.write("no memory"); process.exit(3);'],
    [
      'that ends during a page',
      `import { Socket } from 'node:net';
       const parent = new Socket({ fd: 3 });
       const ready = JSON.stringify({ ready: true });
       const lengths = Buffer.alloc(8);
       lengths.writeUInt32LE(ready.length);
       parent.write(Buffer.concat([lengths, Buffer.from(ready)]));
       parent.on('data', () => { process.stderr.write("no memory"); process.exit(3); });`,
    ],
  ])('%s says why, each time', async (_, text) => {
    const program = file('judge.mjs');
    writeFileSync(program, text);
    const judge = startPodJudge({ heapMb: existingPodsHeapMb, program });
    const failed = 'the process ended: it ended with exit status 3: no memory';
    expect(await judge.count(page)).toEqual({ failed });
    expect(await judge.count(page)).toEqual({ failed });
  });

  test('says that an answer is not a list of Pods', async () => {
    const judge = startPodJudge();
    const { configuration } = loadEngine(
      '{apiVersion: podward.dev/v1alpha1, kind: PodwardConfiguration}',
    ) as LoadedEngine;
    expect(await judge.count({ ...page, configuration })).toEqual({ failed: 'the answer is not a list of Pods' });
    judge.kill();
  });
});

describe('the client', () => {
  const clientWith = (tokenFile: string): ClusterCalls => {
    const { port } = apiServer.address() as AddressInfo;
    return createClient({ url: `https://127.0.0.1:${port}`, caFile: file('tls.crt') }, file(tokenFile));
  };

  test('does not use a list as a token', async () => {
    const client = clientWith('config.yaml');
    expect(await client.read('/', { ms: 1_000, maxBytes: 10 })).toMatchObject({ failure: 'forbidden' });
    expect(asked).toEqual([]);
    client.close();
  });

  test('ends with close(), also while the API server does not answer', async () => {
    const client = clientWith('token');
    respond = () => {};
    const reading = client.read('/', { ms: 60_000, maxBytes: 10 });
    await until(() => asked.length > 0, 'the request');
    client.close();
    expect(await reading).toMatchObject({ failure: 'unavailable' });
  });
});
