/** The cost of one review: decode, review and JSON.stringify of the answer, with every rule in mode deny and every default on. */
import v8 from 'node:v8';
import vm from 'node:vm';
import { decode } from '../src/admission/decode.ts';
import { decodeNamespace, reviewNamespace } from '../src/admission/namespaces.ts';
import { review } from '../src/admission/review.ts';
import { catalogue } from '../src/catalogue.ts';
import { createEngine } from '../src/engine/engine.ts';
import type { ActiveMode } from '../src/engine/judged.ts';
import { field, isList, isObject, type Json } from '../src/json/json.ts';
import { defaultPolicy } from '../src/policy/load.ts';
import { slopeOf } from './slope.ts';

const asShipped = defaultPolicy(catalogue);
const policy = {
  ...asShipped,
  rules: new Map([...asShipped.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
  defaults: new Map([...asShipped.defaults].map(([id, item]) => [id, { ...item, enabled: true }])),
};
const engine = createEngine(catalogue, policy);

/** The path of the webhook that answers. Mutate does everything that validate does, after adding the defaults. */
export type ReviewPath = 'mutate' | 'namespaces/deny' | 'namespaces/warn';

function answerTo(bytes: Buffer, path: ReviewPath): unknown[] {
  if (path !== 'mutate') return answerToNamespace(bytes, path === 'namespaces/deny' ? 'deny' : 'warn');
  const decoded = decode(bytes, 'mutate', policy.servers[0]);
  if (decoded.outcome === 'malformed') return [decoded];
  const reviewed = review(decoded, engine, 'deny');
  return [decoded, reviewed, JSON.stringify(reviewed.answer)];
}

function answerToNamespace(bytes: Buffer, mode: ActiveMode): unknown[] {
  const decoded = decodeNamespace(bytes);
  if (decoded.outcome === 'malformed') return [decoded];
  const reviewed = reviewNamespace(decoded, policy.modeLabel, mode);
  return [decoded, reviewed, JSON.stringify(reviewed.answer)];
}

/**
 * Milliseconds of CPU time of this thread. The work of other processes is not included, and neither is the work of V8's helper threads,
 * for which a container with one core has no room. The minimum of up to `runs`. A run that takes more than `enough` is not repeated.
 */
export function timeOf(bytes: Buffer, runs = 3, enough = 200, path: ReviewPath = 'mutate'): number {
  let best = Infinity;
  for (let run = 0; run < runs && best > 0; run++) {
    best = Math.min(
      best,
      cpuOf(() => answerTo(bytes, path)),
    );
    if (best > enough) break;
  }
  return best;
}

/** The minimum of three runs in wall-clock time, for work that is shorter than the resolution of the CPU time on some systems. */
export function briefTimeOf(bytes: Buffer, path: ReviewPath): number {
  let best = Infinity;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    answerTo(bytes, path);
    best = Math.min(best, performance.now() - start);
    if (best > 50) break;
  }
  return best;
}

/** The same for work that is too short for the clock: it is repeated until it takes at least `atLeast` milliseconds in total. */
export const meanTimeOf = (bytes: Buffer, atLeast: number, path: ReviewPath = 'mutate'): number =>
  meanOf(() => answerTo(bytes, path), atLeast);

/**
 * The time of a program that is linear: it parses the review and counts how often each string occurs. It also takes longer per byte for
 * larger reviews, because the tables of V8 outgrow the processor caches.
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

/** Milliseconds of CPU time of this thread. */
export function cpuOf(work: () => unknown): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

/**
 * The bytes of heap that the garbage collector could not free during the review, in addition to those in use before: the maximum that
 * remained after a collection, or the size of the decoded review and its answer at the end. Memory that V8 has not collected yet is not
 * included. Memory that it cannot free exhausts a small heap.
 */
export function heapOf(bytes: Buffer, path: ReviewPath): number {
  collect();
  const before = v8.getHeapStatistics().used_heap_size;
  const profiler = new v8.GCProfiler();
  profiler.start();
  const kept = answerTo(bytes, path);
  const collections = profiler.stop()?.statistics ?? [];
  collect();
  const held = v8.getHeapStatistics().used_heap_size;
  kept.length = 0;
  return Math.max(held, ...collections.map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize)) - before;
}

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

/** The slope of log(time) over log(size) for two or more points: 1 is linear, 2 is quadratic. */
export function exponentOf(points: readonly Point[]): number {
  return slopeOf(points.map(({ bytes, ms }) => [Math.log(bytes), Math.log(ms)]));
}

export interface Point {
  readonly bytes: number;
  readonly ms: number;
}
