/** Runs the inputs of one kind in a thread, so that the main thread notices a loop without an end, and survives a heap that is full. */
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { roundSeed } from '../oracle/generate.ts';
import { createRandom } from '../oracle/random.ts';
import { firstCorpus, mutated, startCoverage } from './bytes.ts';
import { cases, createBytesOf, type Case } from './structure.ts';
import { headBytes, type Message, type Problem, type Task } from './task.ts';
import { attack, choices, shares, targetNames, type TargetName } from './targets.ts';

const task = workerData as Task;
const done = new Int32Array(task.done);
const head = new Uint32Array(task.current, 0, headBytes / 4);
const body = new Uint8Array(task.current, headBytes);
const tell = (message: Message): void => parentPort!.postMessage(message);

const counts: Record<string, number> = {};

/** Resolves to what is wrong, or undefined. */
async function problemOf(target: TargetName, bytes: Buffer, choice: number): Promise<Problem | undefined> {
  head.set([bytes.length, targetNames.indexOf(target), choice]);
  body.set(bytes.subarray(0, body.length));
  counts[target] = (counts[target] ?? 0) + 1;
  try {
    const faults = await attack(target, bytes, choice);
    return faults.length === 0 ? undefined : { is: 'breach', target, choice, what: faults.join('; '), bytes };
  } catch (error) {
    const what =
      error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error);
    return { is: 'crash', target, choice, what, bytes };
  } finally {
    const judged = Atomics.add(done, 0, 1);
    // V8 releases some memory only between turns of the event loop.
    if (judged % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    // On a busy machine, its threads that collect garbage may be too slow for the limit of the heap.
    if (judged % 1_000 === 0) globalThis.gc!();
  }
}

/** fast-check reduces the inputs of each round by itself, so a round with a problem is run again. */
const roundSize = 1_000;

async function structured(): Promise<void> {
  const bytesOf = createBytesOf();
  for (let round = 0; round * roundSize < task.count; round++) {
    const numRuns = Math.min(roundSize, task.count - round * roundSize);
    let found: Problem | undefined;
    const run = async (input: Case): Promise<Problem | undefined> =>
      problemOf(input.target, bytesOf(input), input.choice);
    const property = fc.asyncProperty(cases, async (input) => {
      const problem = await run(input);
      if (problem !== undefined) found = problem;
      return problem === undefined;
    });
    const { failed } = await fc.check(property, {
      seed: roundSeed(task.seed, task.first / roundSize + round),
      numRuns,
      interruptAfterTimeLimit: 600_000,
    });
    // The last problem that was found is the smallest.
    if (failed) tell({ problem: found! });
  }
}

/** One coverage for this many inputs. All of them join the corpus if it is new, because V8 reports them together. */
const batch = 16;
const maxCorpus = 5_000;
const targetOfShare = targetNames.flatMap((target) => Array.from({ length: shares[target] }, () => target));

async function bytes(): Promise<void> {
  const corpus = firstCorpus();
  const first = corpus.length;
  const byTarget = Object.groupBy(corpus, ({ target }) => target) as Record<TargetName, typeof corpus>;
  const coverage = startCoverage();
  for (const { target, bytes: seed } of corpus) await problemOf(target, seed, 0);
  for (const target of targetNames) counts[target] = 0;
  Atomics.store(done, 0, 0);
  coverage.isNew();
  let batched: { target: TargetName; bytes: Buffer }[] = [];
  for (let index = 0; index < task.count; index++) {
    const random = createRandom(roundSeed(task.seed, index));
    const target = random.pick(targetOfShare);
    const seeds = byTarget[target];
    // Half of them come from what reached new code last.
    const seed = random.chance(0.5) ? random.pick(seeds) : random.pick(seeds.slice(-200));
    const input = mutated(seed, seeds, random);
    const problem = await problemOf(target, input, random.below(choices));
    if (problem !== undefined) tell({ problem });
    batched.push({ target, bytes: input });
    if (batched.length < batch) continue;
    if (coverage.isNew() && corpus.length < maxCorpus)
      for (const each of batched) {
        corpus.push(each);
        byTarget[each.target].push(each);
      }
    batched = [];
  }
  coverage.stop();
  counts['corpus'] = corpus.length - first;
}

await (task.kind === 'structured' ? structured() : bytes());
tell({ finished: counts });
