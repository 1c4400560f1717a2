/**
 * Learns the versions of the API servers, by asking `/version` from time to time. Several API servers may run, one of them newer than the
 * others during an upgrade, and a load balancer chooses one for each connection. Knows no HTTP and no clock (docs/decisions/0016).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { VersionAnswer, VersionFailure } from '../kubernetes/apiserver/version.ts';
import { failuresOfLook, jitter, lookMs, requestsOfLook, retryMs, seenMs, soonMs } from './limits.ts';

/** What is known after a look. */
export interface Looked {
  /** The minor versions that were seen within `seenMs` before the last answer, in ascending order. Empty if there was no answer yet. */
  readonly minors: readonly number[];
  /** Whether the last answer is older than `seenMs`, so that the API servers may have been upgraded since. */
  readonly outdated: boolean;
  /** Why this look had no answer at all. */
  readonly failed?: { readonly failure: VersionFailure; readonly detail: string };
}

interface Learning {
  /** Sends one request on a new connection. Must not reject. */
  readonly ask: (stop: AbortSignal) => Promise<VersionAnswer>;
  readonly looked: (known: Looked) => void;
  /** Called if `looked` throws. The next look comes at its time. */
  readonly broke: (error: unknown) => void;
  /** Called for each request that failed. */
  readonly failed: (failure: VersionFailure) => void;
}

/** Only tests set these. */
export interface Timing {
  /** Milliseconds. */
  now(): number;
  /** Rejects when the signal is aborted. */
  sleep(ms: number, stop: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

const realTiming: Timing = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
  random: () => Math.random(),
};

/** The first look begins at once. The function that is returned ends everything. */
export function learnVersions(learning: Learning, timing = realTiming): () => void {
  const stop = new AbortController();
  const memory = createMemory();
  const run = async (): Promise<void> => {
    for (let failedLooks = 0; !stop.signal.aborted;) {
      const { answers, last } = await look(learning, timing, memory, stop.signal);
      if (stop.signal.aborted) return;
      failedLooks = answers === 0 ? failedLooks + 1 : 0;
      try {
        learning.looked({
          ...memory.known(timing.now()),
          ...(answers === 0 && last !== undefined ? { failed: last } : {}),
        });
      } catch (error) {
        learning.broke(error);
      }
      // The replicas of the server, which often start together, must not ask together.
      const pause =
        pauseAfter(failedLooks, last !== undefined || memory.disagree) * (1 + jitter * (2 * timing.random() - 1));
      await timing.sleep(pause, stop.signal).catch(() => {});
    }
  };
  void run();
  return () => stop.abort();
}

/** Requests that fail while others succeed, and API servers that disagree, are signs of an upgrade. */
function pauseAfter(failedLooks: number, isUpgrade: boolean): number {
  if (failedLooks > 0) return Math.min(lookMs, retryMs * 2 ** (failedLooks - 1));
  return isUpgrade ? soonMs : lookMs;
}

type Failed = Extract<VersionAnswer, { readonly failure: unknown }>;

async function look(
  { ask, failed }: Learning,
  timing: Timing,
  memory: Memory,
  stop: AbortSignal,
): Promise<{ answers: number; last: Failed | undefined }> {
  let [answers, failures] = [0, 0];
  let last: Failed | undefined;
  for (let i = 0; i < requestsOfLook && failures < failuresOfLook; i++) {
    const answer = await ask(stop);
    if (stop.aborted) break;
    if ('minors' in answer) {
      answers++;
      memory.add(answer.minors, timing.now());
    } else {
      failures++;
      last = answer;
      failed(answer.failure);
    }
  }
  return { answers, last };
}

interface Memory {
  add(minors: readonly number[], now: number): void;
  known(now: number): Looked;
  /** Whether the API servers gave different answers. */
  readonly disagree: boolean;
}

function createMemory(): Memory {
  /** The time of the last of equal answers. An answer has two versions if an API server emulates another version. */
  const seen = new Map<string, { readonly minors: readonly number[]; readonly at: number }>();
  let lastAnswer = -Infinity;
  return {
    add(minors, now) {
      lastAnswer = now;
      seen.set(minors.join(), { minors, at: now });
      for (const [key, { at }] of seen) if (at < now - seenMs) seen.delete(key);
    },
    known: (now) => ({
      minors: [...new Set([...seen.values()].flatMap(({ minors }) => minors))].sort((a, b) => a - b),
      outdated: seen.size > 0 && lastAnswer < now - seenMs,
    }),
    get disagree() {
      return seen.size > 1;
    },
  };
}
