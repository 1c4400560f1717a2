/**
 * How the work of one review grows with what it is about: each shape of shapes.ts is doubled up to 3 MiB, the largest object that
 * kube-apiserver takes, or until it takes two seconds. What is measured says measure.ts. Ends with 1 where a shape grows faster than
 * its bytes, takes too long or holds too much.
 *
 *   node bench/growth.ts --only 'Pod UPDATE' --only tolerations --all
 *
 * A process of its own does the work. It is ended where one step does not end, and its heap bursts before the machine swaps: both are
 * rows of the result.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Point } from './measure.ts';
import { chosen } from './shapes.ts';

/** What a worker is asked: the shapes with these texts in their names, from the one with that index on. */
export interface Task {
  readonly only: readonly string[];
  readonly maxBytes: number;
  readonly start: number;
}

/** A shape as it was measured. */
export interface Row {
  readonly place: string;
  readonly what: string;
  readonly points: readonly Point[];
  readonly exponent?: number;
  readonly heap?: number;
  /** Why it was not measured further. */
  readonly fate?: string;
}

export interface Step {
  readonly index: number;
  readonly place: string;
  readonly what: string;
  readonly bytes: number;
}

export type Report = { readonly step: Step } | { readonly row: Row };

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
  .option('--all', 'print every shape, not the worst of each place')
  .option('--heap <megabytes>', 'heap of the process that measures', Number, 512)
  .option('--patience <seconds>', 'for one step', Number, 30)
  .parse()
  .opts<{ only: string[]; maxBytes: number; quick?: true; all?: true; heap: number; patience: number }>();
const maxBytes = options.quick ? Math.min(256 * kib, options.maxBytes) : options.maxBytes;

const total = [...chosen(options.only)].length;
if (total === 0) throw new Error(`no shape has ${options.only.join(' and ')} in its name`);
const rows: Row[] = [];
/** The rows of the place that is being measured. */
let place: Row[] = [];

/** Gives the index to go on from, where the process ended before it was done. */
function measureFrom(start: number): Promise<number | undefined> {
  const worker = fork(fileURLToPath(new URL('growth-worker.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${options.heap}`],
    // V8 prints pages of its own when a heap bursts.
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
  worker.send({ only: options.only, maxBytes, start } satisfies Task);
  watch();
  return new Promise((resolve, reject) => {
    worker.on('message', (report: Report) => {
      watch();
      if ('step' in report) {
        step = report.step;
        show(step);
      } else {
        step = undefined;
        add(report.row);
      }
    });
    worker.once('exit', (code) => {
      clearTimeout(timer);
      if (step !== undefined) {
        const { index, bytes, ...shape } = step;
        add({ ...shape, points: [{ bytes, ms: NaN }], fate });
        resolve(index + 1);
      } else if (code === 0) resolve(undefined);
      else reject(new Error('bench/growth-worker.ts ended before it measured anything'));
    });
  });
}

function show({ index, place: where, what, bytes }: Step): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\x1b[K${index + 1} of ${total}: ${where} ${what}, ${kilobytes(bytes)}`.slice(0, 120));
}

function add(row: Row): void {
  if (place[0] !== undefined && place[0].place !== row.place) endPlace();
  rows.push(row);
  place.push(row);
  if (options.all) print(row);
}

function endPlace(): void {
  const worst = place.toSorted(bySeverity)[0];
  if (worst !== undefined && !options.all) print(worst);
  place = [];
}

function faults({ exponent, heap, fate, points }: Row): string[] {
  return [
    ...(exponent !== undefined && exponent > limits.exponent ? ['grows too fast'] : []),
    ...(points.some(({ ms }) => ms > limits.ms) ? ['too slow'] : []),
    ...(heap !== undefined && heap > limits.heap ? ['holds too much'] : []),
    ...(fate === undefined ? [] : [fate]),
  ];
}

const slowest = ({ points }: Row): number => Math.max(...points.map(({ ms }) => (Number.isNaN(ms) ? Infinity : ms)));
const bySeverity = (a: Row, b: Row): number => faults(b).length - faults(a).length || slowest(b) - slowest(a);

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
const milliseconds = (ms: number): string =>
  Number.isFinite(ms) ? `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms` : '';

function print(row: Row): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const largest = row.points.at(-1)!;
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
    .slice(0, 10)
    .forEach(print);
}

console.log('  exp.      size      time     heap  shape');
for (let next: number | undefined = 0; next !== undefined;) next = await measureFrom(next);
endPlace();
worst('The fastest to grow, of those that take 100 ms', ({ exponent }) => exponent ?? NaN);
worst('The slowest', ({ points }) => points.at(-1)!.ms);
worst('The largest heap', ({ heap }) => heap ?? NaN);
const faulty = rows.filter((row) => faults(row).length > 0).sort(bySeverity);
if (faulty.length > 0) console.log(`\nBeyond exponent ${limits.exponent}, ${limits.ms} ms or ${limits.heap / 1e6} MB:`);
faulty.forEach(print);
console.log(`\n${rows.length} shapes, ${faulty.length} beyond the limits.`);
process.exitCode = faulty.length > 0 ? 1 : 0;
