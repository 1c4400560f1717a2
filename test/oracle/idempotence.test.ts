/** A short run of `make idempotence`, with another seed each time. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { streamProgress } from '../../devcluster/progress.ts';
import { defaultKubernetesVersion as version } from '../../devcluster/versions.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { oracleBinary } from './build.ts';
import { checkDefaults } from './idempotence.ts';
import { startOracle, type Oracle } from './oracle.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
let oracle: Oracle;
beforeAll(async () => {
  oracle = startOracle(await oracleBinary(version, streamProgress()));
}, 30 * 60_000);
afterAll(() => oracle.close());

test.each<[Kind, number]>([
  ['Pod', 2_000],
  ['Job', 500],
  ['CronJob', 500],
])('the defaults patch a %s once, and kube-apiserver accepts it then if it did before', async (kind, count) => {
  const { objects, patched, repaired, problems } = await checkDefaults({ oracle, kind, count, seed });
  expect({ seed, problems: problems.slice(0, 3) }).toEqual({ seed, problems: [] });
  expect(objects).toBe(count);
  // Podward patches a Pod that was valid before, and a Job that was not.
  expect(kind === 'Pod' ? patched : repaired).toBeGreaterThan(count / 5);
});
