/** Reports: several replicas write the same one, no count is lost or doubled, and a review never waits. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Reported } from '../../src/admission/reported.ts';
import { objectAt, stringAt, type JsonObject } from '../../src/json/json.ts';
import type { Called, CallFailure } from '../../src/kubernetes/apiserver/calls.ts';
import { countsIn } from '../../src/counts/report.ts';
import { maxCounts, writeTickMs } from '../../src/server/limits.ts';
import { createLogger } from '../../src/server/log.ts';
import { createOutbox, type WriteResult } from '../../src/server/outbox.ts';
import { createWriteLog } from '../../src/server/write-log.ts';
import { createReporter } from '../../src/server/reports.ts';

const owner = 'podward-reports';
const ownerPath = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${owner}`;
const reportsOf = (namespace: string): string => `/apis/wgpolicyk8s.io/v1alpha2/namespaces/${namespace}/policyreports`;

/** An API server with objects and their resourceVersions. `before` may answer a request in its place, or change something first. */
function createServer() {
  const objects = new Map<string, JsonObject>([[ownerPath, { metadata: { name: owner, uid: 'u-1' } }]]);
  const requests: string[] = [];
  let version = 0;
  const failure = (kind: CallFailure): Called => ({ failure: kind, detail: 'the status is …' });
  const server = {
    objects,
    requests,
    before: (_request: string): Called | undefined => undefined,
    /** The answer to the next write is lost. */
    loseAnswer: false,
    calls: {
      get: (path: string) => answer(`get ${path}`, () => found(path)),
      create: (path: string, object: JsonObject) =>
        answer(`create ${path}`, () => {
          const at = `${path}/${stringAt(object, 'metadata', 'name')}`;
          return objects.has(at) ? failure('conflict') : stored(at, object);
        }),
      replace: (path: string, object: JsonObject) =>
        answer(`replace ${path}`, () => {
          const current = objects.get(path);
          if (current === undefined) return failure('missing');
          const isLatest = versionOf(current) === versionOf(object);
          return isLatest ? stored(path, object) : failure('conflict');
        }),
    },
    report: (namespace: string) => objects.get(`${reportsOf(namespace)}/podward`),
    counts: (namespace: string) => countsIn(objects.get(`${reportsOf(namespace)}/podward`) ?? {}),
  };
  const found = (path: string): Called => {
    const object = objects.get(path);
    return object === undefined ? failure('missing') : { object };
  };
  const stored = (path: string, object: JsonObject): Called => {
    const metadata = { ...objectAt(object, 'metadata'), resourceVersion: String(++version) };
    objects.set(path, { ...object, metadata });
    if (!server.loseAnswer) return { object };
    server.loseAnswer = false;
    return failure('unavailable');
  };
  const answer = async (request: string, given: () => Called): Promise<Called> => {
    requests.push(request);
    const early = server.before(request);
    await Promise.resolve();
    return early ?? given();
  };
  return server;
}

const versionOf = (object: JsonObject): string | undefined => stringAt(object, 'metadata', 'resourceVersion');

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] }));
afterEach(() => void jest.useRealTimers());

function createReplica(server: ReturnType<typeof createServer>, given: { owner?: string } = { owner }) {
  const results: WriteResult[] = [];
  const lines: string[] = [];
  let dropped = 0;
  const outbox = createOutbox({
    room: maxCounts,
    log: createWriteLog('reports', createLogger('info', { write: (line: string) => void lines.push(line) })),
    wrote: (result) => results.push(result),
  });
  const reporter = createReporter({
    calls: server.calls,
    outbox,
    ...given,
    titleOf: (rule) => rule,
    dropped: () => dropped++,
  });
  setInterval(() => reporter.tick(), writeTickMs);
  return { reporter, outbox, results, lines, dropped: () => dropped };
}

const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(3_000);
const pass = (minutes = 1): Promise<void> => jest.advanceTimersByTimeAsync(minutes * 60_000 + 8_000);
const found = (over: Partial<Reported> = {}): Reported => ({
  namespace: 'shop',
  object: { apiVersion: 'v1', kind: 'Pod', name: 'web' },
  findings: [{ rule: 'a-rule', mode: 'warn', inModeDeny: 'deny' }],
  ...over,
});

test('the first request is written after the review, and others are counted and written a minute later', async () => {
  const server = createServer();
  const { reporter, results } = createReplica(server);
  reporter.allowed(found());
  expect(server.requests).toEqual([]);
  await settle();
  expect(server.requests).toEqual([
    `get ${reportsOf('shop')}/podward`,
    `get ${ownerPath}`,
    `create ${reportsOf('shop')}`,
  ]);
  expect(objectAt(server.report('shop'), 'metadata')['ownerReferences']).toEqual([
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: owner, uid: 'u-1' },
  ]);
  for (let i = 0; i < 100; i++) reporter.allowed(found());
  await settle();
  expect(server.requests).toHaveLength(3);
  await pass();
  expect(server.requests).toHaveLength(5);
  expect(server.counts('shop')).toMatchObject([{ rule: 'a-rule', requests: 101 }]);
  await pass(5);
  expect(server.requests).toHaveLength(5);
  expect(results).toEqual(['written', 'written']);
});

test('what mode deny does to a rule when its mode changes is counted separately', async () => {
  const server = createServer();
  const { reporter } = createReplica(server);
  const changed = found({ findings: [{ rule: 'a-rule', mode: 'warn', inModeDeny: 'warn' }] });
  for (const one of [found(), changed, found()]) reporter.allowed(one);
  await settle();
  expect(server.counts('shop')).toMatchObject([
    { inModeDeny: 'deny', requests: 2 },
    { inModeDeny: 'warn', requests: 1 },
  ]);
});

test('without an owner, a report has none', async () => {
  const server = createServer();
  createReplica(server, {}).reporter.allowed(found());
  await settle();
  expect(objectAt(server.report('shop'), 'metadata')).not.toHaveProperty('ownerReferences');
});

describe('no count is lost or doubled', () => {
  test('by several replicas that write at the same time', async () => {
    const server = createServer();
    const replicas = [1, 2, 3].map(() => createReplica(server));
    for (let minute = 0; minute < 5; minute++) {
      for (const [i, { reporter }] of replicas.entries())
        for (let n = 0; n <= i; n++) reporter.allowed(found({ namespace: n === 2 ? 'other' : 'shop' }));
      await pass();
    }
    expect(server.counts('shop')).toMatchObject([{ requests: 25 }]);
    expect(server.counts('other')).toMatchObject([{ requests: 5 }]);
    expect(server.requests.length).toBeGreaterThan(replicas.length * 10);
  });

  test('by a write whose answer is lost, even if another replica writes in the meantime', async () => {
    const server = createServer();
    const [a, b] = [createReplica(server), createReplica(server)];
    a.reporter.allowed(found());
    await settle();
    server.loseAnswer = true;
    let others = 0;
    server.before = () => {
      if (!server.loseAnswer && others++ === 0) b.reporter.allowed(found());
      return undefined;
    };
    a.reporter.allowed(found());
    await pass();
    await pass();
    expect(others).toBeGreaterThan(0);
    expect(server.counts('shop')).toMatchObject([{ requests: 3 }]);
  });

  test('by an API server that does not answer for minutes', async () => {
    const server = createServer();
    const { reporter, results, lines } = createReplica(server);
    server.before = () => ({ failure: 'unavailable', detail: 'the connection was closed' });
    reporter.allowed(found());
    await pass(2);
    expect(results).toEqual(['dropped']);
    reporter.allowed(found());
    server.before = () => undefined;
    await pass();
    await pass();
    expect(server.counts('shop')).toMatchObject([{ requests: 2 }]);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'reports cannot be written',
      'reports are written again',
    ]);
  });

  test('by a report that is deleted while it is written', async () => {
    const server = createServer();
    const { reporter } = createReplica(server);
    reporter.allowed(found());
    await settle();
    reporter.allowed(found());
    server.before = (request) => {
      if (request.startsWith('replace')) server.objects.delete(`${reportsOf('shop')}/podward`);
      return undefined;
    };
    await pass();
    expect(server.counts('shop')).toMatchObject([{ requests: 1 }]);
  });

  test('by the end of a replica', async () => {
    const server = createServer();
    const { reporter, outbox } = createReplica(server);
    reporter.allowed(found());
    await settle();
    for (const namespace of ['shop', 'shop', 'other']) reporter.allowed(found({ namespace }));
    reporter.stop();
    await outbox.finish();
    expect(server.counts('shop')).toMatchObject([{ requests: 3 }]);
    expect(server.counts('other')).toMatchObject([{ requests: 1 }]);
  });
});

test('a replica that ends while it writes also writes what it counts in the meantime', async () => {
  const server = createServer();
  const { reporter, outbox } = createReplica(server);
  server.before = (request) => {
    if (request.startsWith('create') && server.requests.length < 4) {
      reporter.allowed(found());
      reporter.stop();
    }
    return undefined;
  };
  reporter.allowed(found());
  await settle();
  await outbox.finish();
  expect(server.counts('shop')).toMatchObject([{ requests: 2 }]);
});

test.each<CallFailure>(['missing', 'forbidden'])(
  'what cannot be written because something is %s is written later, and tried every five minutes',
  async (failure) => {
    const server = createServer();
    server.before = (request) => (request.startsWith('create') ? { failure, detail: 'the status is 4xx' } : undefined);
    const { reporter, results, lines } = createReplica(server);
    for (let minute = 0; minute < 4; minute++) {
      reporter.allowed(found());
      await pass();
    }
    expect(results).toEqual([failure]);
    await pass(60);
    expect(results.length).toBeGreaterThan(10);
    expect(results.length).toBeLessThan(14);
    expect(lines.length).toBeLessThan(3);
    server.before = () => undefined;
    await pass(10);
    expect(server.counts('shop')).toMatchObject([{ requests: 4 }]);
    const { length } = results;
    await pass(10);
    expect(results).toHaveLength(length);
  },
);

test('what could not be written because a permission is missing is tried once more at the end', async () => {
  const server = createServer();
  server.before = (request) =>
    request.startsWith('create') ? { failure: 'forbidden', detail: 'the status is 403' } : undefined;
  const { reporter, outbox, results } = createReplica(server);
  reporter.allowed(found());
  await settle();
  reporter.stop();
  await outbox.finish();
  expect(results).toEqual(['forbidden', 'forbidden']);
});

test.each<[CallFailure, number]>([
  ['quota', 1],
  ['too large', 1],
  ['refused', 1],
  ['gone', 0],
])('a write that fails as %s is not repeated, and logs %d line for all of them', async (failure, lineCount) => {
  const server = createServer();
  server.before = (request) => (request.startsWith('create') ? { failure, detail: 'the status is 4xx' } : undefined);
  const { reporter, results, lines } = createReplica(server);
  for (let minute = 0; minute < 3; minute++) {
    reporter.allowed(found());
    await pass();
  }
  expect(results).toEqual([failure, failure, failure]);
  expect(lines).toHaveLength(lineCount);
  server.before = () => undefined;
  reporter.allowed(found());
  await pass();
  expect(server.counts('shop')).toMatchObject([{ requests: 1 }]);
});

test('a namespace in which the API server fails for minutes loses its counts, and delays no other one', async () => {
  const server = createServer();
  const { reporter, results } = createReplica(server);
  server.before = (request) =>
    request.includes('/shop/') ? { failure: 'failed', detail: 'the status is 500' } : undefined;
  reporter.allowed(found());
  await settle();
  reporter.allowed(found({ namespace: 'other' }));
  await settle();
  expect(server.counts('other')).toMatchObject([{ requests: 1 }]);
  await pass(2);
  expect(results).toEqual(['written', 'failed']);
  server.before = () => undefined;
  reporter.allowed(found());
  await pass();
  expect(server.counts('shop')).toMatchObject([{ requests: 1 }]);
});

test('a ClusterRole that is deleted stops the creation of reports', async () => {
  const server = createServer();
  server.objects.delete(ownerPath);
  const { reporter, results, lines } = createReplica(server);
  reporter.allowed(found());
  await settle();
  expect(results).toEqual(['missing']);
  expect(lines[0]).toContain(`the ClusterRole ${owner} cannot be read`);
  expect(server.report('shop')).toBeUndefined();
});

test('the memory for counts is limited, and what does not fit is reported', async () => {
  const server = createServer();
  server.before = () => ({ failure: 'unavailable', detail: 'it is down' });
  const { reporter, dropped } = createReplica(server);
  for (let i = 0; i < maxCounts + 10; i++) reporter.allowed(found({ namespace: `n-${i}` }));
  expect(dropped()).toBe(10);
  // A count that exists can grow.
  reporter.allowed(found({ namespace: 'n-1' }));
  expect(dropped()).toBe(10);
  await settle();
});

test('each of many namespaces gets its report, also if others are counted again and again', async () => {
  const server = createServer();
  const { reporter, dropped, results } = createReplica(server);
  const namespaces = Array.from({ length: 2_000 }, (_, i) => `shop-${i}`);
  for (let minute = 0; minute < 10; minute++) {
    for (const namespace of namespaces) reporter.allowed(found({ namespace }));
    await pass();
  }
  expect(namespaces.filter((namespace) => server.counts(namespace).length === 0)).toEqual([]);
  expect(dropped()).toBe(0);
  expect(results).not.toContain('dropped');
});

test('the end logs the number of all namespaces that are not written', async () => {
  const server = createServer();
  server.before = () => ({ failure: 'unavailable', detail: 'there was no connection' });
  const { reporter, outbox, lines } = createReplica(server);
  for (let i = 0; i < 3_000; i++) reporter.allowed(found({ namespace: `shop-${i}` }));
  await settle();
  reporter.stop();
  const finished = outbox.finish();
  await settle();
  await finished;
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({
    count: 3_000,
    msg: 'reports not known to be written before the end',
  });
});
