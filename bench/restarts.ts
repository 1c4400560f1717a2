/**
 * Restarts the Deployment of Podward again and again under a steady load through the API server and kube-proxy. Exits with 1 if a request
 * or a review fails, a restart does not complete, or the load is not reviewed.
 *
 *   node bench/restarts.ts --restarts 50 --reviews 100000 --minutes 20
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { isReviewed, quantile, startLoad } from './load.ts';
import { onNode } from './on-node.ts';

const options = new Command('restarts')
  .option('--restarts <n>', 'number of restarts', Number, 50)
  .option('--reviews <n>', 'number of reviews after which the load ends', Number, 100_000)
  .option('--minutes <n>', 'time after which the load ends although there were fewer reviews', Number, 20)
  .option('--rate <n>', 'requests a second, each of which is reviewed twice', Number, 60)
  .option('--replicas <n>', 'number of replicas', Number, 2)
  .parse()
  .opts<{ restarts: number; reviews: number; minutes: number; rate: number; replicas: number }>();

/** For the node, the installation and the last restart, on a busy machine. */
const marginMinutes = 10;

await onNode('restarts', options.minutes + marginMinutes, { replicas: options.replicas }, async (on) => {
  const load = await startLoad(on.node, { namespace: on.namespace, perSecond: options.rate });
  const end = performance.now() + options.minutes * 60_000;
  const times: number[] = [];
  while (times.length < options.restarts && performance.now() < end) {
    const started = performance.now();
    await on.kubectl('rollout', 'restart', 'deployment/podward');
    await on.kubectl('rollout', 'status', 'deployment/podward', '--timeout=180s');
    times.push((performance.now() - started) / 1000);
    const { reviews, failed } = await load.soFar();
    if (process.stderr.isTTY) process.stderr.write(`restart ${times.length}: ${reviews} reviews, ${failed} failed\n`);
  }
  while ((await load.soFar()).reviews < options.reviews && performance.now() < end) await sleep(1000);
  const result = await load.stop();
  for (const example of result.examples) console.log(`failed: ${example}`);
  const latency = [0.5, 0.99, 1].map((q) => quantile(result.times, q).toFixed(0));
  console.log(`requests ${result.requests}: p50 ${latency[0]} ms, p99 ${latency[1]} ms, max ${latency[2]} ms`);
  console.log(
    `restarts ${times.length} of ${options.restarts} with ${options.replicas} replicas, ` +
      `slowest ${Math.max(...times).toFixed(0)} s; reviews ${result.reviews}, failed ${result.failed}`,
  );
  return result.failed === 0 && isReviewed(result) && times.length === options.restarts;
});
