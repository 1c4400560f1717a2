/** `make conformance-random`: makes random mistakes in the downloaded manifests, and compares `podward check` with a real API server. */
import { parseArgs } from 'node:util';
import { streamProgress } from '../../devcluster/progress.ts';
import { startBareTestCluster } from '../../devcluster/testing.ts';
import { kubernetesVersion } from '../../devcluster/versions.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { createRandom } from '../oracle/random.ts';
import { withMistakes } from './mistakes.ts';
import { downloadedObjects, type Manifest } from './objects.ts';
import { denialsOf, engineOf, outcomeOf, outcomes } from './podward.ts';
import { createServer, withoutPlugins } from './server.ts';

const version = kubernetesVersion(process.env['K8S']);
const help = `Usage: make conformance-random    (ARGS="--count 20000 --seed 8", K8S=1.31)

Makes random mistakes in the manifests that make conformance-record downloaded, and compares podward check with a real API server. Prints
the differences with the objects. The default is 5000 objects and a random seed.
`;

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, count: { type: 'string' }, seed: { type: 'string' } },
});
const objects = await downloadedObjects();
if (values.help === true) process.stdout.write(help);
else if (objects === undefined) {
  console.error('The manifests are not in the cache. Run: make conformance-record');
  process.exitCode = 2;
} else process.exitCode = await main(objects, Number(values.count ?? 5000), Number(values.seed ?? Date.now() % 1e6));

async function main(manifests: readonly Manifest[], count: number, seed: number): Promise<number> {
  console.log(`Kubernetes ${version}, seed ${seed}`);
  const random = createRandom(seed);
  const { cluster, stop } = await startBareTestCluster({ version, withoutPlugins, progress: streamProgress() });
  const server = createServer(cluster);
  const engine = engineOf(version);
  const counts = new Map(outcomes.map((outcome) => [outcome, 0]));
  try {
    for (let i = 0; i < count; i++) {
      const text = JSON.stringify(withMistakes(JSON.parse(random.pick(manifests).text) as JsonObject, random));
      const verdict = await server.verdict(text);
      const denials = denialsOf(text, engine);
      const outcome = outcomeOf(text, verdict, version, denials);
      counts.set(outcome, counts.get(outcome)! + 1);
      if (outcome === 'agree') continue;
      console.log(`\n${outcome}: ${text}\n  API server: ${verdict.is} ${verdict.fields.join(', ')}`);
      for (const { rule, path, text: what } of denials) console.log(`  Podward: ${path}: ${what} [${rule}]`);
    }
  } finally {
    server.close();
    await stop();
  }
  console.log('');
  for (const [outcome, number] of counts) console.log(`${outcome.padEnd(8)} ${number}`);
  return counts.get('agree') === count ? 0 : 1;
}
