/**
 * Writes to the cluster, one after another, after the review that caused them has its answer. Namespaces take turns, and one in
 * which writes fail or are slow gets pauses, so that those of others are not held up. The number of writes that wait is limited, and a review never waits.
 */
import type { Called, CallFailure } from '../kubernetes/apiserver/calls.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import { createFailureLog } from './failure-log.ts';
import {
  finishMs,
  giveUpMs,
  maxOutboxOfNamespace,
  maxPauseMs,
  minPauseMs,
  slowWriteMs,
  slowWritePause,
  writeEveryMs,
} from './limits.ts';
import type { Logger } from './log.ts';

/** `dropped`: there was no room, or the API server could not be reached for too long. */
export type WriteResult = 'written' | 'dropped' | Exclude<CallFailure, 'conflict' | 'unavailable'>;

export interface Letter {
  readonly namespace: string;
  /** May make several requests. `conflict` makes another attempt. */
  write(): Promise<Called>;
  /** Called once, at the end. */
  done(result: WriteResult): void;
}

export interface Outbox {
  add(letter: Letter): void;
  /** Writes what waits, for at most some seconds. Then nothing is written any more. */
  finish(): Promise<void>;
}

export interface OutboxOptions {
  /** For the log. */
  readonly what: 'events' | 'reports';
  /** How many may wait. */
  readonly room: number;
  readonly log: Logger;
  readonly wrote: (result: WriteResult) => void;
}

/** What waits in a namespace. */
interface Box {
  readonly namespace: string;
  /** The next one comes first. */
  readonly letters: Letter[];
  readonly attempts: Attempts;
}

export function createOutbox({ what, room, log, wrote }: OutboxOptions): Outbox {
  /** By namespace. The next one comes first. */
  const boxes = new Map<string, Box>();
  /** Those of all namespaces. */
  const attempts = createAttempts();
  const failures = createFailureLog(what, log);
  let waiting = 0;
  let dropping = false;
  let finishing = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  let wake = (): void => {};

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const end = (letter: Letter, result: WriteResult): void => {
    try {
      wrote(result);
      letter.done(result);
    } catch (error) {
      failures.bug(letter.namespace, error);
    }
  };
  /** Ends the next letters of the namespace. */
  const endNext = (box: Box, result: WriteResult, count = 1): void => {
    const letters = box.letters.splice(0, count);
    waiting -= letters.length;
    if (box.letters.length === 0) boxes.delete(box.namespace);
    for (const letter of letters) end(letter, result);
  };

  const deliver = async (box: Box): Promise<void> => {
    const { namespace } = box;
    boxes.delete(namespace);
    boxes.set(namespace, box);
    const begun = performance.now();
    let called: Called | undefined;
    try {
      called = await box.letters[0]!.write();
    } catch (error) {
      failures.bug(namespace, error);
    }
    if (stopped) return;
    if (!finishing) attempts.pause(writeEveryMs);
    const took = performance.now() - begun;
    if (took >= slowWriteMs) box.attempts.pause(took * slowWritePause);
    if (called === undefined) return answered(box, 'refused');
    if ('object' in called) {
      failures.written(namespace);
      return answered(box, 'written');
    }
    const { failure, detail } = called;
    if (isPassing(failure)) return tryAgain(box, failure, detail);
    if (failure !== 'gone') failures.failed(namespace, failure, detail);
    answered(box, failure);
  };
  const answered = (box: Box, result: WriteResult): void => {
    attempts.succeed();
    box.attempts.succeed();
    endNext(box, result);
  };
  /** Any failure delays the namespace, and one of the API server itself delays all. */
  const tryAgain = (box: Box, failure: Passing, detail: string): void => {
    if (failure === 'unavailable') attempts.pause(pauseAfter(attempts.fail(failure).times));
    else attempts.succeed();
    const { times, ms } = box.attempts.fail(failure);
    // Another replica has changed the object, and the next attempt sees its change.
    box.attempts.pause(failure === 'conflict' ? writeEveryMs : pauseAfter(times));
    const givesUp = ms >= giveUpMs;
    if (failure !== 'conflict' || givesUp) failures.failed(box.namespace, failure, detail);
    if (givesUp) endNext(box, failure === 'unavailable' ? 'dropped' : 'failed', box.letters.length);
  };
  const pauseAfter = (times: number): number =>
    finishing ? writeEveryMs : Math.min(maxPauseMs, minPauseMs * 2 ** (times - 1));

  /** The namespace whose turn it is, or the time until then. Undefined if nothing waits. */
  const next = (): Box | number | undefined => {
    if (boxes.size === 0) return undefined;
    const wait = attempts.wait();
    if (wait > 0) return wait;
    let least = Infinity;
    for (const box of boxes.values()) {
      const own = box.attempts.wait();
      if (own <= 0) return box;
      least = Math.min(least, own);
    }
    return least;
  };
  const run = async (): Promise<void> => {
    for (let turn = next(); turn !== undefined && !stopped; turn = next())
      await (typeof turn === 'number' ? sleep(turn) : deliver(turn));
    running = undefined;
    dropping = false;
  };
  const start = (): void => {
    if (boxes.size > 0) running ??= run();
    wake();
  };
  return {
    add(letter) {
      if (stopped) return end(letter, 'dropped');
      const { namespace } = letter;
      const box = boxes.get(namespace) ?? { namespace, letters: [], attempts: createAttempts() };
      if (box.letters.length >= maxOutboxOfNamespace || waiting >= room) {
        // One line until nothing waits.
        if (!dropping) log.warn({ namespace }, `${what} are dropped`);
        dropping = true;
        return end(letter, 'dropped');
      }
      box.letters.push(letter);
      waiting++;
      boxes.set(namespace, box);
      // Not in the same turn, so that the answer to the review is written first.
      setImmediate(start);
    },
    async finish() {
      finishing = true;
      attempts.resume();
      for (const box of boxes.values()) box.attempts.resume();
      start();
      const timer = Promise.withResolvers<void>();
      setTimeout(timer.resolve, finishMs).unref();
      await Promise.race([running, timer.promise]);
      stopped = true;
      wake();
      // An attempt whose answer did not come may have been written.
      if (waiting > 0) log.warn({ count: waiting }, `${what} not known to be written before the end`);
      for (const box of boxes.values()) endNext(box, 'dropped', box.letters.length);
    },
  };
}

/** Another attempt may succeed. */
type Passing = 'unavailable' | 'failed' | 'conflict';
const isPassing = (failure: CallFailure): failure is Passing =>
  failure === 'unavailable' || failure === 'failed' || failure === 'conflict';
