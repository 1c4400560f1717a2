/** Bodies that arrive slowly or never, sent to one running server. */
import { readdirSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { encoded, reviewOf } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { get, metric, metricsOf, post, until, valueIn, wordsOf } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const megabyte = 1024 * 1024;
const good = encoded(reviewOf());
const folder = temporaryFolder();
let podward: Podward;
let open: Upload[] = [];

beforeAll(() => makePair(folder));
beforeEach(async () => {
  podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0');
});
afterEach(async () => {
  for (const { hangUp } of open) hangUp();
  open = [];
  podward.signal('SIGTERM');
  await podward.ended;
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Upload {
  readonly status: Promise<number>;
  readonly hangUp: () => void;
}

/** Announces a body, sends its first part, and stops. */
function stall(sent: number, announced: number, path = '/validate/deny'): Upload {
  let hangUp = (): void => {};
  const status = new Promise<number>((resolve) => {
    const client = request(
      {
        host: '127.0.0.1',
        port: podward.port,
        path,
        method: 'POST',
        rejectUnauthorized: false,
        agent: false,
        headers: { 'Content-Type': 'application/json', 'Content-Length': announced },
      },
      (response) => resolve(response.resume().statusCode ?? 0),
    );
    client.on('error', () => resolve(0)).write(Buffer.alloc(sent, ' '));
    hangUp = () => client.destroy();
  });
  const upload = { status, hangUp };
  open.push(upload);
  return upload;
}

const bytesInFlight = (): Promise<number> => metric(podward.healthPort, 'podward_requests_in_flight_bytes');

/** Four uploads, of which 40 MiB are in flight. On a busy machine, a body can arrive so late that the server cuts it off. Then all are started again. */
async function stallFour(): Promise<readonly Upload[]> {
  for (let round = 0; round < 10; round++) {
    const uploads = [1, 2, 3, 4].map(() => stall(16 * megabyte, 20 * megabyte));
    let isCut = false;
    for (const { status } of uploads) void status.then(() => (isCut = true));
    let arrived = false;
    await until(async () => (arrived = (await bytesInFlight()) > 40 * megabyte) || isCut, 'the bytes to arrive');
    if (arrived) return uploads;
    for (const { hangUp } of uploads) hangUp();
    await until(async () => (await bytesInFlight()) === 0, 'the bytes to be released');
  }
  throw new Error('in ten rounds, an upload was cut off before 40 MiB had arrived');
}

test('four stalled uploads of 16 MiB are cut off, and good reviews are answered', async () => {
  const uploads = await stallFour();
  let ended = false;
  const statuses = Promise.all(uploads.map(({ status }) => status)).finally(() => (ended = true));
  let answers = 0;
  do {
    expect((await post(podward.port, '/validate/deny', good)).status).toBe(200);
    answers++;
  } while (!ended || answers < 50);
  for (const status of await statuses) expect([408, 503]).toContain(status);
  expect(await bytesInFlight()).toBe(0);
});

test('50 aborted uploads of 8 MiB release their bytes and their file descriptors', async () => {
  const openFiles = (): number => readdirSync(`/proc/${podward.pid}/fd`).length;
  const read = async () => {
    const text = await metricsOf(podward.healthPort);
    const bytes = valueIn(text, 'podward_requests_in_flight_bytes');
    return { bytes, tooSlow: valueIn(text, 'podward_refused_requests_total{code="408"}', 0) };
  };
  const filesAtRest = openFiles();
  let now = await read();
  let aborted = 0;
  for (let round = 0; round < 60 && aborted < 50; round++) {
    const { tooSlow } = now;
    const uploads = [1, 2, 3, 4, 5].map(() => stall(8 * megabyte, 16 * megabyte));
    await until(async () => {
      now = await read();
      return now.bytes === 40 * megabyte || now.tooSlow > tooSlow;
    }, 'the bytes to arrive');
    for (const { hangUp } of uploads) hangUp();
    await until(async () => (now = await read()).bytes === 0, 'the bytes to be released');
    // On a busy machine, a body can arrive so late that the server cuts it off. Then the round is repeated.
    if (now.tooSlow === tooSlow) aborted += uploads.length;
  }
  expect(aborted).toBe(50);
  await until(() => openFiles() <= filesAtRest, 'the file descriptors to be closed');
  expect((await post(podward.port, '/validate/deny', good)).status).toBe(200);
});

test('stalled uploads are cut off for a large review', async () => {
  await stallFour();
  const large = encoded(reviewOf({ options: { padding: 'x'.repeat(10 * megabyte) } }));
  await until(async () => (await post(podward.port, '/validate/deny', large)).status === 200, 'a large review');
});

const smallBudget = 8 * megabyte;
test('a review that is larger than the budget gets 413, which names the flag', async () => {
  const small = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0', `--max-in-flight-bytes=${smallBudget}`);
  const answer = await post(small.port, '/validate/deny', Buffer.alloc(smallBudget, ' '));
  expect(answer.status).toBe(413);
  expect(wordsOf(answer.text)).toBe(
    'The AdmissionReview must be no more than 7 MiB. Raise --max-in-flight-bytes of Podward.',
  );
  expect(await metric(small.healthPort, 'podward_requests_in_flight_bytes')).toBe(0);
  small.signal('SIGTERM');
  const { output } = await small.ended;
  expect(output.match(/.*maxReviewBytes.*/g)).toEqual([expect.stringContaining(`"maxReviewBytes":${7 * megabyte}`)]);
});

test('a body that does not arrive gets 408, or 504 if its timeout expires first', async () => {
  const silent = stall(10, 1_000);
  const late = stall(10, 1_000, '/validate/deny?timeout=1s');
  expect(await Promise.all([silent.status, late.status])).toEqual([408, 504]);
  const text = await metricsOf(podward.healthPort);
  expect(text).toMatch(/^podward_refused_requests_total\{code="408"\} 1$/m);
  expect(text).toMatch(/^podward_refused_requests_total\{code="504"\} 1$/m);
});

test('a review whose timeout has expired is not judged', async () => {
  for (const padding of ['', ' '.repeat(100_000)]) {
    const answer = await post(podward.port, '/validate/deny?timeout=1ns', good.toString() + padding);
    expect(answer.status).toBe(504);
  }
  expect(await metricsOf(podward.healthPort)).not.toMatch(/^podward_reviews_total\{/m);
});

/** Sends a body in chunks of one byte, as fast as possible, until the server closes the connection. */
function trickle(): Promise<void> {
  return new Promise((resolve) => {
    const client = connect({ host: '127.0.0.1', port: podward.port, rejectUnauthorized: false }, () => {
      client.write('POST /validate/deny HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n');
      client.write('Transfer-Encoding: chunked\r\n\r\n');
      send();
    });
    const chunks = '1\r\n \r\n'.repeat(2_000);
    const send = (): void => {
      while (!client.destroyed && client.write(chunks));
    };
    client.on('drain', send).on('data', () => {});
    client.on('error', () => {}).on('close', () => resolve());
  });
}

test('bodies in chunks of one byte are cut off, and their memory is released', async () => {
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(trickle));
  expect((await post(podward.port, '/validate/deny', good)).status).toBe(200);
  expect(await metric(podward.healthPort, 'podward_refused_requests_total{code="408"}')).toBe(8);
  expect(await metric(podward.healthPort, 'process_resident_memory_bytes')).toBeLessThan(400 * megabyte);
});

test('thousands of requests for metrics on one connection are answered once at most', async () => {
  const answers = new Promise<string>((resolve) => {
    let text = '';
    const client = connectPlain(podward.healthPort, '127.0.0.1', () =>
      client.write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000)),
    );
    client.on('data', (chunk: Buffer) => (text += chunk.toString()));
    client.on('error', () => {}).on('close', () => resolve(text));
  });
  expect((await get(podward.healthPort, '/healthz')).status).toBe(200);
  expect(((await answers).match(/HTTP\/1\.1 200/g) ?? []).length).toBeLessThanOrEqual(1);
});
