/** The end of connections on which no request has begun, when the server closes. */
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitForRequests, type EndUnused } from '../../src/server/unused.ts';
import { makePair, temporaryFolder } from './certificates.ts';

const folder = temporaryFolder();
makePair(folder);
const pair = { cert: readFileSync(join(folder, 'tls.crt')), key: readFileSync(join(folder, 'tls.key')) };

let server: Server;
let endUnused: EndUnused;
let tcp: Socket;

beforeEach(async () => {
  server = createServer({ ...pair, headersTimeout: 200 }, (_, response) => {
    response.writeHead(200, { Connection: 'close' }).end();
  });
  endUnused = waitForRequests(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  tcp = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  await accepted;
});
afterEach(() => void tcp.destroy());
afterAll(() => rmSync(folder, { recursive: true }));

/** The TLS handshake on the connection. */
async function shake(): Promise<Socket> {
  const socket = connectTls({ socket: tcp, rejectUnauthorized: false }).on('error', () => {});
  await once(socket, 'secureConnect');
  return socket;
}

test('an unused connection ends when the server closes', async () => {
  await shake();
  const closed = new Promise((resolve) => server.close(resolve));
  endUnused();
  await closed;
});

test('a connection whose handshake ends later is served, and does not keep the server open', async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  endUnused();
  const socket = await shake();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  await closed;
});

test('a connection whose handshake ends later, and on which no request comes, does not keep the server open', async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  endUnused();
  (await shake()).resume();
  await closed;
});
