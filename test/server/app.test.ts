/** The HTTP endpoints with a reviewer that misbehaves: probes and other reviews are not affected. */
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { createApp } from '../../src/server/app.ts';
import { inlineBytes } from '../../src/server/limits.ts';
import { createBodyReader } from '../../src/server/body.ts';
import { createByteBudget, type Hold } from '../../src/server/budget.ts';
import { createHealthServer } from '../../src/server/health.ts';
import { createMetrics, type Metrics } from '../../src/server/metrics.ts';
import { createReviewLog } from '../../src/server/review-log.ts';
import { startReviewer, type Reviewer } from '../../src/server/reviewer.ts';
import { reviewOf, uid } from '../admission/requests.ts';
import { answered, get, metric, metricsOf, until, wordsOf, type Answered } from './client.ts';
import { gauges } from './gauges.ts';

const megabyte = 1024 * 1024;
const budget = createByteBudget(64 * megabyte);
const logged: Record<string, unknown>[] = [];
let reviewer: Reviewer;
let metrics: Metrics;
let webhook: Server;
let health: Server;
let checkPods: () => readonly string[];
let logFault: Error | undefined;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  const bodies = createBodyReader(budget, 20 * megabyte);
  reviewer = await startReviewer({
    // Code that allocates memory is slow on a busy machine, and must not be stopped for that reason.
    limitMs: 30_000,
    heapMb: 64,
    ended: (reason) => metrics.reviewerStopped(reason),
    program: fileURLToPath(new URL('hostile-process.ts', import.meta.url)),
  });
  metrics = createMetrics({
    ...gauges,
    reviewsWaiting: () => reviewer.waiting,
    reviewerBytes: () => reviewer.residentBytes(),
  });
  const log = pino({ level: 'info' }, { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) });
  const reviewLog = createReviewLog(log, { logIdentities: true, logAllowedEvery: 0 });
  const app = createApp({
    versions: { engine: createEngine(catalogue, defaultPolicy(catalogue)), configuration: '{}', minors: [36] },
    reviewer,
    bodies,
    metrics,
    log,
    modeCheck: { warnings: () => Promise.resolve(checkPods()), stop: () => {} },
    logReview(...reviewed) {
      if (logFault !== undefined) throw logFault;
      reviewLog(...reviewed);
    },
    reviewLimit: { bytes: 20 * megabyte, flag: '--max-review-bytes' },
    draining: () => false,
    isAllowedClient: () => true,
    full: () => false,
  });
  // In the environment `test`, Express would print no error.
  app.set('env', 'production');
  webhook = createServer(app).listen(0, '127.0.0.1');
  health = createHealthServer({ metrics, notReady: () => undefined }).listen(0, '127.0.0.1');
  await Promise.all([once(webhook, 'listening'), once(health, 'listening')]);
});
afterAll(() => {
  reviewer.stop();
  webhook.close();
  health.close();
});

function post(body: string, path = '/validate/deny'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    const to = { host: '127.0.0.1', port: portOf(webhook), path, method: 'POST', headers, agent: false };
    request(to, (response) => resolve(answered(response)))
      .on('error', reject)
      .end(body);
  });
}

/** In the order of kube-apiserver: kind, apiVersion, request, and the uid first in the request. */
function large(what: string): string {
  const { apiVersion, kind, request } = reviewOf({ object: { do: `do:${what} `, padding: 'x'.repeat(inlineBytes) } });
  return JSON.stringify({ kind, apiVersion, request });
}

test.each<[string, string, RegExp]>([
  ['loop', 'time', /The check took too long\./],
  ['memory', 'memory', /The check took too much memory\./],
  ['exit', 'crash', /The process that ran the check ended\./],
])('a review that ends in a %s is refused; all others are answered meanwhile', async (what, reason, words) => {
  let ended = false;
  const path = what === 'loop' ? '/validate/deny?timeout=2s' : '/validate/deny';
  const hostile = post(large(what), path).finally(() => (ended = true));
  const next = post(large('next'));
  let rounds = 0;
  do {
    for (const probe of ['/healthz', '/readyz', '/metrics'])
      expect((await get(portOf(health), probe)).status).toBe(200);
    expect((await post(JSON.stringify(reviewOf()))).text).toContain('"allowed":true');
    rounds++;
  } while (!ended);
  expect(rounds).toBeGreaterThan(0);

  const { status, text } = await hostile;
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({
    kind: 'AdmissionReview',
    response: { uid, allowed: false, status: { code: 500, message: expect.stringMatching(words) } },
  });
  expect(JSON.parse((await next).text)).toMatchObject({ said: 'next' });
  expect(await metricsOf(portOf(health))).toContain(`podward_reviewer_stopped_total{reason="${reason}"} 1\n`);
  expect(logged.filter(({ msg }) => msg === 'review stopped').at(-1)).toMatchObject({
    uid,
    phase: 'validate',
    mode: 'deny',
    reason: expect.stringMatching(words),
  });
  expect(logged.filter(({ msg }) => msg === 'failed').at(-1)).toMatchObject({
    uid,
    operation: 'CREATE',
    kind: 'Pod',
    namespace: 'default',
    name: 'web',
    user: 'alice',
  });
  expect(await metricsOf(portOf(health))).toMatch(
    /^podward_reviews_total\{phase="validate",mode="deny",operation="CREATE",kind="Pod",outcome="failed"\}/m,
  );
});

test('in the modes warn and audit, a review that was stopped is allowed', async () => {
  const { text } = await post(large('exit'), '/validate/warn');
  expect(JSON.parse(text)).toMatchObject({
    response: {
      uid,
      allowed: true,
      warnings: [expect.stringContaining('The process that ran the check ended.')],
      auditAnnotations: { 'not-judged': 'failed', 'review-uid': uid },
    },
  });
});

test('a review in another form than that of kube-apiserver gets an HTTP error', async () => {
  const answer = await post(large('exit').replace('{', '{"extra":1,'));
  expect(answer.status).toBe(500);
  expect(wordsOf(answer.text)).toBe(
    'Podward failed while checking this request. The process that ran the check ended.',
  );
});

test('the uid of a stopped review is found, whatever its value and whitespace', async () => {
  const { status, text } = await post(large('exit').replace(uid, 'some-UID_7').replace('{', ' {\n'));
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ response: { uid: 'some-UID_7', allowed: false } });
});

test('an error after the answer does not cut it off, and is logged without its message', async () => {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  logFault = new Error('hunter2');
  const { status, text } = await post(JSON.stringify(reviewOf())).finally(() => (logFault = undefined));
  expect(status).toBe(200);
  expect(text).toContain('"allowed":true');
  await until(() => logged.some(({ msg }) => msg === 'request failed'), 'the log line');
  expect(logged.filter(({ msg }) => msg === 'request failed')).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain('hunter2');
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});

test('the time of the check of existing Pods is not a part of the review, so that the alert PodwardSlow does not fire', async () => {
  const hour = 3_600_000;
  const realNow = performance.now.bind(performance);
  let passed = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => realNow() + passed);
  checkPods = () => {
    passed += hour;
    return ['a Pod violates it'];
  };
  const namespace = (mode: string): object => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'podward.dev/mode': mode } },
  });
  const kind = { group: '', version: 'v1', kind: 'Namespace' };
  const review = { kind, operation: 'UPDATE', name: 'shop', object: namespace('deny'), oldObject: namespace('warn') };
  const { text } = await post(JSON.stringify(reviewOf(review)), '/namespaces/warn').finally(() => clock.mockRestore());
  expect(JSON.parse(text)).toMatchObject({ response: { warnings: ['a Pod violates it'] } });
  const sum = await metric(portOf(health), 'podward_review_duration_seconds_sum{phase="namespaces"}');
  expect(sum).toBeLessThan(hour / 1_000);
});

describe('if other requests hold nearly all of --max-in-flight-bytes', () => {
  let other: Hold;
  beforeEach(() => {
    other = { address: '192.0.2.1', bytes: 0, uploading: false, stalled: false, cut: () => {} };
  });
  const hold = (): void => void expect(budget.take(other, 55 * megabyte)).toBe(true);
  afterEach(() => {
    jest.restoreAllMocks();
    budget.release(other);
  });
  const busy = 'Podward is checking too many requests. Try again.';
  const start = (path: string) => {
    const headers = { 'Content-Type': 'application/json' };
    const client = request({ host: '127.0.0.1', port: portOf(webhook), path, method: 'POST', headers, agent: false });
    const answer = (once(client, 'response') as Promise<[IncomingMessage]>).then(async ([response]) => ({
      ...(await answered(response)),
      headers: response.headers,
    }));
    return { client: client.on('error', () => {}), answer };
  };
  /** In several chunks, of which the first one may use the reserve. */
  const tooMuch = Buffer.alloc(3 * megabyte, ' ');

  test('a large one gets 503 with Retry-After 1, and a small one is answered', async () => {
    hold();
    const { client, answer } = start('/validate/deny');
    client.end(tooMuch);
    const { status, headers, text } = await answer;
    expect([status, wordsOf(text)]).toEqual([503, busy]);
    expect(headers['retry-after']).toBe('1');
    expect((await post(JSON.stringify(reviewOf()))).status).toBe(200);
  });

  test.each<[string, string, number]>([
    ['whose timeout is short', '/validate/deny?timeout=1s', 0],
    ['that has waited too long', '/validate/deny?timeout=30s', 28_800],
  ])('one %s has no time for a second attempt, and gets 503 without Retry-After', async (_, path, waitedMs) => {
    const { client, answer } = start(path);
    client.write(' ');
    await until(() => budget.used === 1, 'the first byte');
    hold();
    const then = performance.now() + waitedMs;
    jest.spyOn(performance, 'now').mockReturnValue(then);
    client.end(tooMuch);
    const { status, headers, text } = await answer;
    expect([status, wordsOf(text)]).toEqual([503, busy]);
    expect(headers).not.toHaveProperty('retry-after');
  });
});
