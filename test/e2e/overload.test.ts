/**
 * More reviews than the server takes, and reviews that take long, as users of a real API server see them. This test has its own cluster,
 * because it changes the limits of the server and stops its process for large reviews.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, type Api } from '../../devcluster/api.ts';
import { credentialFiles, tokenOf } from '../../devcluster/credentials.ts';
import { processRecords } from '../../devcluster/processes.ts';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { childrenOf } from '../server/processes.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { series } from './metrics.ts';

let started: TestCluster;
let namespace: Namespace;
let clients: Api[];

beforeAll(async () => {
  started = await startTestCluster();
  namespace = await makeNamespace({}, started.cluster);
  const { dir, server } = started.cluster;
  const access = { server, ca: readFileSync(credentialFiles(dir).ca, 'utf8'), token: tokenOf(dir, 'admin') };
  // Each has four connections.
  clients = Array.from({ length: 8 }, () => connect(access));
});
afterAll(async () => {
  clients?.forEach((client) => client.close());
  await started?.stop();
});

/** A valid Pod of about this size. As JSON of Go, each `<` has six bytes. */
const podOf = (name: string, bytes: number, fill = 'x'): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'web', image: 'web:1', env: [{ name: 'PADDING', value: fill.repeat(bytes) }] }] },
});

/** Undefined if the API server accepts the Pod, and its answer otherwise. Nothing is stored, so etcd does not limit the size. */
async function refusalOf(client: Api, pod: object): Promise<string | undefined> {
  try {
    await client.create(`/api/v1/namespaces/${namespace.name}/pods?dryRun=All`, pod);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

type Refusal = string | undefined;

/** On a busy machine, an attempt may be late. Returns the answers to all attempts if none is good. */
async function attemptsUntil(
  isGood: (answer: Refusal) => boolean,
  client: Api,
  pod: object,
  before = async (): Promise<void> => {},
): Promise<Refusal[]> {
  const answers: Refusal[] = [];
  while (answers.length < 5) {
    await before();
    const answer = await refusalOf(client, pod);
    if (isGood(answer)) return [];
    answers.push(answer);
  }
  return answers;
}

const inParallel = (count: number, pod: (i: number) => object): Promise<(string | undefined)[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => refusalOf(clients[i % clients.length]!, pod(i))));
/** The process for large reviews, which is replaced when it takes too long. */
const reviewer = (): Promise<number> => {
  const server = processRecords(started.cluster.dir).find(({ name }) => name.startsWith('server-'))!;
  return waitFor('the process for large reviews', 30, () => childrenOf(server.pid)[0]);
};
const count503 = (): Promise<number> => series(started.podward, 'podward_refused_requests_total{code="503"}');

/** After several attempts, the API server says only that the webhook did not answer in time. On a busy machine, Podward gives up before it. */
const gaveUp = expect.stringMatching(
  /failed calling webhook \\"validate-deny\.podward\.dev\\"|The check took too long\./,
);

describe('with more reviews than --max-in-flight-bytes', () => {
  test('the API server tries again, and users notice nothing, or read why', async () => {
    await started.podward.upgrade({ extraArgs: [`--max-in-flight-bytes=${2 * 1024 * 1024}`] });
    // However fast it is, three of these reviews are then in flight at once, and there is no room for others.
    const stopped = await reviewer();
    process.kill(stopped, 'SIGSTOP');
    const large = inParallel(8, (i) => podOf(`large-${i}`, 500_000));
    await waitFor('a refused attempt', 60, async () => (await count503()) > 0);
    if ((await reviewer()) === stopped) process.kill(stopped, 'SIGCONT');
    const refused = (await large).filter((answer) => answer !== undefined);
    // An attempt that was repeated is none that ended a request.
    expect(await count503()).toBeGreaterThan(refused.length);
    expect(refused).toEqual(refused.map(() => gaveUp));
  });

  test('small reviews are answered meanwhile', async () => {
    const large = inParallel(32, (i) => podOf(`large-${i}`, 500_000));
    const small = clients.map((client, i) =>
      attemptsUntil((answer) => answer === undefined, client, podOf(`small-${i}`, 100)),
    );
    expect(await Promise.all(small)).toEqual(clients.map(() => []));
    const refused = (await large).filter((answer) => answer !== undefined);
    expect(refused).toEqual(refused.map(() => gaveUp));
  });

  test('with timeoutSeconds 1, in which there is no time for a second attempt, users read why', async () => {
    // There is room for one of these reviews.
    await started.podward.upgrade({ timeoutSeconds: 1, extraArgs: ['--max-in-flight-bytes=1000000'] });
    const words = 'Podward is checking too many requests. Try again.';
    const answers: Refusal[] = [];
    while (answers.length < 40 && !answers.some((answer) => answer?.includes(words) === true)) {
      process.kill(await reviewer(), 'SIGSTOP');
      answers.push(...(await inParallel(8, (i) => podOf(`larger-${i}`, 500_000))));
    }
    expect(answers).toContainEqual(expect.stringContaining(words));
  });
});

describe.each([1, 5])('with timeoutSeconds %d', (timeoutSeconds) => {
  beforeAll(() => started.podward.upgrade({ timeoutSeconds }));

  test('a review that takes too long is refused by Podward, before the API server gives up', async () => {
    const why = 'Podward failed while checking this request and refused it. The check took too long.';
    const isExplained = (answer: Refusal): boolean => answer?.includes(why) === true;
    const stop = async (): Promise<void> => void process.kill(await reviewer(), 'SIGSTOP');
    expect(await attemptsUntil(isExplained, clients[0]!, podOf('slow', 100_000), stop)).toEqual([]);
  });

  test('the largest Pods of the API server are answered in time, or refused by Podward', async () => {
    // The second one is a review of 17 MB, for which the API server alone may need a second.
    const escaped = timeoutSeconds === 1 ? [] : [podOf('escaped', 2_900_000, '<')];
    for (const pod of [podOf('plain', 2_900_000), ...escaped])
      expect(await attemptsUntil(isOfPodward, clients[0]!, pod)).toEqual([]);
  });
});

const isOfPodward = (answer: string | undefined): boolean => answer === undefined || answer.includes('Podward ');
