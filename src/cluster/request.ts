/** One HTTPS request to an API server, with limits for its time and its answer. Follows no redirects. */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request, type Agent } from 'node:https';
import { reasonOf } from '../text/errors.ts';
import { oneLine } from '../text/line.ts';
import { maxCaBytes } from './limits.ts';

export interface ApiServer {
  /** A URL with the scheme https, without credentials and a query. */
  readonly url: string;
  /** A file with CA certificates in PEM format. Without it, the CAs that Node.js trusts. */
  readonly caFile?: string | undefined;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** With the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Without one, the request has a connection of its own. */
  readonly agent?: Agent;
  readonly ms: number;
  readonly maxBytes: number;
  readonly stop: AbortSignal;
}

/** How far the request got. */
type Stage = 'ca' | 'connect' | 'tls' | 'timeout' | 'answer';

export type Answer =
  | { readonly status: number; readonly bytes: Buffer }
  | { readonly failure: Stage | 'too large'; readonly detail: string };

/** The file with the CAs is read each time, because the kubelet updates it. Never rejects. */
export async function send({ url, caFile }: ApiServer, call: Call): Promise<Answer> {
  let ca: string | undefined;
  try {
    ca = caFile === undefined ? undefined : await readCa(caFile);
  } catch (error) {
    return { failure: 'ca', detail: `${caFile} cannot be used: ${reasonOf(error)}` };
  }
  try {
    return await exchange(`${url.replace(/\/$/, '')}${call.path}`, ca, call);
  } catch (error) {
    return { failure: 'connect', detail: detailOf(error) };
  }
}

/** The content of a small file. A named pipe would never end, and a device has no end. */
export async function readSmallFile(file: string, maxBytes: number): Promise<string> {
  const stats = await stat(file);
  if (!stats.isFile()) throw new Error('this is not a regular file');
  if (stats.size > maxBytes) throw new Error(`this file has more than ${maxBytes} bytes`);
  return readFile(file, 'utf8');
}

async function readCa(file: string): Promise<string> {
  const text = await readSmallFile(file, maxCaBytes);
  try {
    new X509Certificate(text);
  } catch {
    throw new Error('it must contain a certificate in PEM format');
  }
  return text;
}

function exchange(url: string, ca: string | undefined, call: Call): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let stage: Stage = 'connect';
  const sent = request(url, {
    method: call.method,
    agent: call.agent ?? false,
    ...(ca === undefined ? {} : { ca }),
    // The environment variable NODE_TLS_REJECT_UNAUTHORIZED would change the default.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    headers: { Accept: 'application/json', 'User-Agent': 'podward', ...call.headers },
    signal: call.stop,
  });
  let arrived: IncomingMessage | undefined;
  let complete = false;
  const end = (answer: Answer): void => {
    clearTimeout(timer);
    resolve(answer);
    // A connection with an unread answer cannot be used again.
    if (!complete || call.agent === undefined) sent.destroy();
  };
  const ms = Math.ceil(call.ms);
  const timer = setTimeout(
    () => end({ failure: 'timeout', detail: `there was no complete answer within ${ms / 1000} seconds` }),
    ms,
  );
  timer.unref();
  sent.on('socket', (socket) => {
    // A connection that was used before would keep the listeners.
    if (!socket.connecting) stage = 'answer';
    else socket.once('connect', () => (stage = 'tls')).once('secureConnect', () => (stage = 'answer'));
  });
  sent.on('response', (response) => {
    arrived = response;
    readAtMost(call.maxBytes, response as AsyncIterable<Buffer>).then(
      (bytes) => {
        complete = bytes !== undefined;
        end(
          bytes === undefined
            ? { failure: 'too large', detail: tooLarge(call.maxBytes) }
            : { status: response.statusCode ?? 0, bytes },
        );
      },
      (error: unknown) => end({ failure: stage, detail: detailOf(error) }),
    );
  });
  sent.on('error', (error) => end({ failure: stage, detail: detailOf(error) }));
  // For example after an answer that switches to another protocol.
  sent.on('close', () => {
    if (arrived?.complete !== true) end({ failure: stage, detail: 'the connection was closed' });
  });
  sent.end(call.body);
  return promise;
}

/** Undefined if the body has more bytes. The rest is not read. */
export async function readAtMost(
  maxBytes: number,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
  }
  return Buffer.concat(chunks);
}

export const tooLarge = (maxBytes: number): string => `the answer has more than ${maxBytes} bytes`;

/** The texts of Node.js and OpenSSL about a connection. They may contain names of the certificate. */
const detailOf = (error: unknown): string => oneLine(reasonOf(error)).slice(0, 200);
