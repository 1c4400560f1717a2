/** An API server with prepared answers, and a kubeconfig for it. */
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makePair, temporaryFolder } from '../server/certificates.ts';

export interface Sent {
  readonly request: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Answering {
  readonly url: string;
  readonly folder: string;
  readonly ca: string;
  readonly kubeconfig: string;
  readonly sent: Sent[];
  /** Connections are refused from now on. */
  disconnect(): void;
  stop(): void;
}

/** The body of an answer is JSON, or text or gzip that is sent as it is. A request for which it is undefined gets no answer. */
export async function startAnswering(
  answer: (request: string) => { readonly code: number; readonly body: object | string | Buffer } | undefined,
): Promise<Answering> {
  const folder = temporaryFolder();
  makePair(folder);
  const ca = join(folder, 'tls.crt');
  const sent: Sent[] = [];
  const pair = { cert: readFileSync(ca), key: readFileSync(join(folder, 'tls.key')) };
  const server = createServer(pair, (message, response) => {
    const request = `${message.method} ${message.url}`;
    let body = '';
    message.on('data', (chunk: Buffer) => (body += chunk.toString()));
    message.on('end', () => {
      sent.push({ request, headers: message.headers, body });
      const given = answer(request);
      if (given === undefined) return;
      const { code, body: content } = given;
      const isText = typeof content === 'string';
      const isGzip = Buffer.isBuffer(content);
      response.writeHead(code, {
        'Content-Type': isText ? 'text/plain' : 'application/json',
        ...(isGzip ? { 'Content-Encoding': 'gzip' } : {}),
      });
      response.end(isText || isGzip ? content : JSON.stringify(content));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = join(folder, 'config');
  const context = (name: string, namespace?: string) => ({ name, context: { cluster: 'c', user: 'u', namespace } });
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'here',
      clusters: [{ name: 'c', cluster: { server: url, 'certificate-authority': 'tls.crt' } }],
      users: [{ name: 'u', user: {} }],
      contexts: [context('here', 'shop'), context('there')],
    }),
  );
  const disconnect = (): void => {
    server.closeAllConnections();
    server.close();
  };
  const stop = (): void => {
    disconnect();
    rmSync(folder, { recursive: true });
  };
  return { url, folder, ca, kubeconfig, sent, disconnect, stop };
}
