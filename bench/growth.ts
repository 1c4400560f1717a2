/**
 * Measures how the work of a review grows with its size, for each shape in shapes.ts. Two small reviews predict the time of the largest one,
 * which has about 3 MiB, the size of the largest object that kube-apiserver accepts, or the maximum number of values that Podward reads
 * (src/admission/limits.ts). If the prediction is at least 50 ms, the largest review is measured, and from 100 ms on also its heap and its
 * growth. Times are CPU times of the thread that judges. Growth that a linear program also has, because of processor caches, is subtracted.
 * Exits with 1 if the work of a shape grows faster than its size, takes too long or uses too much memory.
 *
 *   node bench/growth.ts --only 'Pod UPDATE' --only tolerations --all
 *
 * Child processes do the work. A process is stopped if a step does not end, and its heap limit is reached before the machine swaps. Both are
 * rows of the result.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Point } from './measure.ts';
import { chosen } from './shapes.ts';

/** A request to a worker: measure one of the shapes whose names contain these texts. */
export interface Task {
  readonly only: readonly string[];
  readonly maxBytes: number;
  readonly index: number;
}

/** The measurement of a shape. */
export interface Row {
  readonly place: string;
  readonly what: string;
  /** The smallest size comes first. */
  readonly points: readonly Point[];
  readonly exponent?: number;
  readonly heap?: number;
  /** Why the shape was not measured further. */
  readonly fate?: string;
}

interface Step {
  readonly place: string;
  readonly what: string;
  readonly entries: number;
}

export type Report = Step | { readonly row: Row };

const kib = 1024;
const limits = { exponent: 1.2, ms: 1000, heap: 150e6 };
const options = new Command('growth')
  .option(
    '--only <text>',
    'shapes whose name has this text; more than once, all of them',
    (text, all: string[]) => [...all, text],
    [] as string[],
  )
  .option('--max-bytes <n>', 'size of the largest review', Number, 3 * kib * kib)
  .option('--quick', 'up to 256 KiB')
  .option('--every <n>', 'measure one of so many shapes', Number, 1)
  .option('--all', 'print every shape')
  .option('--worst <n>', 'how many rows are printed of the worst', Number, 15)
  .option('--workers <n>', 'processes that measure', Number, 2)
  .option('--heap <megabytes>', 'heap of a process that measures', Number, 256)
  .option('--patience <seconds>', 'for one step', Number, 60)
  .parse()
  .opts<{
    only: string[];
    maxBytes: number;
    quick?: true;
    every: number;
    all?: true;
    worst: number;
    workers: number;
    heap: number;
    patience: number;
  }>();
const maxBytes = options.quick ? Math.min(256 * kib, options.maxBytes) : options.maxBytes;

const shapes = [...chosen(options.only)].flatMap((_, index) => (index % options.every === 0 ? [index] : []));
if (shapes.length === 0) throw new Error(`no shape has ${options.only.join(' and ')} in its name`);
const rows: Row[] = [];
let next = 0;

/** Starts one process after another, until all shapes are measured. A process is replaced when a shape ends it. */
async function measureAll(): Promise<void> {
  while (next < shapes.length) await measureInOneProcess();
}

function measureInOneProcess(): Promise<void> {
  const worker = fork(fileURLToPath(new URL('growth-worker.ts', import.meta.url)), {
    // The size of the young generation is that of the server (src/server/launch.ts).
    execArgv: [`--max-old-space-size=${options.heap}`, '--max-semi-space-size=8'],
    // V8 prints several pages when the heap is exhausted.
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  let step: Step | undefined;
  let fate = 'burst the heap';
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      fate = `not done after ${options.patience} s`;
      worker.kill('SIGKILL');
    }, options.patience * 1000);
  };
  const ask = (): void => {
    watch();
    if (next === shapes.length) worker.disconnect();
    else worker.send({ only: options.only, maxBytes, index: shapes[next++]! } satisfies Task);
  };
  ask();
  return new Promise((resolve, reject) => {
    worker.on('message', (report: Report) => {
      if ('row' in report) {
        step = undefined;
        add(report.row);
        ask();
      } else {
        watch();
        step = report;
      }
    });
    worker.once('exit', (code) => {
      clearTimeout(timer);
      if (step !== undefined) {
        const { entries, ...shape } = step;
        add({ ...shape, points: [], fate: `${fate} with ${entries} entries` });
      } else if (code !== 0) return reject(new Error('bench/growth-worker.ts ended before it measured anything'));
      resolve();
    });
  });
}

function add(row: Row): void {
  rows.push(row);
  if (options.all || faults(row).length > 0) print(row);
  else if (process.stderr.isTTY)
    process.stderr.write(`\r\x1b[K${rows.length} of ${shapes.length}: ${row.place} ${row.what}`.slice(0, 120));
}

function faults({ exponent, heap, fate, points }: Row): string[] {
  return [
    ...(exponent !== undefined && exponent > limits.exponent ? ['grows too fast'] : []),
    ...((points.at(-1)?.ms ?? 0) > limits.ms ? ['too slow'] : []),
    ...(heap !== undefined && heap > limits.heap ? ['holds too much'] : []),
    ...(fate === undefined ? [] : [fate]),
  ];
}

const largestTime = ({ points }: Row): number => points.at(-1)?.ms ?? Infinity;
const bySeverity = (a: Row, b: Row): number => faults(b).length - faults(a).length || largestTime(b) - largestTime(a);

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
const milliseconds = (ms: number): string =>
  Number.isFinite(ms) ? `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms` : '';

function print(row: Row): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const largest = row.points.at(-1) ?? { bytes: 0, ms: NaN };
  console.log(
    [
      row.exponent?.toFixed(2).padStart(5) ?? '    -',
      kilobytes(largest.bytes).padStart(8),
      milliseconds(largest.ms).padStart(8),
      row.heap === undefined ? ' '.repeat(7) : `${(row.heap / 1e6).toFixed(0)} MB`.padStart(7),
      `${row.place} ${row.what}${faults(row)
        .map((fault) => `; ${fault}`)
        .join('')}`,
    ].join('  '),
  );
}

function worst(title: string, of: (row: Row) => number): void {
  console.log(`\n${title}:`);
  rows
    .filter((row) => Number.isFinite(of(row)))
    .sort((a, b) => of(b) - of(a))
    .slice(0, options.worst)
    .forEach(print);
}

console.log('  exp.      size      time     heap  shape');
await Promise.all(Array.from({ length: options.workers }, measureAll));
worst('The fastest to grow, of those that take 100 ms', ({ exponent }) => exponent ?? NaN);
worst('The slowest', ({ points }) => points.at(-1)?.ms ?? NaN);
worst('The slowest of Namespaces', (row) => (row.place.startsWith('Namespace') ? (row.points.at(-1)?.ms ?? NaN) : NaN));
worst('The largest heap', ({ heap }) => heap ?? NaN);
const faulty = rows.filter((row) => faults(row).length > 0).sort(bySeverity);
if (faulty.length > 0) console.log(`\nBeyond exponent ${limits.exponent}, ${limits.ms} ms or ${limits.heap / 1e6} MB:`);
faulty.forEach(print);
const count = (of: (row: Row) => unknown): number => rows.filter(of).length;
console.log(
  `\n${rows.length} shapes, ${count(({ points }) => points.length > 2 || (points.at(-1)?.bytes ?? 0) > 300_000)} of them measured at their largest, ` +
    `${count(({ exponent }) => exponent !== undefined)} with heap and exponent; ${faulty.length} beyond the limits; ` +
    `${(performance.now() / 60_000).toFixed(0)} minutes.`,
);
process.exitCode = faulty.length > 0 ? 1 : 0;
