/**
 * Compares kube-apiserver's own code and Podward on random changes, and prints the disagreements.
 *
 *   npx node test/oracle/run.ts --versions 1.36 --kinds Pod --ops UPDATE --count 100000 --seed 7
 *   npx node test/oracle/run.ts --full --table docs/oracle.md
 *
 * Exits with 1 if Podward allows a change that the server refuses, or if a mirrored rule refuses a change that the server allows.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Command } from 'commander';
import { defaultKubernetesVersion, kubernetesVersion, kubernetesVersions, minor } from '../../devcluster/versions.ts';
import { isKnownMinor } from '../../src/kubernetes/versions.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { oracleBinary } from './build.ts';
import { complaintAbout, flippedGates, gatesText, parseGates, type Gates } from './gates.ts';
import { targetName, targets, targetsIn, type Target } from './generate.ts';
import { addRegressions } from './regressions.ts';
import { describeExample, markdownTable, summary, table } from './report.ts';
import { weight, type Done, type Task } from './worker.ts';

const list = (text: string): string[] => text.split(',').filter((word) => word !== '');

const options = new Command('oracle')
  .option('--versions <list>', 'Kubernetes versions, or "all"', list, [defaultKubernetesVersion])
  .option('--kinds <list>', 'kinds (default: all)', list, [])
  .option('--ops <list>', 'CREATE, UPDATE, status, ephemeralcontainers, resize (default: all)', list, [])
  .option('--count <n>', 'changes for each version and target', Number, 10_000)
  .option('--full', 'every version: 100,000 changes for Pod CREATE and Pod UPDATE each, 20,000 for every other target')
  .option(
    '--skew <n>',
    'configure Podward for a version that is older by n than that of the server, and look only for what it refuses wrongly',
    Number,
    0,
  )
  .option(
    '--stored-invalid',
    'change objects that were stored before a validation existed, and look only for what Podward refuses wrongly',
  )
  .option('--feature-gates <list>', 'feature gates of the server, such as EnvFiles=false', parseGates, {})
  .option(
    '--gates [names]',
    'instead, each feature gate on which an answer may depend, one after another, with the other value than its default',
  )
  .option('--seed <n>', 'repeats a run', Number, Date.now() % 2 ** 31)
  .option('--jobs <n>', 'worker threads', Number, Math.max(1, availableParallelism()))
  .option('--examples <n>', 'disagreements of a target to shrink and print', Number, 10)
  .option('--summary <file>', 'write all groups of disagreements there, as Markdown')
  .option('--table <file>', 'write the numbers there, as Markdown')
  .option('--no-keep', 'do not add the examples to regressions.json')
  .parse()
  .opts<{
    versions: string[];
    kinds: string[];
    ops: string[];
    count: number;
    full?: true;
    skew: number;
    storedInvalid?: true;
    featureGates: Gates;
    gates?: true | string;
    seed: number;
    jobs: number;
    examples: number;
    summary?: string;
    table?: string;
    keep: boolean;
  }>();

const versions =
  options.full || options.versions[0] === 'all'
    ? kubernetesVersions
    : options.versions.map((name) => kubernetesVersion(name));
const chosen = targets.filter(
  ({ kind, operation, subresource }) =>
    (options.storedInvalid === undefined || operation === 'UPDATE') &&
    (options.kinds.length === 0 || options.kinds.includes(kind)) &&
    (options.ops.length === 0 || options.ops.includes(subresource === '' ? operation : subresource)),
);
if (chosen.length === 0) throw new Error(`nothing to ask about: choose among ${targets.map(targetName).join(', ')}`);

console.log(`seed ${options.seed}`);
const tasks: Task[] = [];
/** Settings of feature gates with which kube-apiserver does not start. */
let unstarted = 0;
for (const version of versions.filter((each) => options.skew === 0 || isKnownMinor(minor(each) - options.skew))) {
  const binary = await oracleBinary(version, streamProgress());
  for (const gates of await settingsOf(version, binary)) {
    const complaint = await complaintAbout(binary, gates);
    if (complaint !== undefined) {
      console.error(
        `${version} ${gatesText(gates)}: not compared, because kube-apiserver does not start: ${complaint}`,
      );
      unstarted++;
      continue;
    }
    for (const one of targetsIn(minor(version), gates).filter((each) => chosen.includes(each))) {
      const target = { ...one, ...(options.storedInvalid && { storedInvalid: true }) };
      tasks.push({ ...options, gates, version, binary, target, count: countOf(target) });
    }
  }
}
if (tasks.length === 0 && unstarted === 0)
  throw new Error(`no version that Podward knows is ${options.skew} older than one of ${versions.join(', ')}`);
const lines = await runAll(tasks);
for (const { version, examples } of lines) {
  for (const { group, example } of examples) console.log(describeExample(version, group, example));
}
console.log(table(lines));
if (options.summary !== undefined) {
  const parts = lines.map(({ version, tally, groups, examples }) => summary(version, tally, groups, examples));
  await writeFile(options.summary, parts.join(''));
}
if (options.table !== undefined) await writeFile(options.table, markdownTable(options.seed, lines));
const isUsual = options.skew === 0 && options.gates === undefined && Object.keys(options.featureGates).length === 0;
if (options.keep && isUsual) {
  await addRegressions(
    lines.flatMap(({ version, examples }) =>
      examples.filter(({ group }) => weight(group.disagreement) > 1).map(({ example }) => ({ version, example })),
    ),
  );
}
process.exitCode =
  unstarted > 0 || lines.some(({ groups }) => groups.some(({ disagreement }) => weight(disagreement) > 1)) ? 1 : 0;

async function settingsOf(version: string, binary: string): Promise<readonly Gates[]> {
  if (options.gates === undefined) return [options.featureGates];
  const wanted = options.gates === true ? undefined : list(options.gates);
  const all = await flippedGates(version, binary);
  return wanted === undefined ? all : all.filter((gates) => wanted.includes(Object.keys(gates)[0]!));
}

function countOf({ kind, subresource }: Target): number {
  if (options.full === undefined) return options.count;
  return kind === 'Pod' && subresource === '' ? 100_000 : 20_000;
}

/** Answers in the order of the tasks. */
async function runAll(all: readonly Task[]): Promise<Done[]> {
  const done: Done[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    const ended = new Promise<never>((_, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`a worker ended with exit code ${code}`)));
    });
    ended.catch(() => {});
    while (next < all.length) {
      const i = next++;
      const answer = new Promise<Done>((resolve) => worker.once('message', resolve));
      worker.postMessage(all[i]);
      done[i] = await Promise.race([answer, ended]);
      report(done[i], all.length - done.filter((item) => item !== undefined).length);
    }
    worker.postMessage(undefined);
    await ended.catch(() => {});
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, all.length) }, work));
  return done;
}

function report({ version, tally, seconds, groups }: Done, left: number): void {
  const rate = Math.round(tally.changes / seconds);
  const found = groups.length === 0 ? '' : `, ${groups.length} kinds of disagreement`;
  console.error(`${version} ${targetName(tally.target)}: ${tally.changes} changes, ${rate}/s${found}; ${left} to go`);
}
