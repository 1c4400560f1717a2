/**
 * Rotates the certificate of Podward under a steady load on a real API server. Exits with 1 if a review fails or is missing, a new certificate
 * is not served in time, or a bad one is not refused.
 *
 *   node bench/rotations.ts --rotations 20 --reviews 20000
 */
import { Command } from 'commander';
import { startTestCluster } from '../devcluster/testing.ts';
import { isReviewed } from './load.ts';
import { rotateUnderLoad } from './rotation.ts';

const { rotations, reviews, rate } = new Command('rotations')
  .option('--rotations <n>', 'number of rotations', Number, 20)
  .option('--reviews <n>', 'minimum number of reviews', Number, 20_000)
  .option('--rate <n>', 'requests a second, each of which is reviewed twice', Number, 50)
  .parse()
  .opts<{ rotations: number; reviews: number; rate: number }>();

/** The time within which a new certificate must be served, and a bad one refused. */
const seconds = 15;
const minutes = 20;

const started = await startTestCluster();
const limit = setTimeout(() => {
  console.error(`rotations: not done within ${minutes} minutes`);
  void started.stop().finally(() => process.exit(1));
}, minutes * 60_000);
try {
  const progress = (line: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
  };
  const result = await rotateUnderLoad(started, { rotations, reviews, perSecond: rate, seconds, progress });
  for (const example of result.examples) console.log(`failed: ${example}`);
  const { handshakes } = result;
  console.log(`bad pairs refused ${result.badPairsRefused}, requests ${result.requests}`);
  console.log(`new connections that trust only caBundle ${handshakes.done}, failed ${handshakes.failed}`);
  console.log(
    `rotations ${result.rotations}, reviews ${result.reviews}, failed ${result.failed}, slowest swap ${result.slowestSeconds.toFixed(1)} s`,
  );
  const held = result.failed + handshakes.failed === 0 && isReviewed(result) && result.slowestSeconds <= seconds;
  process.exitCode = held ? 0 : 1;
} catch (error) {
  console.error(`rotations: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  clearTimeout(limit);
  await started.stop();
}
