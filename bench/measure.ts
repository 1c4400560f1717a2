/** What one review costs: decode, review and JSON.stringify of the answer, with every rule on deny and every default on. */
import v8 from 'node:v8';
import vm from 'node:vm';
import { decode } from '../src/admission/decode.ts';
import { review } from '../src/admission/review.ts';
import { defaults } from '../src/defaults/index.ts';
import { createEngine } from '../src/engine/engine.ts';
import { field, isList, isObject, type Json } from '../src/json/json.ts';
import { defaultPolicy } from '../src/policy/load.ts';
import { rules } from '../src/rules/index.ts';

const asShipped = defaultPolicy({ rules, defaults });
const policy = {
  ...asShipped,
  rules: new Map([...asShipped.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
  defaults: new Map([...asShipped.defaults].map(([id, item]) => [id, { ...item, enabled: true }])),
};
const engine = createEngine({ rules, defaults }, policy);

/** Mutate does all that validate does, and fills in before it. */
function answerTo(bytes: Buffer): unknown[] {
  const decoded = decode(bytes, 'mutate', policy.minor);
  if (decoded.outcome === 'malformed') return [decoded];
  const reviewed = review(decoded, { engine, policy, mode: 'deny' });
  return [decoded, reviewed, JSON.stringify(reviewed.answer)];
}

/**
 * Milliseconds of the CPU on this thread: what other processes do is not in it, nor what V8's helper threads do, which a container of
 * one core has no use for. The smallest of up to `runs`; what takes more than `enough` is not asked again.
 */
export function timeOf(bytes: Buffer, runs = 3, enough = 200): number {
  let best = Infinity;
  for (let run = 0; run < runs && best > 0; run++) {
    best = Math.min(
      best,
      cpuOf(() => answerTo(bytes)),
    );
    if (best > enough) break;
  }
  return best;
}

/** The smallest of three, by the clock on the wall: for what is shorter than the ticks by which some systems count the time of a thread. */
export function briefTimeOf(bytes: Buffer): number {
  let best = Infinity;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    answerTo(bytes);
    best = Math.min(best, performance.now() - start);
    if (best > 50) break;
  }
  return best;
}

/** The same for what is too short for the clock: repeated until it takes `atLeast` milliseconds in all. */
export const meanTimeOf = (bytes: Buffer, atLeast: number): number => meanOf(() => answerTo(bytes), atLeast);

/**
 * What a program that is linear for sure takes: it parses the review and counts how often each text is in it. It too takes longer for each
 * byte the more there are, since the tables of V8 outgrow the caches of the processor one after the other.
 */
export const linearTimeOf = (bytes: Buffer, atLeast: number): number =>
  meanOf(() => countTexts(JSON.parse(bytes.toString()) as Json, new Map()), atLeast);

function countTexts(value: Json | undefined, counts: Map<string, number>): void {
  const count = (text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1);
  if (typeof value === 'string') count(value);
  else if (isList(value)) for (const entry of value) countTexts(entry, counts);
  else if (isObject(value)) {
    for (const name of Object.keys(value)) {
      count(name);
      countTexts(field(value, name), counts);
    }
  }
}

function meanOf(work: () => unknown, atLeast: number): number {
  for (let times = 1; ; times *= 2) {
    const ms = cpuOf(() => {
      for (let i = 0; i < times; i++) work();
    });
    if (ms >= atLeast) return ms / times;
  }
}

/** Milliseconds of this thread. */
export function cpuOf(work: () => unknown): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

/**
 * Bytes of heap that the collector could not free at some time of the review, beyond what was in use before: the most that a collection
 * left over, or what the decoded review and its answer hold at the end. What V8 lets lie about where it has room is not in it; what it
 * cannot give back is what bursts a small heap.
 */
export function heapOf(bytes: Buffer): number {
  collect();
  const before = v8.getHeapStatistics().used_heap_size;
  const profiler = new v8.GCProfiler();
  profiler.start();
  const kept = answerTo(bytes);
  const collections = profiler.stop()?.statistics ?? [];
  collect();
  const held = v8.getHeapStatistics().used_heap_size;
  kept.length = 0;
  return Math.max(held, ...collections.map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize)) - before;
}

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

/** The slope of log(time) over log(size) of two or more: 1 is linear, 2 is quadratic. */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.map(({ bytes, ms }) => [Math.log(bytes), Math.log(ms)] as const);
  const mean = (of: (pair: readonly [number, number]) => number): number =>
    logs.reduce((sum, pair) => sum + of(pair), 0) / logs.length;
  const [x, y] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean((p) => (p[0] - x) * (p[1] - y)) / mean((p) => (p[0] - x) ** 2);
}

export interface Point {
  readonly bytes: number;
  readonly ms: number;
}
