/**
 * Writes to the cluster, one after another, after the review that caused them has its answer. Namespaces take turns, so that none waits for writes
 * that fail in another. The number of writes that wait is limited, and a review never waits.
 */
import type { Called, CallFailure } from '../kubernetes/apiserver/calls.ts';
import { giveUpMs, logAgainMs, maxOutboxOfNamespace, maxPauseMs, minPauseMs, writeEveryMs } from './limits.ts';
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
  /** Writes what waits, for at most this time. Then nothing is written any more. */
  finish(ms: number): Promise<void>;
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
  /** The next attempt is not earlier. In the time of performance.now(), as all times here. */
  notBefore: number;
  /** Pauses since the last write that had an answer without an error of the API server. */
  pauses: number;
  /** Since when each attempt has failed for a reason that may pass. */
  failsSince: number | undefined;
}

export function createOutbox({ what, room, log, wrote }: OutboxOptions): Outbox {
  /** By namespace. The next one comes first. */
  const boxes = new Map<string, Box>();
  let waiting = 0;
  /** No namespace gets an attempt earlier. */
  let notBefore = 0;
  /** Pauses since the API server was reached. */
  let pauses = 0;
  /** Each reason that is in the log and not over, with the namespace in the line. */
  const logged = new Map<CallFailure, { readonly namespace: string; readonly at: number }>();
  let dropping = false;
  let finishing = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  let wake = (): void => {};

  const now = (): number => performance.now();
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const pauseAfter = (earlier: number): number =>
    finishing ? writeEveryMs : Math.min(maxPauseMs, minPauseMs * 2 ** earlier);

  const logFailure = (namespace: string, failure: CallFailure, detail: string): void => {
    const line = logged.get(failure);
    if (line !== undefined && now() - line.at < logAgainMs) return;
    logged.set(failure, { namespace, at: now() });
    log.warn({ reason: failure, namespace, detail }, `${what} cannot be written`);
  };
  /** If the API server was reached, it can be reached in all namespaces. Other reasons may be those of one namespace. */
  const logSuccess = (namespace: string): void => {
    for (const [reason, line] of logged) {
      if (reason !== 'unavailable' && line.namespace !== namespace) continue;
      logged.delete(reason);
      log.info({ reason, namespace }, `${what} are written again`);
    }
  };
  const logBug = (namespace: string, error: unknown): void =>
    log.error({ namespace, error }, `${what} cannot be written`);

  const end = (letter: Letter, result: WriteResult): void => {
    try {
      wrote(result);
      letter.done(result);
    } catch (error) {
      logBug(letter.namespace, error);
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
    let called: Called | undefined;
    try {
      called = await box.letters[0]!.write();
    } catch (error) {
      logBug(namespace, error);
    }
    if (stopped) return;
    if (!finishing) notBefore = now() + writeEveryMs;
    if (called === undefined) return answered(box, 'refused');
    if ('object' in called) {
      logSuccess(namespace);
      return answered(box, 'written');
    }
    const { failure, detail } = called;
    if (isPassing(failure)) return tryAgain(box, failure, detail);
    if (failure !== 'gone') logFailure(namespace, failure, detail);
    answered(box, failure);
  };
  const answered = (box: Box, result: WriteResult): void => {
    pauses = 0;
    box.pauses = 0;
    box.failsSince = undefined;
    endNext(box, result);
  };
  /** What fails for a reason of the namespace delays only the namespace. */
  const tryAgain = (box: Box, failure: Passing, detail: string): void => {
    if (failure !== 'conflict') logFailure(box.namespace, failure, detail);
    if (failure === 'unavailable') notBefore = now() + pauseAfter(pauses++);
    else pauses = 0;
    // A namespace that is alone would be tried without a pause at the end.
    if (failure === 'failed' || finishing) box.notBefore = now() + pauseAfter(box.pauses++);
    box.failsSince ??= now();
    if (now() - box.failsSince < giveUpMs) return;
    endNext(box, failure === 'unavailable' ? 'dropped' : 'failed', box.letters.length);
  };
  /** The namespace whose turn it is, or the time until then. Undefined if nothing waits. */
  const next = (): Box | number | undefined => {
    if (boxes.size === 0) return undefined;
    const wait = notBefore - now();
    if (wait > 0) return wait;
    let least = Infinity;
    for (const box of boxes.values()) {
      const own = box.notBefore - now();
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
      const box = boxes.get(namespace) ?? { namespace, letters: [], notBefore: 0, pauses: 0, failsSince: undefined };
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
    async finish(ms) {
      finishing = true;
      notBefore = 0;
      for (const box of boxes.values()) box.notBefore = 0;
      if (ms > 0) start();
      const timer = Promise.withResolvers<void>();
      setTimeout(timer.resolve, ms).unref();
      await Promise.race([running, timer.promise]);
      stopped = true;
      wake();
      if (waiting > 0) log.warn({ count: waiting }, `${what} not written before the end`);
      for (const box of boxes.values()) endNext(box, 'dropped', box.letters.length);
    },
  };
}

/** Another attempt may succeed. */
type Passing = 'unavailable' | 'failed' | 'conflict';
const isPassing = (failure: CallFailure): failure is Passing =>
  failure === 'unavailable' || failure === 'failed' || failure === 'conflict';
