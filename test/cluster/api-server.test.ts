/** The question for the version, against servers that answer as an API server, or wrongly, or not at all. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { askVersion } from '../../src/cluster/api-server.ts';
import { maxAnswerBytes } from '../../src/cluster/limits.ts';
import type { VersionAnswer } from '../../src/kubernetes/apiserver/version.ts';
import { makePair, temporaryFolder } from '../server/certificates.ts';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const pairOf = (name: string) => ({
  cert: readFileSync(file(`${name}/tls.crt`)),
  key: readFileSync(file(`${name}/tls.key`)),
});

beforeAll(() => {
  makePair(file('good'));
  makePair(file('other'));
  makePair(file('elsewhere'), { sans: 'DNS:elsewhere.example.com' });
  makePair(file('expired'), { notAfter: '20200102000000Z' });
  writeFileSync(file('rubbish.crt'), 'rubbish');
  writeFileSync(file('empty.crt'), '');
  writeFileSync(file('large.crt'), Buffer.alloc(2 ** 20 + 1));
  mkdirSync(file('folder'));
  execFileSync('mkfifo', [file('pipe.crt')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

let servers: Server[] = [];
let sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  [servers, sockets] = [[], []];
});

async function urlOf(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket) => void sockets.push(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void;
const serving = (respond: Respond, pair = 'good'): Promise<string> => urlOf(createHttpsServer(pairOf(pair), respond));

const never = new AbortController().signal;
const ask = (url: string, ca = file('good/tls.crt')): Promise<VersionAnswer> => askVersion({ url, caFile: ca }, never);
const answered = async (respond: Respond): Promise<VersionAnswer> => ask(await serving(respond));

/** As kube-apiserver 1.36 writes it. */
const version = JSON.stringify(
  {
    major: '1',
    minor: '36',
    emulationMajor: '1',
    emulationMinor: '36',
    minCompatibilityMajor: '1',
    minCompatibilityMinor: '35',
    gitVersion: 'v1.36.1',
    gitCommit: 'c',
    gitTreeState: 'clean',
    buildDate: '2026-05-01T00:00:00Z',
    goVersion: 'go1.26.1',
    compiler: 'gc',
    platform: 'linux/amd64',
  },
  undefined,
  2,
);

test('each request has no credentials and a connection of its own', async () => {
  const requests: unknown[] = [];
  const ports = new Set<unknown>();
  const url = await serving(({ method, url: path, headers, socket }, response) => {
    requests.push([method, path, Object.keys(headers).sort()]);
    ports.add(socket.remotePort);
    response.end(version);
  });
  for (let i = 0; i < 3; i++) expect(await ask(url)).toEqual({ minors: [36] });
  expect(ports.size).toBe(3);
  expect(requests).toEqual(Array(3).fill(['GET', '/version', ['accept', 'connection', 'host', 'user-agent']]));
});

test.each(['/k8s/clusters/c-1', '/k8s/clusters/c-1/'])('the path of the URL is kept: %s', async (path) => {
  let asked: string | undefined;
  const url = await serving(({ url: path }, response) => {
    asked = path;
    response.end(version);
  });
  expect(await ask(`${url}${path}`)).toEqual({ minors: [36] });
  expect(asked).toBe('/k8s/clusters/c-1/version');
});

describe('an answer that is not a version', () => {
  const status = (code: number, detail: string, headers = {}): [string, Respond, string, string] => [
    `status ${code}`,
    (_, response) => response.writeHead(code, headers).end(version),
    'status',
    detail,
  ];
  const text = (name: string, body: string, detail: string): [string, Respond, string, string] => [
    name,
    (_, response) => response.end(body),
    'answer',
    detail,
  ];
  const noVersion = 'the answer does not contain a version of Kubernetes 1';
  test.each<[string, Respond, string, string]>([
    status(401, 'the status is 401, so anonymous requests are not allowed'),
    status(403, 'the status is 403, so anonymous requests are not allowed'),
    status(301, 'the status is 301, and redirects are not followed', { Location: '/other' }),
    status(307, 'the status is 307, and redirects are not followed', { Location: 'https://example.com/version' }),
    status(204, 'the status is 204'),
    status(404, 'the status is 404'),
    status(500, 'the status is 500'),
    text('HTML', '<!doctype html><title>Sign in</title>', 'the answer is not JSON'),
    text('nothing', '', 'the answer is not JSON'),
    text('a part of a version', version.slice(0, 100), 'the answer is not JSON'),
    text('bytes that are not UTF-8', '\u{fffd}\0', 'the answer is not JSON'),
    text('deep lists', '['.repeat(maxAnswerBytes), 'the answer is not JSON'),
    text('null', 'null', noVersion),
    text('a Status', '{"kind":"Status","code":200}', noVersion),
    text('another major version', '{"major":"2","minor":"0"}', noVersion),
    text('a minor version that is not a number', '{"major":"1","minor":"thirty-six"}', noVersion),
    text('too many bytes', ' '.repeat(maxAnswerBytes) + version, `the answer has more than ${maxAnswerBytes} bytes`),
    ['a body without an end', endless, 'answer', `the answer has more than ${maxAnswerBytes} bytes`],
    [
      'a body that ends early',
      (_, response) => void response.writeHead(200, { 'Content-Length': 999 }).write(version, () => response.destroy()),
      'answer',
      'the connection was closed',
    ],
    ['a connection that is closed instead', (_, response) => response.destroy(), 'answer', 'socket hang up'],
    [
      'a header without an end',
      (_, response) => void response.setHeader('X', 'x'.repeat(2 ** 20)).end(),
      'answer',
      'Parse Error: Header overflow',
    ],
    [
      'another protocol',
      ({ socket }) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: spdy\r\n\r\n'),
      'answer',
      'the connection was closed',
    ],
  ])('%s', async (_, respond, failure, detail) => {
    expect(await answered(respond)).toEqual({ failure, detail });
  });
});

function endless(_: IncomingMessage, response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(1_024)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

test('the redirect is not requested', async () => {
  const paths: unknown[] = [];
  await answered(({ url }, response) => {
    paths.push(url);
    response.writeHead(302, { Location: '/other' }).end();
  });
  expect(paths).toEqual(['/version']);
});

describe('a server that is not the API server', () => {
  const respond: Respond = (_, response) => response.end(version);
  test.each<[string, string, RegExp]>([
    ['the certificate of another CA', 'other', /^(self-signed certificate|unable to verify)/],
    ['a certificate for another name', 'elsewhere', /^Hostname\/IP does not match certificate's altnames: /],
    ['an expired certificate', 'expired', /^certificate has expired$/],
  ])('with %s does not get the request', async (_, pair, detail) => {
    let requests = 0;
    const url = await serving((...given) => {
      requests++;
      respond(...given);
    }, pair);
    const answer = await ask(url, file(`${pair === 'other' ? 'good' : pair}/tls.crt`));
    expect(answer).toEqual({ failure: 'tls', detail: expect.stringMatching(detail) });
    expect(requests).toBe(0);
  });

  test('is not trusted without a CA, whatever the environment says', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const answer = await askVersion({ url: await serving(respond) }, never);
      expect(answer).toMatchObject({ failure: 'tls' });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  test('speaks HTTP without TLS, or only an old TLS', async () => {
    const plain = await urlOf(createTcpServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await ask(plain)).toMatchObject({ failure: 'tls' });
    const old = await urlOf(createTlsServer({ ...pairOf('good'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }));
    expect(await ask(old)).toMatchObject({ failure: 'tls' });
  });

  test('does not listen', async () => {
    const server = createTcpServer();
    const url = await urlOf(server);
    server.close();
    expect(await ask(url)).toEqual({ failure: 'connect', detail: expect.stringMatching(/^connect ECONNREFUSED/) });
    expect(await ask('https://podward.invalid')).toEqual({
      failure: 'connect',
      detail: expect.stringMatching(/^getaddrinfo E/),
    });
  });
});

test('whoever does not answer, or not to the end, is not waited for', async () => {
  const silent = await urlOf(createTcpServer());
  const noAnswer = await serving(() => {});
  const slow = await serving((_, response) => {
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  });
  const failed = { failure: 'timeout', detail: 'there was no complete answer within 5 seconds' };
  expect(await Promise.all([silent, noAnswer, slow].map((url) => ask(url)))).toEqual([failed, failed, failed]);
});

test('a question ends at once when the server stops', async () => {
  const stop = new AbortController();
  const url = await serving(() => stop.abort());
  expect(await askVersion({ url, caFile: file('good/tls.crt') }, stop.signal)).toMatchObject({ failure: 'answer' });
  expect(await askVersion({ url, caFile: file('good/tls.crt') }, stop.signal)).toMatchObject({ failure: 'connect' });
});

test.each([
  ['none.crt', 'no such file or directory'],
  ['folder', 'this is not a regular file'],
  ['pipe.crt', 'this is not a regular file'],
  ['large.crt', 'this file has more than 1048576 bytes'],
  ['empty.crt', 'it must contain a certificate in PEM format'],
  ['rubbish.crt', 'it must contain a certificate in PEM format'],
])('with the CA in %s, there is no connection', async (name, reason) => {
  let connections = 0;
  const url = await urlOf(createTcpServer(() => void connections++));
  expect(await ask(url, file(name))).toEqual({ failure: 'ca', detail: `${file(name)} cannot be used: ${reason}` });
  expect(connections).toBe(0);
});

test('the CA is read each time, so that a new one is used', async () => {
  const url = await serving((_, response) => response.end(version));
  writeFileSync(file('ca.crt'), readFileSync(file('other/tls.crt')));
  expect(await ask(url, file('ca.crt'))).toMatchObject({ failure: 'tls' });
  // During a rotation, the file has the old and the new CA.
  writeFileSync(
    file('ca.crt'),
    Buffer.concat([readFileSync(file('other/tls.crt')), readFileSync(file('good/tls.crt'))]),
  );
  expect(await ask(url, file('ca.crt'))).toEqual({ minors: [36] });
});
