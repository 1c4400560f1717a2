/**
 * Asks kube-apiserver's own code and Podward about random changes, and prints where they disagree.
 *
 *   node test/oracle/run.ts --versions 1.36.1 --kinds Pod --ops UPDATE --count 100000 --seed 7
 *
 * Exit code 1 when Podward lets pass what the server refuses, or refuses by a mirrored rule what the server allows.
 */
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { kubernetesVersion, kubernetesVersions } from '../../devcluster/versions.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { rules } from '../../src/rules/index.ts';
import { oracleBinary } from './build.ts';
import { createJudge } from './compare.ts';
import { explore, type Group, type Tally } from './explore.ts';
import { targetName, targets, type Target } from './generate.ts';
import { startOracle } from './oracle.ts';
import { addRegressions } from './regressions.ts';
import { describeExample, summary, table, type Line } from './report.ts';
import { fieldTypes } from '../../src/pod/field-types.ts';
import { shrink, type Example } from './shrink.ts';

const list = (text: string): string[] => text.split(',').filter((word) => word !== '');

const options = new Command('oracle')
  .option('--versions <list>', 'Kubernetes versions, or "all"', list, ['1.36.1'])
  .option('--kinds <list>', 'kinds (default: all)', list, [])
  .option('--ops <list>', 'CREATE, UPDATE, status, ephemeralcontainers, resize (default: all)', list, [])
  .option('--count <n>', 'changes for each version and target', Number, 10_000)
  .option('--seed <n>', 'repeats a run', Number, Date.now() % 2 ** 31)
  .option('--examples <n>', 'disagreements of a target to shrink and print', Number, 10)
  .option('--summary <file>', 'write all groups of disagreements there, as Markdown')
  .option('--no-keep', 'do not add the examples to regressions.json')
  .parse()
  .opts<{
    versions: string[];
    kinds: string[];
    ops: string[];
    count: number;
    seed: number;
    examples: number;
    summary?: string;
    keep: boolean;
  }>();

const versions = options.versions[0] === 'all' ? [...kubernetesVersions] : options.versions.map(kubernetesVersion);
const chosen = targets.filter(
  ({ kind, operation, subresource }) =>
    (options.kinds.length === 0 || options.kinds.includes(kind)) &&
    (options.ops.length === 0 || options.ops.includes(subresource === '' ? operation : subresource)),
);
if (chosen.length === 0) throw new Error(`nothing to ask about: choose among ${targets.map(targetName).join(', ')}`);

console.log(`seed ${options.seed}`);
const schema = fieldTypes;
const lines: Line[] = [];
const kept: { version: string; example: Example }[] = [];
let text = '';
for (const version of versions) {
  const oracle = startOracle(await oracleBinary(version, streamProgress()));
  const judge = createJudge(rules, Number(version.split('.')[1]));
  for (const target of chosen) {
    const started = performance.now();
    const tally = await explore({ ...options, oracle, judge, schema, target, progress: showProgress(version, target) });
    const seconds = (performance.now() - started) / 1000;
    clearProgress();
    const groups = [...tally.groups.values()].sort((a, b) => weight(b) - weight(a) || b.count - a.count);
    const examples: { group: Group; example: Example }[] = [];
    for (const group of groups.slice(0, options.examples)) {
      examples.push({ group, example: await shrink(oracle, judge, group.example, group.disagreement) });
    }
    for (const { group, example } of examples) {
      console.log(describeExample(version, group, example));
      if (weight(group) > 1) kept.push({ version, example });
    }
    text += summary(version, tally, groups, examples);
    lines.push({ version, tally, seconds });
  }
  await oracle.close();
}
console.log(table(lines));
if (options.summary !== undefined) await writeFile(options.summary, text);
if (options.keep) await addRegressions(kept);
process.exitCode = lines.some(({ tally }) => [...tally.groups.values()].some((group) => weight(group) > 1)) ? 1 : 0;

/** How bad it is: other paths are no wrong verdict. */
function weight({ disagreement }: Group): number {
  return { failed: 4, looser: 3, stricter: 2, paths: 1 }[disagreement.is];
}

function showProgress(version: string, target: Target): (tally: Tally) => void {
  let last = 0;
  return ({ changes, groups }) => {
    if (!process.stderr.isTTY || performance.now() - last < 200) return;
    last = performance.now();
    process.stderr.write(
      `\r\u001b[2K${version} ${targetName(target)}: ${changes}, ${groups.size} kinds of disagreement`,
    );
  };
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}
