/** A worker thread of run.ts. It explores one target of one version after another, and sends back the results. */
import { parentPort } from 'node:worker_threads';
import { minor } from '../../devcluster/versions.ts';
import { rules } from '../../src/rules/index.ts';
import { createJudge, type Disagreement } from './compare.ts';
import { explore, type Group, type Tally } from './explore.ts';
import { gatesText, type Gates } from './gates.ts';
import type { Target } from './generate.ts';
import { startOracle, type Oracle } from './oracle.ts';
import { shrink, type Example } from './shrink.ts';

export interface Task {
  readonly version: string;
  /** The oracle of that version. */
  readonly binary: string;
  readonly target: Target;
  readonly count: number;
  readonly seed: number;
  /** How many minor versions newer the server is than Podward's configuration says. */
  readonly skew: number;
  /** Feature gates of the server that are not at their defaults. Podward is configured with those that it knows. */
  readonly gates: Gates;
  /** The number of disagreements to shrink. */
  readonly examples: number;
}

export interface Done {
  /** With the feature gates: `1.36.1 EnvFiles=false`. */
  readonly version: string;
  readonly tally: Tally;
  readonly seconds: number;
  /** The worst group comes first. */
  readonly groups: readonly Group[];
  /** Examples of the first groups. */
  readonly examples: readonly { readonly group: Group; readonly example: Example }[];
}

/** The severity of a disagreement. If only the warnings differ, the verdict is right. */
export const weight = ({ is }: Disagreement): number =>
  ({ failed: 4, looser: 3, stricter: 2, paths: 2, warnings: 1 })[is];

let running: { readonly server: string; readonly oracle: Oracle } | undefined;

async function oracleOf(task: Task): Promise<Oracle> {
  const server = serverOf(task);
  if (running?.server !== server) {
    await running?.oracle.close();
    running = { server, oracle: startOracle(task.binary, { featureGates: task.gates }) };
  }
  return running.oracle;
}

const serverOf = ({ version, gates }: Task): string => `${version} ${gatesText(gates)}`.trimEnd();

async function work(task: Task): Promise<Done> {
  const { version, target } = task;
  const oracle = await oracleOf(task);
  const judge = createJudge(rules, { minor: minor(version), skew: task.skew, featureGates: task.gates });
  const started = performance.now();
  const tally = await explore({ ...task, oracle, judge });
  const seconds = (performance.now() - started) / 1000;
  const groups = [...tally.groups.values()].sort(
    (a, b) => weight(b.disagreement) - weight(a.disagreement) || b.count - a.count,
  );
  const examples = [];
  for (const group of groups.slice(0, task.examples)) {
    examples.push({ group, example: await shrink(oracle, judge, group.example, group.disagreement) });
  }
  return { version: serverOf(task), tally: { ...tally, target }, seconds, groups, examples };
}

async function finish(): Promise<void> {
  await running?.oracle.close();
  parentPort!.close();
}

/** A task, or nothing if there are no more. */
parentPort?.on('message', (task: Task | undefined) => {
  if (task === undefined) void finish();
  // A rejection ends the worker, and with it the run.
  else void work(task).then((done) => parentPort!.postMessage(done));
});
