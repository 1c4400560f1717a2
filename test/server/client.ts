import { request as httpRequest, type Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent, request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { waitFor } from '../../devcluster/wait.ts';
import { freshMs } from '../../src/server/health.ts';

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export interface Answer extends Answered {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Common name of the server certificate. */
  readonly certificate: string;
  /** Whether the connection was used before. */
  readonly reused: boolean;
}

const json = { 'Content-Type': 'application/json' };

/** A POST as kube-apiserver sends it. `body` may be produced chunk by chunk. */
export function post(
  port: number,
  path: string,
  body: string | Buffer | Iterable<Buffer>,
  options: RequestOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        rejectUnauthorized: false,
        agent: false,
        ...options,
        headers: { ...json, ...options.headers },
      },
      (response) => {
        // The connection is returned to the agent when the response ends.
        const socket = response.socket as TLSSocket;
        const certificate = String(socket.getPeerCertificate().subject?.CN ?? '');
        resolve(
          answered(response).then((answer) => ({
            ...answer,
            headers: response.headers,
            certificate,
            reused: sent.reusedSocket,
          })),
        );
      },
    );
    sent.on('error', reject);
    if (typeof body === 'string' || Buffer.isBuffer(body)) sent.end(body);
    else {
      const pieces = body[Symbol.iterator]();
      const send = (): void => {
        for (;;) {
          const { done, value } = pieces.next();
          if (done === true) return void sent.end();
          if (!sent.write(value)) return void sent.once('drain', send);
        }
      };
      send();
    }
  });
}

export function get(port: number, path: string, agent: HttpAgent | false = false): Promise<Answered> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, agent }, (response) => resolve(answered(response)))
      .on('error', reject)
      .end();
  });
}

/** The status and the whole body. */
export const answered = async (response: IncomingMessage): Promise<Answered> => ({
  status: response.statusCode ?? 0,
  text: await text(response),
});

/** The current metrics. The server may return a text for some time, so this waits until it makes a new one. */
export async function metricsOf(healthPort: number): Promise<string> {
  await sleep(freshMs + 10);
  return (await get(healthPort, '/metrics')).text;
}

/** The value of one series. Throws if it does not exist, unless `missing` is the value of a series that may not exist yet. */
export async function metric(healthPort: number, series: string, missing?: number): Promise<number> {
  return valueIn(await metricsOf(healthPort), series, missing);
}

/** The same, in a text of metrics. */
export function valueIn(metrics: string, series: string, missing?: number): number {
  const line = metrics.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  const value = line === undefined ? missing : Number(line.slice(series.length + 1));
  if (value === undefined) throw new Error(`there is no series ${series}`);
  return value;
}

/** The message of an HTTP error, which is a Status, and any other text as it is. */
export function wordsOf(text: string): string {
  if (!text.startsWith('{"kind":"Status"')) return text;
  const { apiVersion, status, message } = JSON.parse(text) as Record<string, string>;
  if (apiVersion !== 'v1' || status !== 'Failure') throw new Error(`kube-apiserver does not read ${text}`);
  return message!;
}

export const keepAlive = (): Agent => new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });

/** Waits for a state that depends on another process or a timer. `seconds` is for a limit that Podward promises. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, seconds = 60): Promise<void> {
  await waitFor(what, seconds, holds, 50);
}
