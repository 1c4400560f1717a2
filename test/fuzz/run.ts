/**
 * Attacks the review paths, the configuration loader, `podward check` and what reads the answers of an API server, in this process. No input may crash
 * them, take long or use much memory, and each answer must obey the contract.
 *
 *   node test/fuzz/run.ts --structured 1000000 --bytes 1000000 --seed 7
 *   node test/fuzz/run.ts --replay .cache/fuzz/review-3-0123456789abcdef
 *
 * An input with a problem is written to .cache/fuzz, so that it can be replayed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import { Command } from 'commander';
import { attack, targetNames, type TargetName } from './targets.ts';
import { currentBytes, headBytes, type Message, type Problem, type Task } from './task.ts';

const options = new Command('fuzz')
  .option('--structured <n>', 'inputs that fast-check makes', Number, 1_000_000)
  .option('--bytes <n>', 'changed bytes of a corpus', Number, 1_000_000)
  .option('--seed <n>', 'repeats a run', Number, Date.now() % 2 ** 31)
  .option('--seconds <n>', 'after this time without progress, an input counts as a loop without an end', Number, 60)
  .option('--replay <file>', 'runs one input that was written')
  .parse()
  .opts<{ structured: number; bytes: number; seed: number; seconds: number; replay?: string }>();

// The threads collect garbage themselves, too.
v8.setFlagsFromString('--expose-gc');

const folder = join(import.meta.dirname, '../../.cache/fuzz');
/** More than the reviewer has, because fast-check and the corpus are in the same heap. */
const heapMb = 768;
/** Each kind of problem is written once. */
const maxWritten = 20;

const totals = { crash: 0, breach: 0 };
const known = new Set<string>();

function note({ is, target, choice, what, bytes }: Problem): void {
  totals[is]++;
  if (known.has(what) || known.size >= maxWritten) return;
  known.add(what);
  mkdirSync(folder, { recursive: true });
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const file = join(folder, `${target}-${choice}-${hash}`);
  writeFileSync(file, bytes);
  console.log(
    `${is} of ${target}: ${what}\n  ${bytes.length} bytes; repeat it: node test/fuzz/run.ts --replay ${file}`,
  );
}

interface Lane {
  readonly task: Task;
  readonly counts: Readonly<Record<string, number>>;
}

let stopped = false;

/**
 * What makes the structured inputs keeps some memory of each, so a thread makes only some of them. (The threads for bytes judge as many inputs
 * as they are given, in the same heap.)
 */
const inputsOfThread = 5_000;

async function startStructured(count: number): Promise<Lane[]> {
  const lanes = [];
  for (let first = 0; first < count && !stopped; first += inputsOfThread)
    lanes.push(await start('structured', Math.min(inputsOfThread, count - first), first));
  return lanes;
}

function start(kind: Task['kind'], count: number, first = 0): Promise<Lane> {
  const task: Task = {
    kind,
    first,
    count,
    seed: options.seed,
    done: new SharedArrayBuffer(4),
    current: new SharedArrayBuffer(currentBytes),
  };
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    let counts = {};
    const fail = (what: string): void => note({ is: 'crash', ...current(task), what });
    // The figures so far are printed.
    const stop = (): void => {
      stopped = true;
      void worker.terminate();
    };
    process.once('SIGINT', stop);
    let last = -1;
    let idle = 0;
    const timer = setInterval(() => {
      const now = new Int32Array(task.done)[0]!;
      idle = now === last ? idle + 1 : 0;
      last = now;
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${kind} ${first + now}`);
      if (idle < options.seconds) return;
      fail(`no answer within ${options.seconds} s`);
      clearInterval(timer);
      void worker.terminate();
    }, 1_000);
    worker.on('message', (message: Message) => {
      if ('problem' in message) note({ ...message.problem, bytes: Buffer.from(message.problem.bytes) });
      else ({ finished: counts } = message);
    });
    worker.on('error', (error: Error) => fail(error.message));
    worker.on('exit', () => {
      clearInterval(timer);
      process.off('SIGINT', stop);
      resolve({ task, counts });
    });
  });
}

function current({ current: shared }: Task): Pick<Problem, 'target' | 'choice' | 'bytes'> {
  const [length = 0, target = 0, choice = 0] = new Uint32Array(shared, 0, headBytes / 4);
  return { target: targetNames[target]!, choice, bytes: Buffer.from(new Uint8Array(shared, headBytes, length)) };
}

async function replay(file: string): Promise<void> {
  const [, target, choice] = /^(\w+)-(\d+)-/.exec(basename(file)) ?? [];
  const faults = await attack(target as TargetName, readFileSync(file), Number(choice));
  console.log(faults.length === 0 ? 'nothing is wrong' : faults.join('\n'));
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** Prints the numbers of the lanes. Returns how many inputs they had. */
function summarize(name: string, lanes: readonly Lane[]): number {
  const sums: Record<string, number> = {};
  for (const { counts } of lanes)
    for (const [target, count] of Object.entries(counts)) sums[target] = (sums[target] ?? 0) + count;
  console.log(
    `${name}: ${Object.entries(sums)
      .map(([target, count]) => `${target} ${count}`)
      .join(', ')}`,
  );
  return lanes.reduce((sum, { task }) => sum + new Int32Array(task.done)[0]!, 0);
}

async function fuzz(): Promise<void> {
  const started = performance.now();
  let resident = 0;
  const sampler = setInterval(() => (resident = Math.max(resident, process.memoryUsage.rss())), 500);
  console.log(`seed ${options.seed}`);
  const [ofStructured, ofBytes] = await Promise.all([
    startStructured(options.structured),
    start('bytes', options.bytes),
  ]);
  clearInterval(sampler);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const structured = summarize('structured', ofStructured);
  const bytes = summarize('bytes', [ofBytes]);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `structured ${structured}, bytes ${bytes}, crashes ${totals.crash}, breaches ${totals.breach}, seed ${options.seed}, ` +
      `${seconds} s, ${Math.round(resident / 2 ** 20)} MiB`,
  );
  const complete = structured >= options.structured && bytes >= options.bytes;
  process.exitCode = complete && totals.crash + totals.breach === 0 ? 0 : 1;
}

await (options.replay === undefined ? fuzz() : replay(options.replay));
