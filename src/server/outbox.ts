/**
 * Writes to the cluster one after another, after the review that caused them has its answer. Its length is limited, it writes slowly, and it
 * waits while the API server does not answer. A review never waits for it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Called, CallFailure } from '../kubernetes/apiserver/calls.ts';
import {
  maxAttempts,
  maxOutbox,
  maxOutboxOfNamespace,
  outboxPauseMs,
  writeEveryMs,
  writeMaxPauseMs,
} from './limits.ts';
import type { Logger } from './log.ts';

/** `dropped`: there was no room, or not for this namespace, or the API server did not answer for too long. */
export type WriteResult = 'written' | 'dropped' | Exclude<CallFailure, 'conflict' | 'unavailable'>;

export interface Letter {
  readonly namespace: string;
  /** May make several requests. Must not reject. `conflict` makes another attempt. */
  write(): Promise<Called>;
  /** Called once, at the end. */
  done?(result: WriteResult): void;
}

export interface Outbox {
  add(letter: Letter): void;
  /** Writes what waits, for at most this time. Then nothing is written any more. */
  finish(ms: number): Promise<void>;
}

interface OutboxOptions {
  /** For the log. */
  readonly what: 'events' | 'reports';
  readonly log: Logger;
  readonly wrote: (result: WriteResult) => void;
  /** Only tests set it. */
  readonly pause?: (ms: number, stop: AbortSignal) => Promise<void>;
}

const realPause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal, ref: false }).catch(() => {});

export function createOutbox({ what, log, wrote, pause = realPause }: OutboxOptions): Outbox {
  const queue: Letter[] = [];
  const stop = new AbortController();
  const isEvents = what === 'events';
  /** How many letters of a namespace are in the queue. */
  const waiting = new Map<string, number>();
  let failing = false;
  let dropping = false;
  let finishing = false;
  let running: Promise<void> | undefined;

  const take = (): Letter | undefined => {
    const letter = queue.shift();
    if (letter === undefined) return undefined;
    const others = waiting.get(letter.namespace)! - 1;
    if (others === 0) waiting.delete(letter.namespace);
    else waiting.set(letter.namespace, others);
    return letter;
  };
  const end = (letter: Letter, result: WriteResult): void => {
    wrote(result);
    letter.done?.(result);
  };
  /** One line at the first failure, and one when it is over. */
  const logOnce = (called: Called): void => {
    if ('object' in called) {
      if (failing) log.info(isEvents ? 'events are written again' : 'reports are written again');
      failing = false;
    } else if (called.failure !== 'conflict' && called.failure !== 'gone' && !failing) {
      failing = true;
      log.warn(
        { reason: called.failure, detail: called.detail },
        isEvents ? 'events cannot be written' : 'reports cannot be written',
      );
    }
  };
  /** One line until the queue is empty again. */
  const logDrop = (namespace: string): void => {
    if (!dropping) log.warn({ namespace }, isEvents ? 'events are dropped' : 'reports are dropped');
    dropping = true;
  };
  const deliver = async (letter: Letter): Promise<void> => {
    for (let attempt = 1; !stop.signal.aborted; attempt++) {
      const called = await letter.write();
      if (stop.signal.aborted) return;
      logOnce(called);
      if ('object' in called) return end(letter, 'written');
      const { failure } = called;
      if (failure !== 'unavailable' && failure !== 'failed' && failure !== 'conflict') return end(letter, failure);
      if (attempt === maxAttempts) return end(letter, failure === 'failed' ? failure : 'dropped');
      await pause(Math.min(writeMaxPauseMs, outboxPauseMs * 2 ** (attempt - 1)), stop.signal);
    }
  };
  const run = async (): Promise<void> => {
    for (let letter = take(); letter !== undefined && !stop.signal.aborted; letter = take()) {
      await deliver(letter);
      if (!finishing) await pause(writeEveryMs, stop.signal);
    }
    running = undefined;
    dropping = false;
  };
  const start = (): void => {
    if (queue.length > 0) running ??= run();
  };
  return {
    add(letter) {
      if (stop.signal.aborted) return;
      const { namespace } = letter;
      const others = waiting.get(namespace) ?? 0;
      if (others >= maxOutboxOfNamespace || queue.length >= maxOutbox) {
        logDrop(namespace);
        return end(letter, 'dropped');
      }
      waiting.set(namespace, others + 1);
      queue.push(letter);
      // Not in the same turn, so that the answer to the review is written first.
      setImmediate(start);
    },
    async finish(ms) {
      finishing = true;
      start();
      if (running !== undefined)
        await Promise.race([running, sleep(ms, undefined, { signal: stop.signal, ref: false })]);
      stop.abort();
      queue.length = 0;
    },
  };
}
