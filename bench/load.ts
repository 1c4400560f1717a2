/** A steady load of server-side dry runs on a real API server, each of which Podward reviews twice: to mutate and to validate. */
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../devcluster/cluster.ts';
import { credentialFiles, tokenOf } from '../devcluster/credentials.ts';
import type { Podward } from '../devcluster/podward.ts';
import type { JsonObject } from '../src/json/json.ts';

export interface LoadResult {
  /** Requests to the API server. */
  readonly requests: number;
  /** Reviews that Podward has answered. */
  readonly reviews: number;
  /** Requests that failed, and reviews that the API server could not get although it went on without them. */
  readonly failed: number;
  /** The first answers that failed. */
  readonly examples: readonly string[];
}

interface Load {
  soFar(): Promise<LoadResult>;
  stop(): Promise<LoadResult>;
}

const pod = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'load' } },
  spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1', ports: [{ containerPort: 80 }] }] },
});

/** Creates a Pod in the namespace, and then dry-runs creations and updates of Pods, `perSecond` requests at once each second. */
export async function startLoad(
  cluster: Cluster,
  podward: Podward,
  namespace: string,
  perSecond: number,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, ca: await readFile(credentialFiles(cluster.dir).ca, 'utf8') });
  const send = sender(cluster, agent);
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const stored = await send('POST', pods, pod('stored'));
  if (stored.status !== 201 && stored.status !== 409) throw new Error(`the Pod was not stored: ${stored.text}`);
  const counts = () => countsOf(send, podward);
  const first = await counts();
  const examples: string[] = [];
  let [requests, failed, ended] = [0, 0, false];

  const one = async (): Promise<void> => {
    const n = requests++;
    const answer =
      n % 2 === 0
        ? await send('POST', `${pods}?dryRun=All`, pod(`load-${n}`))
        : await send('PATCH', `${pods}/stored?dryRun=All`, { metadata: { labels: { round: String(n) } } });
    if (answer.status === (n % 2 === 0 ? 201 : 200)) return;
    failed++;
    if (examples.length < 5) examples.push(`${answer.status} ${answer.text.slice(0, 400)}`);
  };
  const work = async (): Promise<void> => {
    while (!ended) await Promise.all([sleep(1000), ...Array.from({ length: perSecond }, one)]);
  };
  const running = work();
  const soFar = async (): Promise<LoadResult> => {
    const { reviews, lost } = await counts();
    return { requests, reviews: reviews - first.reviews, failed: failed + lost - first.lost, examples };
  };
  return {
    soFar,
    async stop() {
      ended = true;
      await running;
      const result = await soFar();
      agent.destroy();
      return result;
    },
  };
}

type Send = (method: string, path: string, body?: JsonObject) => Promise<{ status: number; text: string }>;

function sender(cluster: Cluster, agent: Agent): Send {
  const authorization = `Bearer ${tokenOf(cluster.dir, 'admin')}`;
  return (method, path, body) =>
    new Promise((resolve) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const headers = { authorization, 'content-type': type };
      const call = request(cluster.server + path, { agent, method, headers, timeout: 30_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', (error) => resolve({ status: 0, text: error.message }));
      });
      call.on('timeout', () => call.destroy(new Error('no answer within 30 s')));
      call.on('error', (error) => resolve({ status: 0, text: error.message }));
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** What Podward has answered, and the calls of webhooks that failed according to the API server, whatever the failurePolicy. */
async function countsOf(send: Send, podward: Podward): Promise<{ reviews: number; lost: number }> {
  const { host, healthPort } = podward.listen();
  const own = await (await fetch(`http://${host}:${healthPort}/metrics`)).text();
  const { text } = await send('GET', '/metrics');
  return {
    reviews: sumOf(own, /^podward_reviews_total\{.* (\d+)$/gm),
    lost: sumOf(text, /^apiserver_admission_webhook_fail_open_count\{.* (\d+)$/gm),
  };
}

const sumOf = (metrics: string, series: RegExp): number =>
  [...metrics.matchAll(series)].reduce((sum, [, value]) => sum + Number(value), 0);
