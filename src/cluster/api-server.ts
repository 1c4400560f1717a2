/** Asks an API server for its version, as anyone may do by default (ClusterRole system:public-info-viewer): without a token. */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Json } from '../json/json.ts';
import { minorsOf, type VersionAnswer, type VersionFailure } from '../kubernetes/apiserver/version.ts';
import { reasonOf } from '../text/errors.ts';
import { oneLine } from '../text/line.ts';
import { askMs, maxAnswerBytes, maxCaBytes } from './limits.ts';

interface ApiServer {
  /** A URL with the scheme https, without credentials and a query. */
  readonly url: string;
  /** A file with CA certificates in PEM format. Without it, the CAs that Node.js trusts. */
  readonly caFile?: string | undefined;
}

/**
 * One request on a new connection, so that a load balancer can choose another API server for each. The file with the CAs is read each time,
 * because the kubelet updates it. Never rejects.
 */
export async function askVersion(server: ApiServer, stop: AbortSignal): Promise<VersionAnswer> {
  let ca: string | undefined;
  try {
    ca = server.caFile === undefined ? undefined : await readCa(server.caFile);
  } catch (error) {
    return { failure: 'ca', detail: `${server.caFile} cannot be used: ${reasonOf(error)}` };
  }
  try {
    return await get(`${server.url.replace(/\/$/, '')}/version`, ca, stop);
  } catch (error) {
    return { failure: 'connect', detail: detailOf(error) };
  }
}

async function readCa(file: string): Promise<string> {
  // A named pipe would never end, and a device has no end.
  const stats = await stat(file);
  if (!stats.isFile()) throw new Error('this is not a regular file');
  if (stats.size > maxCaBytes) throw new Error(`this file has more than ${maxCaBytes} bytes`);
  const text = await readFile(file, 'utf8');
  try {
    new X509Certificate(text);
  } catch {
    throw new Error('it must contain a certificate in PEM format');
  }
  return text;
}

function get(url: string, ca: string | undefined, stop: AbortSignal): Promise<VersionAnswer> {
  const { promise, resolve } = Promise.withResolvers<VersionAnswer>();
  let stage: VersionFailure = 'connect';
  const sent = request(url, {
    agent: false,
    ...(ca === undefined ? {} : { ca }),
    // The environment variable NODE_TLS_REJECT_UNAUTHORIZED would change the default.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    headers: { Accept: 'application/json', 'User-Agent': 'podward' },
    signal: stop,
  });
  const end = (answer: VersionAnswer): void => {
    clearTimeout(timer);
    resolve(answer);
    sent.destroy();
  };
  const timer = setTimeout(
    () => end({ failure: 'timeout', detail: `there was no complete answer within ${askMs / 1000} seconds` }),
    askMs,
  );
  timer.unref();
  sent.on('socket', (socket) => {
    socket.once('connect', () => (stage = 'tls')).once('secureConnect', () => (stage = 'answer'));
  });
  sent.on('response', (response) => {
    read(response).then(end, (error: unknown) => end({ failure: stage, detail: detailOf(error) }));
  });
  sent.on('error', (error) => end({ failure: stage, detail: detailOf(error) }));
  // For example after an answer that switches to another protocol.
  sent.on('close', () => end({ failure: stage, detail: 'the connection was closed' }));
  sent.end();
  return promise;
}

async function read(response: IncomingMessage): Promise<VersionAnswer> {
  const { statusCode = 0 } = response;
  if (statusCode !== 200) return { failure: 'status', detail: statusWords(statusCode) };
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxAnswerBytes) return wrong(`the answer has more than ${maxAnswerBytes} bytes`);
  }
  try {
    const minors = minorsOf(JSON.parse(Buffer.concat(chunks).toString()) as Json);
    return minors === undefined ? wrong('the answer does not contain a version of Kubernetes 1') : { minors };
  } catch {
    return wrong('the answer is not JSON');
  }
}

const wrong = (detail: string): VersionAnswer => ({ failure: 'answer', detail });

function statusWords(status: number): string {
  if (status === 401 || status === 403) return `the status is ${status}, so anonymous requests are not allowed`;
  if (status >= 300 && status < 400) return `the status is ${status}, and redirects are not followed`;
  return `the status is ${status}`;
}

/** The texts of Node.js and OpenSSL about a connection. They may contain names of the certificate. */
const detailOf = (error: unknown): string => oneLine(reasonOf(error)).slice(0, 200);
