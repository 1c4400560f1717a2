/** A steady load of server-side dry runs on a real API server, each of which Podward reviews twice: to mutate and to validate. */
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../devcluster/cluster.ts';
import { credentialFiles, tokenOf } from '../devcluster/credentials.ts';
import { waitFor } from '../devcluster/wait.ts';
import type { JsonObject } from '../src/json/json.ts';

export interface LoadResult {
  /** Requests to the API server. */
  readonly requests: number;
  /** Calls of Podward, according to the API server. */
  readonly reviews: number;
  /** Those of them in the validating phase. */
  readonly validations: number;
  /** Requests that failed, and reviews that the API server could not get although it went on without them. */
  readonly failed: number;
  /** The first answers that failed. */
  readonly examples: readonly string[];
  /** The time of the requests, in milliseconds, sorted. */
  readonly times: readonly number[];
}

export interface Load {
  /** The requests without an answer. */
  readonly inFlight: number;
  soFar(): Promise<LoadResult>;
  /** Waits for the answers. */
  stop(): Promise<LoadResult>;
}

interface LoadOptions {
  readonly namespace: string;
  /** Requests a second, evenly spread. */
  readonly perSecond: number;
  /** Answers that count as failures. By default, all but 200 and 201. */
  readonly isFailure?: (status: number) => boolean;
}

export const examplePod = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'load' } },
  spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1', ports: [{ containerPort: 80 }] }] },
});

/** After this many requests without an answer, the next one waits, so that a pause of the machine is not followed by a flood. */
const maxInFlight = 100;

const isHttpFailure = (status: number): boolean => status !== 200 && status !== 201;

/** Creates a Pod in the namespace, and then dry-runs creations and updates of Pods, in turn. */
export async function startLoad(cluster: Cluster, options: LoadOptions): Promise<Load> {
  const { namespace, perSecond, isFailure = isHttpFailure } = options;
  const { send, close } = await apiClient(cluster);
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  // The namespace may have no service account yet.
  const stored = await waitFor('the Pod of the load to be stored', 30, async () => {
    const answer = await send('POST', pods, examplePod('stored'));
    return answer.status !== 403 && answer;
  });
  if (stored.status !== 201 && stored.status !== 409) throw new Error(`the Pod was not stored: ${stored.text}`);
  const first = await callsOf(send);
  const examples: string[] = [];
  const times: number[] = [];
  let [requests, answered, failed, ended] = [0, 0, 0, false];

  const one = async (): Promise<void> => {
    const n = requests++;
    const answer =
      n % 2 === 0
        ? await send('POST', `${pods}?dryRun=All`, examplePod(`load-${n}`))
        : await send('PATCH', `${pods}/stored?dryRun=All`, { metadata: { labels: { round: String(n) } } });
    answered++;
    times.push(answer.ms);
    if (!isFailure(answer.status)) return;
    failed++;
    if (examples.length < 5) examples.push(`${answer.status} ${answer.text.slice(0, 400)}`);
  };
  const work = async (): Promise<void> => {
    let last = performance.now();
    for (let due = 0; !ended; await sleep(10)) {
      const now = performance.now();
      due = Math.min(perSecond, due + ((now - last) * perSecond) / 1000);
      last = now;
      for (; due >= 1 && requests - answered < maxInFlight; due--) void one();
    }
    await waitFor('the answers to the load', 60, () => answered === requests);
  };
  const running = work();
  const soFar = async (): Promise<LoadResult> => {
    const { reviews, validations, failedOpen } = await callsOf(send);
    return {
      requests,
      reviews: reviews - first.reviews,
      validations: validations - first.validations,
      failed: failed + failedOpen - first.failedOpen,
      examples,
      times: times.toSorted((a, b) => a - b),
    };
  };
  return {
    get inFlight() {
      return requests - answered;
    },
    soFar,
    async stop() {
      ended = true;
      try {
        await running;
        return await soFar();
      } finally {
        close();
      }
    },
  };
}

export interface Answer {
  /** 0 if there was no answer. Then the text is the error. */
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

export type Send = (method: string, path: string, body?: JsonObject | Buffer) => Promise<Answer>;

/** Sends requests to the API server as the administrator. */
export async function apiClient(
  cluster: Cluster,
  maxSeconds = 30,
): Promise<{ readonly send: Send; readonly close: () => void }> {
  const agent = new Agent({ keepAlive: true, ca: await readFile(credentialFiles(cluster.dir).ca, 'utf8') });
  const authorization = `Bearer ${tokenOf(cluster.dir, 'admin')}`;
  const send: Send = (method, path, body) =>
    new Promise((resolve) => {
      const started = performance.now();
      const done = (status: number, text: string): void => resolve({ status, text, ms: performance.now() - started });
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const headers = { authorization, 'content-type': type };
      const call = request(
        cluster.server + path,
        { agent, method, headers, timeout: maxSeconds * 1000 },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => done(response.statusCode ?? 0, text));
          response.on('error', (error) => done(0, error.message));
        },
      );
      call.on('timeout', () => call.destroy(new Error(`no answer within ${maxSeconds} s`)));
      call.on('error', (error) => done(0, error.message));
      call.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  return { send, close: () => agent.destroy() };
}

/** The calls of Podward's webhooks, and those that failed without a refusal. The API server counts them, so replicas may come and go. */
async function callsOf(send: Send): Promise<{ reviews: number; validations: number; failedOpen: number }> {
  const { status, text } = await send('GET', '/metrics');
  if (status !== 200) throw new Error(`GET /metrics: ${status} ${text.slice(0, 400)}`);
  return {
    reviews: sumOf(text, /^apiserver_admission_webhook_request_total\{.*podward\.dev.*\} (\S+)$/gm),
    validations: sumOf(text, /^apiserver_admission_webhook_request_total\{.*podward\.dev.*"validating".*\} (\S+)$/gm),
    failedOpen: sumOf(text, /^apiserver_admission_webhook_fail_open_count\{.*podward\.dev.*\} (\S+)$/gm),
  };
}

const sumOf = (metrics: string, series: RegExp): number =>
  [...metrics.matchAll(series)].reduce((sum, [, value]) => sum + Number(value), 0);

/** Whether Podward reviewed the load in both phases. A request that fails in the mutating phase is not reviewed in the validating phase. */
export const isReviewed = ({ requests, reviews, validations, failed }: LoadResult): boolean =>
  requests > failed && reviews - validations >= requests && validations >= requests - failed;

/** Of sorted values. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
