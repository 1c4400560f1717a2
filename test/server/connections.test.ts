/** More connections than the limit: the least important ones are closed. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { encoded, reviewOf } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { get, keepAlive, metric, post, until } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const max = 50;
/** A request of whose body one byte arrives. */
const head = 'POST /validate/deny HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
const good = encoded(reviewOf());
const folder = temporaryFolder();
let podward: Podward;
let sockets: Socket[] = [];
/** Ends the loops that open connections. */
let over = false;
const agents: Agent[] = [];

beforeAll(async () => {
  makePair(folder);
  podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0', `--max-connections=${max}`);
});
afterEach(() => {
  over = true;
  for (const socket of sockets) socket.destroy();
  for (const agent of agents) agent.destroy();
  sockets = [];
});
afterAll(async () => {
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

async function halfOpen(localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: podward.port, host: '127.0.0.1', localAddress }).on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function tls(localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connectTls({ socket: await halfOpen(localAddress), rejectUnauthorized: false }).on('error', () => {});
  sockets.push(socket);
  await once(socket, 'secureConnect');
  return socket;
}

async function idle(localAddress = '127.0.0.1'): Promise<void> {
  const agent = keepAlive();
  agents.push(agent);
  expect((await post(podward.port, '/validate/deny', good, { agent, localAddress })).status).toBe(200);
}

async function receiving(localAddress: string): Promise<void> {
  (await tls(localAddress)).write(head);
}

const closed = async (reason: string): Promise<number> =>
  metric(podward.healthPort, `podward_connections_closed_total{reason="${reason}"}`);

describe(`with ${max} connections at most`, () => {
  test.each([
    ['half-open', halfOpen],
    ['unused', tls],
    ['idle', idle],
  ])('%s ones are closed for good ones', async (reason, open) => {
    const kept = keepAlive();
    agents.push(kept);
    const before = await closed(reason);
    expect((await post(podward.port, '/validate/deny', good, { agent: kept })).status).toBe(200);
    for (let i = 0; i < max + 10; i++) {
      await open();
      // A connection that is in use is not the longest idle one.
      if (i % 10 === 9)
        expect(await post(podward.port, '/validate/deny', good, { agent: kept })).toMatchObject({
          status: 200,
          reused: true,
        });
    }
    for (let i = 0; i < 30; i++) expect((await post(podward.port, '/validate/deny', good)).status).toBe(200);
    expect(await closed(reason)).toBeGreaterThan(before);
    expect(await metric(podward.healthPort, 'podward_connections')).toBeLessThanOrEqual(max);
    expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
  });

  test.each([
    ['half-open', 5, halfOpen],
    ['unused', 5, tls],
    // Idle ones stay longer than a second new one.
    ['idle', 1, idle],
    ['receiving', 5, receiving],
  ])('an address with %s ones cannot close those of others during the handshake', async (_, count, open) => {
    await until(async () => (await metric(podward.healthPort, 'podward_connections')) === 0, 'all to be closed', 25);
    for (let i = 0; i < max; i++) await open('127.0.0.2');
    const few = [];
    for (let i = 0; i < count; i++) few.push(await halfOpen());
    for (let i = 0; i < max; i++) await halfOpen('127.0.0.2').then((socket) => socket.destroy());
    // When the answer arrives, the server has seen the new connections.
    expect(await metric(podward.healthPort, 'podward_connections')).toBeLessThanOrEqual(max);
    const answers = few.map((socket) =>
      post(podward.port, '/validate/deny', good, { agent: new Agent({ socket, rejectUnauthorized: false }) }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(few.map(() => 200));
  });

  test('an address whose requests do not arrive cannot hold all of them', async () => {
    const before = await closed('receiving');
    over = false;
    /** Opens another connection as soon as one is closed. */
    const lane = async (): Promise<void> => {
      while (!over) {
        const tcp = connect({ port: podward.port, host: '127.0.0.1', localAddress: '127.0.0.2' }).on('error', () => {});
        const socket = connectTls({ socket: tcp, rejectUnauthorized: false }).on('error', () => {});
        sockets.push(socket);
        socket.on('secureConnect', () => socket.write(head)).resume();
        await new Promise((resolve) => socket.once('close', resolve));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const lanes = Array.from({ length: max + 10 }, lane);
    await until(async () => (await metric(podward.healthPort, 'podward_connections')) === max, 'all to be open');
    const review = (): Promise<unknown> =>
      post(podward.port, '/validate/deny', good).then(({ status }) => status, String);
    // On a slow machine, it takes some time until all of them have a request that does not arrive.
    do {
      const statuses = new Set();
      for (let i = 0; i < 30; i++) statuses.add(await review());
      expect(statuses).toEqual(new Set([200]));
    } while ((await closed('receiving')) === before);
    const several = await Promise.all(Array.from({ length: 8 }, () => post(podward.port, '/validate/deny', good)));
    expect(new Set(several.map(({ status }) => status))).toEqual(new Set([200]));
    over = true;
    for (const socket of sockets) socket.destroy();
    await Promise.all(lanes);
  });

  test('the rest of a refused request is read only while there is room for connections', async () => {
    await until(async () => (await metric(podward.healthPort, 'podward_connections')) === 0, 'all to be closed', 25);
    const refused = async (): Promise<string> => {
      const socket = await tls();
      socket.write(head.replace('application/json', 'text/plain'));
      return String((await once(socket, 'data'))[0]);
    };
    const first = await refused();
    expect(first).toMatch(/^HTTP\/1\.1 415 /);
    expect(first).not.toMatch(/^Connection: close/im);
    for (let i = 0; i < max - 2; i++) await tls();
    const last = await refused();
    expect(last).toMatch(/^HTTP\/1\.1 415 /);
    expect(last).toMatch(/^Connection: close/im);
  });

  test('connections of one address whose requests arrive stay, until they are too slow', async () => {
    const held = [];
    const before = await closed('refused');
    for (let i = 0; i < max; i++) {
      const socket = await tls();
      socket.write(head);
      held.push(once(socket, 'data').then(([chunk]) => String(chunk).split('\r\n', 1)[0]));
    }
    await expect(post(podward.port, '/validate/deny', good)).rejects.toThrow();
    expect(await closed('refused')).toBeGreaterThan(before);
    expect(new Set(await Promise.all(held))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
    await until(
      () =>
        post(podward.port, '/validate/deny', good).then(
          ({ status }) => status === 200,
          () => false,
        ),
      'room for a good review',
    );
  });
});

test('probes are answered while others hold connections to the health port', async () => {
  for (let i = 0; i < 200; i++) {
    const socket = connect(podward.healthPort, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    if (i % 20 === 0) expect((await get(podward.healthPort, '/healthz')).status).toBe(200);
  }
});
