/**
 * `make idempotence`: fills the defaults into random new objects, with kube-apiserver's own code as the judge, and into some of them with a dry run
 * on a real API server.
 *
 *   npx node test/oracle/idempotence-run.ts --count 100000 --dry-run 1000 --seed 7
 */
import { Command } from 'commander';
import { streamProgress } from '../../devcluster/progress.ts';
import { startBareTestCluster } from '../../devcluster/testing.ts';
import { defaultKubernetesVersion as version } from '../../devcluster/versions.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { createServer, withoutPlugins } from '../conformance/server.ts';
import { oracleBinary } from './build.ts';
import { checkDefaults, type Tally } from './idempotence.ts';
import { startOracle } from './oracle.ts';

const options = new Command('idempotence')
  .option('--count <n>', 'Pods. There are a tenth as many Jobs and CronJobs each', Number, 100_000)
  .option('--dry-run <n>', 'patched Pods that a real API server judges', Number, 1_000)
  .option('--seed <n>', 'repeats a run', Number, Date.now() % 2 ** 31)
  .parse()
  .opts<{ count: number; dryRun: number; seed: number }>();

const kinds: readonly Kind[] = ['Pod', 'Job', 'CronJob'];
const shown = 5;
let problems = 0;

function complain(words: string): void {
  problems++;
  if (problems <= shown) console.log(words);
}

async function askOracle(): Promise<Tally['pairs']> {
  const oracle = startOracle(await oracleBinary(version, streamProgress()));
  let pairs: Tally['pairs'] = [];
  for (const kind of kinds) {
    const count = kind === 'Pod' ? options.count : Math.ceil(options.count / 10);
    const keep = kind === 'Pod' ? options.dryRun : 0;
    const tally = await checkDefaults({ oracle, kind, count, seed: options.seed, keep });
    for (const { is, what, object, patched } of tally.problems)
      complain(`${kind} ${is}: ${what}\n  original ${JSON.stringify(object)}\n  patched  ${JSON.stringify(patched)}`);
    const of = (is: string): number => tally.problems.filter((problem) => problem.is === is).length;
    console.log(
      `${kind}: ${tally.objects} objects, accepted ${tally.accepted}, of which patched ${tally.patched}, only after the patch ${tally.repaired}; ` +
        `patched again ${of('patched again')}, refused after the patch ${of('refused after the patch')}, ` +
        `breaches ${of('breach')}, seed ${options.seed}`,
    );
    if (kind === 'Pod') ({ pairs } = tally);
  }
  await oracle.close();
  return pairs;
}

async function dryRun(pairs: Tally['pairs']): Promise<void> {
  const { cluster, stop } = await startBareTestCluster({ version, withoutPlugins, progress: streamProgress() });
  const server = createServer(cluster);
  let [accepted, refused] = [0, 0];
  try {
    for (const { object, patched } of pairs) {
      if ((await server.verdict(JSON.stringify(object))).is !== 'allowed') continue;
      accepted++;
      const { is, fields } = await server.verdict(JSON.stringify(patched));
      if (is === 'allowed') continue;
      refused++;
      complain(`the API server refuses ${fields.join(', ')} after the patch: ${JSON.stringify(patched)}`);
    }
  } finally {
    server.close();
    await stop();
  }
  console.log(
    `server dry run: ${pairs.length} patched Pods, originals accepted ${accepted}, refused after the patch ${refused}`,
  );
  if (accepted < pairs.length * 0.9) complain('The API server refuses too many of the originals.');
}

const pairs = await askOracle();
if (options.dryRun > 0) await dryRun(pairs);
process.exitCode = problems === 0 ? 0 : 1;
