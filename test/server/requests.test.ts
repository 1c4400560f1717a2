/** Valid and invalid requests to one running server. After each invalid request, a valid one is answered. */
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reviewOf, uid } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { get, keepAlive, post, type Answer, wordsOf } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const megabyte = 1024 * 1024;
const good = JSON.stringify(reviewOf());
const folder = temporaryFolder();
let podward: Podward;

beforeAll(async () => {
  makePair(folder);
  const config = join(folder, 'config.yaml');
  writeFileSync(config, 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n');
  podward = await startPodward(`--tls-dir=${folder}`, `--config=${config}`, '--drain-seconds=0');
});
afterAll(async () => {
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

const isGood = ({ status, text }: Answer): boolean =>
  status === 200 && (JSON.parse(text) as { response: { uid: string; allowed: boolean } }).response.allowed;

function* megabytes(count: number): Generator<Buffer> {
  for (let i = 0; i < count; i++) yield Buffer.alloc(megabyte, ' ');
}

describe('a good review is answered', () => {
  test.each([
    '/validate/deny',
    '/validate/warn',
    '/validate/audit',
    '/mutate/deny',
    '/mutate/warn',
    '/mutate/audit',
    '/namespaces/deny',
    '/namespaces/warn',
    '/validate/deny?timeout=30s',
    '/validate/deny?timeout=soon',
  ])('at %s', async (path) => {
    const answer = await post(podward.port, path, good);
    expect(isGood(answer)).toBe(true);
    expect(JSON.parse(answer.text)).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid },
    });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  test('again and again on one connection', async () => {
    const agent = keepAlive();
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await post(podward.port, '/validate/deny', good, { agent }));
    agent.destroy();
    expect(answers.every(isGood)).toBe(true);
    expect(answers.map(({ reused }) => reused)).toEqual([false, true, true, true, true]);
    expect(answers[0]?.headers['keep-alive']).toBe('timeout=100');
  });

  test('with a charset in its type', async () => {
    expect(
      isGood(
        await post(podward.port, '/validate/deny', good, {
          headers: { 'Content-Type': 'application/json; charset=utf-8' },
        }),
      ),
    ).toBe(true);
  });

  test('of 18 MiB', async () => {
    const text = JSON.stringify(reviewOf({ options: { padding: '<'.repeat(3 * megabyte) } })).replaceAll(
      '<',
      '\\u003c',
    );
    expect(text.length).toBeGreaterThan(18 * megabyte);
    expect(isGood(await post(podward.port, '/validate/deny', text))).toBe(true);
  });
});

describe('a bad request is refused, and the next good review is served', () => {
  const proto = good.replace('"restartPolicy"', '"__proto__":{"allowed":true,"polluted":1},"restartPolicy"');
  test.each<[string, string, Parameters<typeof post>[2], Parameters<typeof post>[3], number, RegExp]>([
    ['malformed JSON', '/validate/deny', '{"kind":', {}, 400, /must be JSON in UTF-8\./],
    ['an empty body', '/validate/deny', '', {}, 400, /must be JSON in UTF-8\./],
    ['bytes', '/validate/deny', Buffer.from([0, 255, 254, 128]), {}, 400, /must be JSON in UTF-8\./],
    ['100,000 levels', '/validate/deny', '['.repeat(100_000), {}, 400, /nested more than 100 levels deep/],
    [
      'v1beta1',
      '/validate/deny',
      good.replace('k8s.io/v1"', 'k8s.io/v1beta1"'),
      {},
      400,
      /apiVersion must be admission\.k8s\.io\/v1, but is "admission\.k8s\.io\/v1beta1"/,
    ],
    [
      'another type',
      '/validate/deny',
      good,
      { headers: { 'Content-Type': 'text/plain' } },
      415,
      /The Content-Type must be application\/json\./,
    ],
    [
      'another type that begins alike',
      '/validate/deny',
      good,
      { headers: { 'Content-Type': 'application/jsonp' } },
      415,
      /application\/json/,
    ],
    [
      '30 MiB, announced',
      '/validate/deny',
      megabytes(30),
      { headers: { 'Content-Length': 30 * megabyte } },
      413,
      /must be no more than 20 MiB\. Raise --max-review-bytes/,
    ],
    [
      '30 MiB, unannounced',
      '/validate/deny',
      megabytes(30),
      {},
      413,
      /must be no more than 20 MiB\. Raise --max-review-bytes/,
    ],
    [
      'another mode',
      '/validate/off',
      good,
      {},
      404,
      /^The path must be one of \/mutate\/deny, .* and \/namespaces\/warn\.$/m,
    ],
    ['a mode that Namespaces do not have', '/namespaces/audit', good, {}, 404, /^The path must be one of /],
    ['another path', '/', good, {}, 404, /^The path must be one of /],
    ['a longer path', '/validate/deny/more', good, {}, 404, /^The path must be one of /],
    ['a broken path', '/validate/%zz', good, {}, 400, /cannot be decoded/],
    ['another method', '/validate/deny', '', { method: 'GET' }, 405, /^The method must be POST\.$/m],
    [
      'an undecodable object',
      '/validate/deny',
      JSON.stringify(reviewOf({ object: 'x' })),
      {},
      200,
      /"allowed":false.*"code":400/,
    ],
    [
      'another kind',
      '/validate/deny',
      JSON.stringify(reviewOf({ kind: { group: '', version: 'v1', kind: 'ConfigMap' } })),
      {},
      200,
      /"allowed":true/,
    ],
    ['a __proto__ key', '/validate/deny', proto, {}, 200, /"allowed":(true|false)/],
  ])('%s', async (_, path, body, options, status, text) => {
    const answer = await post(podward.port, path, body, options);
    expect(answer.status).toBe(status);
    expect(wordsOf(answer.text)).toMatch(text);
    expect(answer.text).not.toContain('polluted');
    expect(isGood(await post(podward.port, '/validate/deny', good))).toBe(true);
  });

  test('on the same connection, if the body was read', async () => {
    const agent = keepAlive();
    expect((await post(podward.port, '/validate/deny', '{', { agent })).status).toBe(400);
    expect((await post(podward.port, '/nowhere', good, { agent })).status).toBe(404);
    const answer = await post(podward.port, '/validate/deny', good, { agent });
    agent.destroy();
    expect(isGood(answer)).toBe(true);
    expect(answer.reused).toBe(true);
  });

  test('a client without TLS', async () => {
    const socket = connect(podward.port, '127.0.0.1').on('error', () => {});
    socket.end('GET / HTTP/1.1\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(isGood(await post(podward.port, '/validate/deny', good))).toBe(true);
  });
});

describe('the health port', () => {
  test.each([
    ['/healthz', 200, /^ok$/m],
    ['/readyz', 200, /^ok$/m],
    [
      '/metrics',
      200,
      /^podward_reviews_total\{phase="validate",mode="deny",operation="CREATE",kind="Pod",outcome="allowed"\} [1-9]/m,
    ],
    ['/metrics', 200, /^podward_review_duration_seconds_count\{phase="mutate"\} [1-9]/m],
    ['/metrics', 200, /^podward_refused_requests_total\{code="413"\} 2$/m],
    ['/metrics', 200, /^podward_certificate_expiry_timestamp_seconds \d{10}$/m],
    ['/metrics', 200, /^podward_tls_failures_total [1-9]/m],
    ['/metrics', 200, /^process_resident_memory_bytes /m],
    ['/other', 404, /^The path must be one of \/healthz, \/readyz and \/metrics\.$/m],
  ])('%s', async (path, status, text) => {
    const answer = await get(podward.healthPort, path);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
  });
});
