/**
 * Kills the server of one replica of three with SIGKILL, again and again, under a steady load through the API server and kube-proxy. Exits
 * with 1 if a call fails that was not in flight, a process is left, or the replica does not recover.
 *
 *   node bench/kills.ts --kills 20
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { waitFor } from '../devcluster/wait.ts';
import { startLoad } from './load.ts';
import { usageOf } from './memory.ts';
import { onNode, processesOf, type OnNode, type Replica } from './on-node.ts';

const { kills, rate, minutes } = new Command('kills')
  .option('--kills <n>', 'number of kills', Number, 20)
  .option('--rate <n>', 'requests a second, each of which is reviewed twice', Number, 40)
  .option('--minutes <n>', 'time limit', Number, 30)
  .parse()
  .opts<{ kills: number; rate: number; minutes: number }>();

const replicas = 3;
/** The kubelet notices the end of a container within a second, and the server is ready two seconds after its start. */
const recoverySeconds = 30;

interface Kill {
  /** Requests without an answer at the moment of the kill. About a third of them was with the replica. */
  readonly inFlight: number;
  readonly seconds: number;
}

/** Kills a replica, and waits until it is ready again. */
async function kill(on: OnNode, replica: Replica, inFlight: () => number): Promise<Kill> {
  const processes = processesOf(replica);
  if (processes.length < 2) throw new Error('the server has no process for large reviews');
  const started = performance.now();
  const count = inFlight();
  process.kill(processes[0]!, 'SIGKILL');
  await waitFor('the processes to end', 5, () => processes.every((pid) => usageOf(pid) === undefined));
  await waitFor(`the Pod ${replica.name} to be ready again`, recoverySeconds * 4, async () => {
    const now = (await on.replicas()).find(({ name }) => name === replica.name);
    return now?.ready === true && now.restarts > replica.restarts;
  });
  return { inFlight: count, seconds: (performance.now() - started) / 1000 };
}

await onNode('kills', minutes, { replicas }, async (on) => {
  const calls = await failedCalls(on);
  const load = await startLoad(on.node, { namespace: on.namespace, perSecond: rate });
  await sleep(3000);
  const done: Kill[] = [];
  while (done.length < kills) {
    const ready = await on.settled(replicas);
    const replica = ready[done.length % replicas]!;
    done.push(await kill(on, replica, () => load.inFlight));
    if (process.stderr.isTTY) process.stderr.write(`kill ${done.length}: ${done.at(-1)!.seconds.toFixed(1)} s\n`);
    // The kubelet waits before it restarts the same container again. A new Pod starts at once.
    await on.kubectl('delete', 'pod', replica.name, '--wait=false');
  }
  await on.settled(replicas);
  const result = await load.stop();
  const lost = await calls();
  for (const text of lost.examples) console.log(`failed: ${text}`);
  const inFlight = done.reduce((sum, { inFlight }) => sum + inFlight, 0);
  const times = done.map(({ seconds }) => seconds).sort((a, b) => a - b);
  console.log(
    `kills ${done.length} of one of ${replicas} replicas; ready again after ${times[times.length >> 1]!.toFixed(1)} s, at most ${times.at(-1)!.toFixed(1)} s`,
  );
  console.log(
    `reviews ${result.reviews}, failed ${result.failed}: on a connection of the replica ${lost.cut}, on a new one ${lost.refused}; ` +
      `requests in flight at the kills ${inFlight}`,
  );
  // A call on a new connection was not in flight at the kill: kube-proxy still sent it to the dead replica.
  return lost.refused === 0 && lost.cut <= inFlight && times.at(-1)! <= recoverySeconds;
});

interface FailedCalls {
  /** Calls whose connection ended before the answer. */
  readonly cut: number;
  /** Calls for which no connection could be opened. */
  readonly refused: number;
  /** The errors, by number, without the parts that differ. */
  readonly examples: readonly string[];
}

/** The calls of Podward that failed from now on, from the log of the API server. */
async function failedCalls({ node }: OnNode): Promise<() => Promise<FailedCalls>> {
  const read = (): Promise<Buffer> => readFile(join(node.dir, 'logs', 'kube-apiserver.log'));
  const before = (await read()).length;
  return async () => {
    const text = (await read()).subarray(before).toString();
    const errors = [...text.matchAll(/Failed calling webhook, failing \w+ \S+podward\.dev: (.*)/g)].map(([, error]) =>
      error!.replace(/^.*": /, '').replaceAll(/\d+\.\d+\.\d+\.\d+:\d+/g, 'ADDRESS'),
    );
    const counts = Object.entries(Object.groupBy(errors, (error) => error)).map(
      ([error, all = []]) => `${all.length} × ${error.slice(0, 200)}`,
    );
    const refused = errors.filter((error) => /dial|connect: /.test(error)).length;
    return { cut: errors.length - refused, refused, examples: counts };
  };
}
