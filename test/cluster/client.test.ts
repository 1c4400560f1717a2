/** What `podward serve` sends to an API server, and how it reads the answers. */
import { writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createClient } from '../../src/cluster/client.ts';
import { maxCallAnswerBytes, writeMs } from '../../src/cluster/limits.ts';
import { send } from '../../src/cluster/request.ts';
import type { CallFailure, ClusterCalls } from '../../src/kubernetes/apiserver/calls.ts';
import { requestMs } from '../../src/server/limits.ts';
import { until } from '../server/client.ts';
import { startAnswering } from './api-server-answers.ts';

let stop = (): void => {};
afterEach(() => {
  stop();
  stop = () => {};
});

async function connect(code: number, body: object | string, silent = (_: string): boolean => false) {
  const server = await startAnswering((request) => (silent(request) ? undefined : { code, body }));
  const token = join(server.folder, 'token');
  writeFileSync(token, 'a.b-c\n');
  const client: ClusterCalls = createClient({ url: server.url, caFile: server.ca }, token);
  stop = () => {
    client.close();
    server.stop();
  };
  return { client, sent: server.sent, token, disconnect: () => server.disconnect() };
}

test.each<['get' | 'create' | 'replace' | 'patch', string, string | undefined]>([
  ['get', 'GET', undefined],
  ['create', 'POST', 'application/json'],
  ['replace', 'PUT', 'application/json'],
  ['patch', 'PATCH', 'application/merge-patch+json'],
])('%s', async (call, method, type) => {
  const { client, sent } = await connect(200, { kind: 'X' });
  expect(await client[call]('/apis/x', { a: 'é' })).toEqual({ object: { kind: 'X' } });
  const [{ request, headers, body } = { request: '', headers: {}, body: '' }] = sent;
  expect(request).toBe(`${method} /apis/x`);
  expect(headers).toMatchObject({ authorization: 'Bearer a.b-c', accept: 'application/json' });
  expect(headers['content-type']).toBe(type);
  expect(body).toBe(type === undefined ? '' : '{"a":"é"}');
});

test('a write that gets no answer does not delay another one', async () => {
  const { client, sent } = await connect(200, { kind: 'X' }, (request) => request.endsWith('/slow'));
  void client.create('/apis/slow', {});
  await until(() => sent.length === 1, 'the first request');
  expect(await client.create('/apis/x', {})).toEqual({ object: { kind: 'X' } });
});

test('a write waits longer than an admission webhook may take, so that the API server says that it failed', () =>
  expect(writeMs).toBeGreaterThan(requestMs));

describe('an answer', () => {
  const namespaces = { kind: 'Status', details: { kind: 'namespaces', name: 'shop' } };
  const terminating = { kind: 'Status', details: { causes: [{ reason: 'NamespaceTerminating' }] } };
  const says = (message: string) => ({ kind: 'Status', message });
  test.each<[number, object | string, CallFailure]>([
    [401, {}, 'forbidden'],
    [403, { details: { causes: [{ reason: 'Other' }] } }, 'forbidden'],
    [403, says('events.events.k8s.io is forbidden: User "x" cannot create resource "events"'), 'forbidden'],
    [403, says('events.events.k8s.io "x" is forbidden: exceeded quota: q, requested: count/events=1'), 'quota'],
    [403, says('events.events.k8s.io "x" is forbidden: status unknown for quota: q, resources: count/events'), 'quota'],
    [403, says('admission webhook "x.example.com" denied the request: no'), 'denied'],
    [422, says(`events "x" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`), 'denied'],
    [403, terminating, 'gone'],
    [404, '404 page not found', 'missing'],
    [404, { details: { kind: 'policyreports' } }, 'missing'],
    [404, namespaces, 'gone'],
    [302, 'Log in', 'failed'],
    [304, '', 'failed'],
    [400, {}, 'refused'],
    [405, {}, 'refused'],
    [408, {}, 'failed'],
    [409, {}, 'conflict'],
    [413, {}, 'too large'],
    [422, {}, 'refused'],
    [429, {}, 'unavailable'],
    [500, {}, 'failed'],
    [500, says('etcdserver: request is too large'), 'too large'],
    [
      500,
      says('rpc error: code = ResourceExhausted desc = trying to send message larger than max (1 vs. 2)'),
      'too large',
    ],
    [503, 'not JSON', 'unavailable'],
    [504, {}, 'failed'],
    [200, 'not JSON', 'failed'],
    [200, '[]', 'failed'],
  ])('%d %j is %s', async (code, body, failure) => {
    const { client } = await connect(code, body);
    expect(await client.get('/x')).toEqual({ failure, detail: expect.any(String) });
  });

  test('that is too large', async () => {
    const { client } = await connect(200, ' '.repeat(maxCallAnswerBytes + 1));
    const detail = `the answer has more than ${maxCallAnswerBytes} bytes (list pods)`;
    expect(await client.get('/api/v1/pods')).toEqual({ failure: 'too large', detail });
  });

  const events = '/apis/events.k8s.io/v1/namespaces/shop/events';
  const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/podward-reports';
  test.each<[string, (client: ClusterCalls) => Promise<object>]>([
    ['create events.events.k8s.io in namespace shop', (client) => client.create(events, {})],
    ['patch events.events.k8s.io in namespace shop', (client) => client.patch(`${events}/web-1.0a`, {})],
    ['get clusterroles.rbac.authorization.k8s.io', (client) => client.get(role)],
    ['update clusterroles.rbac.authorization.k8s.io', (client) => client.replace(role, {})],
    [
      'list pods in namespace shop',
      (client) => client.read('/api/v1/namespaces/shop/pods?limit=50', { ms: 10_000, maxBytes: 10_000 }),
    ],
  ])('that is an error has in its detail: %s', async (what, call) => {
    const { client } = await connect(422, {});
    expect(await call(client)).toEqual({ failure: 'refused', detail: `the status is 422 (${what})` });
  });
});

test('an API server that refuses the connection is unavailable', async () => {
  const { client, disconnect } = await connect(200, {});
  disconnect();
  expect(await client.get('/x')).toEqual({ failure: 'unavailable', detail: expect.stringContaining('ECONNREFUSED') });
});

test('a request that has no answer in time says so, in rounded seconds', async () => {
  const { client } = await connect(200, {}, () => true);
  expect(await client.read('/api/v1/pods', { ms: 20.002_883_5, maxBytes: 100 })).toEqual({
    failure: 'unavailable',
    detail: 'there was no complete answer within 0.021 seconds (list pods)',
    isLate: true,
  });
});

test('an object that is nested too deeply to be written is refused', async () => {
  const deep = `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`;
  const { client, sent } = await connect(200, deep);
  const read = await client.get('/x');
  if (!('object' in read)) throw new Error(read.detail);
  expect(await client.replace('/x', read.object)).toEqual({
    failure: 'refused',
    detail: 'the object is nested too deeply',
  });
  expect(sent.map(({ request }) => request)).toEqual(['GET /x']);
});

test('without a token, nothing is sent', async () => {
  const { client, sent, token } = await connect(200, {});
  writeFileSync(token, 'a\nb');
  expect(await client.get('/x')).toEqual({
    failure: 'forbidden',
    detail: `${token} cannot be used: it must contain a token`,
  });
  expect(sent).toEqual([]);
});

test('a connection that many requests use keeps nothing of them', async () => {
  const server = await startAnswering(() => ({ code: 200, body: {} }));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  stop = () => {
    agent.destroy();
    server.stop();
  };
  const { signal } = new AbortController();
  const get = { method: 'GET', path: '/x', agent, ms: 10_000, maxBytes: 100, stop: signal } as const;
  const listeners = async (): Promise<number[]> => {
    expect(await send({ url: server.url, caFile: server.ca }, get)).toEqual({ status: 200, bytes: Buffer.from('{}') });
    const [socket, ...others] = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
    expect(others).toEqual([]);
    return socket!.eventNames().map((name) => socket!.listenerCount(name));
  };
  const first = await listeners();
  for (let i = 0; i < 20; i++) expect(await listeners()).toEqual(first);
});
