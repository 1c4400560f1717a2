/**
 * Writes to the cluster one after another, after the review that caused them has its answer. Its length is limited, it writes slowly, and it
 * waits while the API server does not answer. A review never waits for it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Called, CallFailure } from '../kubernetes/apiserver/calls.ts';
import { maxAttempts, maxOutbox, outboxPauseMs, writeEveryMs, writeMaxPauseMs } from './limits.ts';
import type { Logger } from './log.ts';

/** `dropped`: there was no room, or the API server did not answer for too long. */
export type WriteResult = 'written' | 'dropped' | Exclude<CallFailure, 'conflict' | 'unavailable'>;

export interface Letter {
  /** May make several requests. Must not reject. `conflict` makes another attempt. */
  write(): Promise<Called>;
  /** Called once, at the end. */
  done?(isWritten: boolean): void;
}

export interface Outbox {
  add(letter: Letter): void;
  stop(): void;
}

interface OutboxOptions {
  readonly log: Logger;
  readonly wrote: (result: WriteResult) => void;
  /** Only tests set it. */
  readonly pause?: (ms: number, stop: AbortSignal) => Promise<void>;
}

const realPause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal, ref: false }).catch(() => {});

export function createOutbox({ log, wrote, pause = realPause }: OutboxOptions): Outbox {
  const queue: Letter[] = [];
  const stop = new AbortController();
  let failing = false;
  let running = false;

  const end = (letter: Letter, result: WriteResult): void => {
    wrote(result);
    letter.done?.(result === 'written');
  };
  /** One line at the first failure, and one when it is over. */
  const logOnce = (called: Called): void => {
    if ('object' in called) {
      if (failing) log.info('events are written again');
      failing = false;
    } else if (called.failure !== 'conflict' && !failing) {
      failing = true;
      log.warn({ reason: called.failure, detail: called.detail }, 'events cannot be written');
    }
  };
  const deliver = async (letter: Letter): Promise<void> => {
    for (let attempt = 1; !stop.signal.aborted; attempt++) {
      const called = await letter.write();
      if (stop.signal.aborted) return;
      logOnce(called);
      if ('object' in called) return end(letter, 'written');
      const { failure } = called;
      if (failure === 'forbidden' || failure === 'missing' || failure === 'refused') return end(letter, failure);
      if (attempt === maxAttempts) return end(letter, 'dropped');
      await pause(Math.min(writeMaxPauseMs, outboxPauseMs * 2 ** (attempt - 1)), stop.signal);
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    for (let letter = queue.shift(); letter !== undefined && !stop.signal.aborted; letter = queue.shift()) {
      await deliver(letter);
      await pause(writeEveryMs, stop.signal);
    }
    running = false;
  };
  return {
    add(letter) {
      if (stop.signal.aborted) return;
      if (queue.length >= maxOutbox) return end(letter, 'dropped');
      queue.push(letter);
      // Not in the same turn, so that the answer to the review is written first.
      if (!running) setImmediate(() => void (running || run()));
    },
    stop() {
      stop.abort();
      queue.length = 0;
    },
  };
}
