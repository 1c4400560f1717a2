/**
 * Runs Podward under a steady load, and measures the memory and the file descriptors of its processes. Exits with 1 if they grow, if a request
 * fails, if the load is not reviewed, if a replica uses too much memory at rest, or if its start takes too long.
 *
 * The memory of a replica is the resident memory of the server and of the process for large reviews, without counting a page of the program twice. It
 * is at rest if no review has arrived for two minutes: V8 returns the memory of the reviews before about a minute after the last one. It is measured
 * before the load, after a third of it, and after all of it. Only at rest does the memory contain no garbage, so a leak is what is added between the
 * second and the third time. Under load, the memory depends on when V8 last collected.
 *
 *   node bench/soak.ts --minutes 30
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { isReviewed, startLoad, type LoadResult } from './load.ts';
import { totalOf, type Total } from './memory.ts';
import { onNode, processesOf, startOf } from './on-node.ts';
import { slopeOf } from './slope.ts';

const { minutes, rate } = new Command('soak')
  .option('--minutes <n>', 'how long the load lasts', Number, 30)
  .option('--rate <n>', 'requests a second, each of which is reviewed twice', Number, 40)
  .parse()
  .opts<{ minutes: number; rate: number }>();

/**
 * Under load, the heap of V8 grows until it has the size that suits the load, so the first third after a pause is not compared. Between two
 * collections, the memory differs by a few MiB. A leak of 0.25 MiB a minute reaches the memory limit of the chart after almost two days of load.
 */
const limits = { restMib: 128, startSeconds: 2, growthMib: 10, slopeMib: 0.25, files: 10 };
/** In a shorter run, the difference between two measurements at rest makes a larger slope. */
const slopeFromMinutes = 30;
const sampleSeconds = 5;
const restSeconds = 120;
const marginMinutes = 12;

interface Sample extends Total {
  readonly minute: number;
}

await onNode('soak', minutes + marginMinutes, { replicas: 2 }, async (on) => {
  const replicas = await on.settled(2);
  const starts = await Promise.all(replicas.map((replica) => startOf(on, replica)));
  const memory = (): number[] => replicas.map((replica) => totalOf(processesOf(replica)).memory);
  const afterStart = memory();
  const atRest = async (): Promise<number[]> => {
    await sleep(restSeconds * 1000);
    return memory();
  };
  const loadFor = async (share: number): Promise<LoadResult & { readonly samples: readonly Sample[][] }> => {
    const load = await startLoad(on.node, { namespace: on.namespace, perSecond: rate });
    const samples: Sample[][] = replicas.map(() => []);
    const started = performance.now();
    for (let minute = 0; minute < share; minute = (performance.now() - started) / 60_000) {
      await sleep(sampleSeconds * 1000);
      replicas.forEach((replica, i) => samples[i]!.push({ minute, ...totalOf(processesOf(replica)) }));
    }
    return { ...(await load.stop()), samples };
  };
  const before = await atRest();
  const warmUp = await loadFor(minutes / 3);
  const early = await atRest();
  const judged = await loadFor((2 * minutes) / 3);
  const after = await atRest();
  for (const example of [...warmUp.examples, ...judged.examples]) console.log(`failed: ${example}`);
  const restarts = (await on.settled(2)).reduce((sum, replica) => sum + replica.restarts, 0);
  const failed = warmUp.failed + judged.failed;
  console.log(
    `requests ${warmUp.requests + judged.requests}, reviews ${warmUp.reviews + judged.reviews}, failed ${failed}, restarts ${restarts} in ${minutes} minutes`,
  );
  console.log(`ready after ${starts.map((s) => s.toFixed(2)).join(' s and ')} s (at most ${limits.startSeconds} s)`);
  console.log(
    `memory after the start ${afterStart.map(mib).join(' and ')}, at rest before the load ${before.map(mib).join(' and ')}, ` +
      `after a third of it ${early.map(mib).join(' and ')}, after all of it ${after.map(mib).join(' and ')} (at rest less than ${limits.restMib} MiB)`,
  );
  const flat = judged.samples.map((all, i) =>
    isFlat(`replica ${i + 1}`, all, (after[i]! - early[i]!) / ((2 * minutes) / 3)),
  );
  return (
    failed === 0 &&
    isReviewed(warmUp) &&
    isReviewed(judged) &&
    restarts === 0 &&
    flat.every(Boolean) &&
    Math.max(...starts) <= limits.startSeconds &&
    Math.max(...before, ...early, ...after) < limits.restMib
  );
});

/** Compares the last third of the second load with its second third. `slope` is that of the memory at rest, in MiB a minute. */
function isFlat(name: string, samples: readonly Sample[], slope: number): boolean {
  const third = Math.floor(samples.length / 3);
  const grown = (of: (sample: Sample) => number): number =>
    median(samples.slice(2 * third).map(of)) - median(samples.slice(third, 2 * third).map(of));
  const memory = grown((sample) => sample.memory);
  const files = grown((sample) => sample.files);
  const most = Math.max(...samples.map((sample) => sample.memory));
  const underLoad = slopeOf(samples.slice(third).map(({ minute, memory }) => [minute, memory] as const));
  const isLong = minutes >= slopeFromMinutes;
  const slopeLimit = isLong ? `at most ${limits.slopeMib}` : `not judged below ${slopeFromMinutes} minutes`;
  console.log(
    `${name}: slope at rest ${slope.toFixed(2)} MiB a minute (${slopeLimit}); ` +
      `under load at most ${mib(most)}, slope ${underLoad.toFixed(2)} MiB a minute, ` +
      `last third ${memory.toFixed(1)} MiB above the second (at most ${limits.growthMib}); ` +
      `file descriptors at most ${Math.max(...samples.map((sample) => sample.files))}, grown by ${files} (at most ${limits.files})`,
  );
  return memory <= limits.growthMib && (!isLong || slope <= limits.slopeMib) && files <= limits.files;
}

function mib(value: number): string {
  return `${value.toFixed(0)} MiB`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
