/**
 * Runs Podward under a steady load, and measures the memory and the file descriptors of its processes. Exits with 1 if they grow, if a request
 * fails, if the load is not reviewed, if a replica uses too much memory at rest, or if its start takes too long.
 *
 * The memory of a replica is the resident memory of the server and of the process for large reviews, without counting a page of the program twice. It
 * is at rest if no review has arrived for two minutes: V8 returns the memory of the reviews before about a minute after the last one. It is measured
 * before the load, after the reviews of the installation, and after the load.
 *
 *   node bench/soak.ts --minutes 30
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { isReviewed, startLoad } from './load.ts';
import { totalOf, type Total } from './memory.ts';
import { onNode, processesOf, startOf } from './on-node.ts';

const { minutes, rate } = new Command('soak')
  .option('--minutes <n>', 'how long the load lasts', Number, 30)
  .option('--rate <n>', 'requests a second, each of which is reviewed twice', Number, 40)
  .parse()
  .opts<{ minutes: number; rate: number }>();

/**
 * The heap of V8 grows until it has the size that suits the load, so the first third is not compared. Between two collections, the memory
 * differs by a few MiB.
 */
const limits = { restMib: 128, startSeconds: 2, growthMib: 10, slopeMib: 0.25, files: 10 };
/**
 * A leak of 0.25 MiB a minute takes almost two days to the memory limit of the chart. The slopes of four replicas in runs of 30 minutes were -0.05 to
 * 0.03. In a shorter run, the differences between two collections make larger slopes, and the heap still grows to the size that suits the load.
 */
const slopeFromMinutes = 30;
const sampleSeconds = 5;
const restSeconds = 120;
const marginMinutes = 10;

interface Sample extends Total {
  readonly minute: number;
}

await onNode('soak', minutes + marginMinutes, { replicas: 2 }, async (on) => {
  const replicas = await on.settled(2);
  const starts = await Promise.all(replicas.map((replica) => startOf(on, replica)));
  const memory = (): number[] => replicas.map((replica) => totalOf(processesOf(replica)).memory);
  const first = memory();
  await sleep(restSeconds * 1000);
  const before = memory();
  const started = performance.now();
  const load = await startLoad(on.node, { namespace: on.namespace, perSecond: rate });
  const samples: Sample[][] = replicas.map(() => []);
  for (let minute = 0; minute < minutes; minute = (performance.now() - started) / 60_000) {
    await sleep(sampleSeconds * 1000);
    replicas.forEach((replica, i) => samples[i]!.push({ minute, ...totalOf(processesOf(replica)) }));
  }
  const result = await load.stop();
  const { requests, reviews, failed, examples } = result;
  for (const example of examples) console.log(`failed: ${example}`);
  const restarts = (await on.settled(2)).reduce((sum, replica) => sum + replica.restarts, 0);
  console.log(`requests ${requests}, reviews ${reviews}, failed ${failed}, restarts ${restarts} in ${minutes} minutes`);
  console.log(`ready after ${starts.map((s) => s.toFixed(2)).join(' s and ')} s (at most ${limits.startSeconds} s)`);
  await sleep(restSeconds * 1000);
  const after = memory();
  console.log(
    `memory after the start ${first.map(mib).join(' and ')}, at rest before the load ${before.map(mib).join(' and ')}, ` +
      `after the load ${after.map(mib).join(' and ')} (at rest less than ${limits.restMib} MiB)`,
  );
  const flat = samples.map((all, i) => isFlat(`replica ${i + 1}`, all));
  return (
    failed === 0 &&
    isReviewed(result) &&
    restarts === 0 &&
    flat.every(Boolean) &&
    Math.max(...starts) <= limits.startSeconds &&
    Math.max(...before, ...after) < limits.restMib
  );
});

/** Compares the last third with the second. */
function isFlat(name: string, samples: readonly Sample[]): boolean {
  const third = Math.floor(samples.length / 3);
  const grown = (of: (sample: Sample) => number): number =>
    median(samples.slice(2 * third).map(of)) - median(samples.slice(third, 2 * third).map(of));
  const memory = grown((sample) => sample.memory);
  const files = grown((sample) => sample.files);
  const most = Math.max(...samples.map((sample) => sample.memory));
  const slope = slopeOf(samples.slice(third).map(({ minute, memory }) => [minute, memory] as const));
  const isLong = minutes >= slopeFromMinutes;
  const slopeLimit = isLong ? `at most ${limits.slopeMib}` : `not judged below ${slopeFromMinutes} minutes`;
  console.log(
    `${name}: memory at most ${mib(most)}, slope ${slope.toFixed(2)} MiB a minute (${slopeLimit}), ` +
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

/** Of the line with the least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean((p) => (p[0] - x) * (p[1] - y)) / mean((p) => (p[0] - x) ** 2);
}
