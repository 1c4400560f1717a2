/**
 * Sends random changes to kube-apiserver's own code, and writes docs/oracle-coverage.md: which of its validation code they reach.
 *
 *   npx node test/oracle/coverage.ts --count 2000 --seed 7
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { cacheFolder } from '../../devcluster/binaries.ts';
import { goModuleFolder } from '../../devcluster/go-build.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { run } from '../../devcluster/run.ts';
import { kubernetesVersion, minor, newestKubernetesVersion } from '../../devcluster/versions.ts';
import { publish } from '../../scripts/docs/markdown.ts';
import { countingOracleBinary, decidingPackages } from './build.ts';
import { coverageOf, coveragePage, coverageSummary } from './coverage-page.ts';
import { ask, type Round } from './explore.ts';
import { targetName, targetsIn } from './generate.ts';
import { blocksOf, functionsLinked } from './go-code.ts';
import { startOracle } from './oracle.ts';

const options = new Command('oracle-coverage')
  .option('--version <version>', 'Kubernetes version', newestKubernetesVersion)
  .option('--count <n>', 'changes for each target', Number, 20_000)
  .option('--seed <n>', 'repeats a run', Number, 1)
  .option('--no-page', 'only print the numbers')
  .parse()
  .opts<{ version: string; count: number; seed: number; page: boolean }>();

/** Code that runs only with a gate on, or only with it off, is reached whatever the default is. */
const settings: readonly Readonly<Record<string, boolean>>[] = [
  {},
  { AllAlpha: true, AllBeta: true },
  { AllAlpha: false, AllBeta: false },
  // It has a validation of its own for a gate that is on while this one is off.
  { MatchLabelKeysInPodTopologySpreadSelectorMerge: false },
];

const version = kubernetesVersion(options.version);
const progress = streamProgress();
const binary = await countingOracleBinary(version, progress);
const counts = await mkdtemp(join(tmpdir(), 'podward-coverage-'));
try {
  const changes = await sendChanges();
  const profile = join(counts, 'profile');
  await run('go', ['tool', 'covdata', 'textfmt', `-i=${counts}`, `-o=${profile}`]);
  const blocks = blocksOf(await readFile(profile, 'utf8')).filter(({ file }) =>
    decidingPackages.includes(dirname(file)),
  );
  const { stdout: symbols } = await run('go', ['tool', 'nm', binary]);
  const files = [...new Set(blocks.map(({ file }) => file))];
  const sources = new Map(await Promise.all(files.map(async (file) => [file, await source(file)] as const)));
  const coverage = coverageOf(blocks, sources, functionsLinked(symbols, decidingPackages));
  console.log(coverageSummary(coverage));
  if (options.page) {
    publish('docs/oracle-coverage.md', coveragePage({ ...options, version, changes }, coverage));
  }
} finally {
  await rm(counts, { recursive: true });
}

async function sendChanges(): Promise<number> {
  let changes = 0;
  const count = Math.ceil(options.count / settings.length);
  for (const [i, featureGates] of settings.entries()) {
    const seed = options.seed + i;
    const oracle = startOracle(binary, { env: { GOCOVERDIR: counts }, featureGates });
    for (const target of targetsIn(minor(version))) {
      const answered = (round: Round | undefined): void => void (changes += round?.verdicts.length ?? 0);
      await progress.during(targetName(target), ask({ count, seed, oracle, target }, answered));
    }
    await oracle.close();
  }
  return changes;
}

async function source(file: string): Promise<string> {
  const module = file.split('/').slice(0, 2).join('/');
  const ofModule = module === 'k8s.io/kubernetes' ? version : version.replace(/^1\./, '0.');
  const folder = await goModuleFolder(module, ofModule, join(cacheFolder(), 'go'));
  return readFile(join(folder, file.slice(module.length)), 'utf8');
}
