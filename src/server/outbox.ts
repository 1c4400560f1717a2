/**
 * Writes to the cluster, one after another, after the review that caused them has its answer. Namespaces take turns. One in which
 * writes fail or are slow gets pauses, and one in which they are slow comes after all others, so that it does not hold them up. The number of
 * writes that wait is limited, and a review never waits.
 */
import type { Called, CallFailure } from '../kubernetes/apiserver/calls.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import {
  finishMs,
  forgetMs,
  giveUpMs,
  maxAttempts,
  maxOutboxOfNamespace,
  maxPauseMs,
  minPauseMs,
  slowWriteMs,
  slowWritePause,
  writeEveryMs,
} from './limits.ts';
import type { WriteLog } from './write-log.ts';

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
  /** How many may wait. */
  readonly room: number;
  readonly log: WriteLog;
  readonly wrote: (result: WriteResult) => void;
}

/** What waits in a namespace. An empty one is kept until some time after its pause. */
interface Box {
  readonly namespace: string;
  /** The next one comes first. */
  readonly letters: Letter[];
  readonly attempts: Attempts;
  /** Whether the last write was. */
  slow: boolean;
}

export function createOutbox({ room, log, wrote }: OutboxOptions): Outbox {
  /** By namespace. The next one comes first. */
  const boxes = new Map<string, Box>();
  /** Those of all namespaces. */
  const attempts = createAttempts();
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
      log.bug(letter.namespace, error);
    }
  };
  /** Ends the next letters of the namespace. */
  const endNext = (box: Box, result: WriteResult, count = 1): void => {
    const letters = box.letters.splice(0, count);
    waiting -= letters.length;
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
      log.bug(namespace, error);
    }
    if (stopped) return;
    const took = performance.now() - begun;
    box.slow = took >= slowWriteMs;
    if (!finishing) {
      attempts.pause(writeEveryMs);
      if (box.slow) box.attempts.pause(took * slowWritePause);
    }
    if (called === undefined) return answered(box, 'refused');
    if ('object' in called) {
      log.written(namespace);
      return answered(box, 'written');
    }
    const { failure, detail } = called;
    if (isPassing(failure)) return tryAgain(box, failure, detail);
    if (failure !== 'gone') log.failed(namespace, failure, detail);
    answered(box, failure);
  };
  const answered = (box: Box, result: WriteResult): void => {
    attempts.forget();
    box.attempts.forget();
    endNext(box, result);
  };
  /** Any failure delays the namespace, and one of the API server itself delays all. */
  const tryAgain = (box: Box, failure: Passing, detail: string): void => {
    if (failure === 'unavailable') attempts.pause(pauseAfter(attempts.fail(failure).times));
    else attempts.forget();
    const { times, ms } = box.attempts.fail(failure);
    box.attempts.pause(failure === 'conflict' ? writeEveryMs : pauseAfter(times));
    const isLong = ms >= giveUpMs;
    const givesUp = !finishing && (isLong || times >= maxAttempts);
    if (failure !== 'conflict' || givesUp) log.failed(box.namespace, failure, detail);
    if (!givesUp) return;
    box.attempts.forget();
    endNext(box, failure === 'unavailable' && isLong ? 'dropped' : 'failed', box.letters.length);
  };
  const pauseAfter = (times: number): number =>
    finishing ? writeEveryMs : Math.min(maxPauseMs, minPauseMs * 2 ** (times - 1));

  /** The namespace whose turn it is, or the time until then. Undefined if nothing waits. */
  const next = (): Box | number | undefined => {
    if (waiting === 0) return undefined;
    const wait = attempts.wait();
    if (wait > 0) return wait;
    let least = Infinity;
    let slow: Box | undefined;
    for (const box of boxes.values()) {
      const own = box.attempts.wait();
      if (box.letters.length === 0) {
        if (own < -forgetMs) boxes.delete(box.namespace);
      } else if (own > 0) least = Math.min(least, own);
      else if (box.slow) slow ??= box;
      else return box;
    }
    return slow ?? least;
  };
  const run = async (): Promise<void> => {
    for (let turn = next(); turn !== undefined && !stopped; turn = next())
      await (typeof turn === 'number' ? sleep(turn) : deliver(turn));
    running = undefined;
    dropping = false;
  };
  const start = (): void => {
    if (waiting > 0) running ??= run();
    wake();
  };
  return {
    add(letter) {
      if (stopped) return end(letter, 'dropped');
      const { namespace } = letter;
      const box = boxes.get(namespace) ?? { namespace, letters: [], attempts: createAttempts(), slow: false };
      if (box.letters.length >= maxOutboxOfNamespace || waiting >= room) {
        // One line until nothing waits.
        if (!dropping) log.dropped(namespace);
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
      if (waiting > 0) log.unknownAtEnd(waiting);
      for (const box of boxes.values()) endNext(box, 'dropped', box.letters.length);
    },
  };
}

/** Another attempt may succeed. */
type Passing = 'unavailable' | 'failed' | 'conflict';
const isPassing = (failure: CallFailure): failure is Passing =>
  failure === 'unavailable' || failure === 'failed' || failure === 'conflict';
