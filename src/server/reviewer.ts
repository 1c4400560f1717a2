/**
 * Judges large reviews in a separate process, so that none of them can stop the server or exhaust its memory. A thread would not be
 * enough: it cannot always be stopped, and if V8 runs out of memory in a thread, it may end the whole process (docs/decisions/0007).
 */
import { reasonOf } from '../text/errors.ts';
import { StartError } from './errors.ts';
import {
  launch,
  type LaunchOptions,
  type ProcessEvents,
  type ReviewProcess,
  type SentReview,
  type StopReason,
} from './launch.ts';
import { maxWaitMs, minJudgeMs } from './limits.ts';
import { createQueue } from './queue.ts';
import type { Verdict } from './verdict.ts';

export interface Job extends SentReview {
  readonly size: number;
  /** The time of performance.now() at which the answer must leave. */
  readonly deadline: number;
  /** Whether the client has closed the connection. */
  readonly abandoned: () => boolean;
}

export type JobResult =
  | { readonly outcome: 'verdict'; readonly verdict: Verdict }
  /** The review was not judged before its deadline, or nobody waits for the answer any more. */
  | { readonly outcome: 'late' }
  /** The deadline came while the review was judged. The process has its chunks until `over`, which never rejects. */
  | { readonly outcome: 'given up'; readonly over: Promise<void> }
  /** The process ended while it judged the review. */
  | { readonly outcome: 'stopped'; readonly reason: StopReason };

export interface Reviewer {
  /** Never rejects. */
  review(job: Job): Promise<JobResult>;
  /** The number of reviews in the queue. */
  readonly waiting: number;
  /** Whether the process does not start. */
  readonly failing: boolean;
  /** The memory of the process, if the operating system provides it. */
  residentBytes(): number | undefined;
  stop(): void;
}

export interface ReviewerOptions extends LaunchOptions {
  /** The maximum time for a review, whatever its deadline. */
  readonly limitMs: number;
  /**
   * The process ended or did not start, and will be replaced. The text comes from Node, V8 or the operating system, and contains nothing
   * of an object.
   */
  readonly ended?: (reason: StopReason, words: string) => void;
}

interface Waiting extends Job {
  readonly resolve: (result: JobResult) => void;
  readonly over: PromiseWithResolvers<void>;
}

/** The interval at which abandoned reviews are removed from the queue. */
const tickMs = 250;

/** Resolves when the process is ready for the first time. Throws a StartError if it does not start. */
export function startReviewer(options: ReviewerOptions): Promise<Reviewer> {
  const { promise, resolve, reject } = Promise.withResolvers<Reviewer>();
  const queue = createQueue<Waiting>((job) => job.resolve({ outcome: 'late' }));
  const refuseAll = (): void => {
    for (const job of queue.takeAll()) job.resolve(noProcess);
  };
  const timer = setInterval(() => queue.dropLate(), tickMs);
  timer.unref();
  let running: Waiting | undefined;
  let wasReady = false;
  let stopped = false;

  const next = (): void => {
    const child = keeper.current;
    if (child?.isFree() !== true) return;
    running = queue.take();
    if (running === undefined) return;
    child.ask(running, Math.max(minJudgeMs, Math.min(options.limitMs, running.deadline - performance.now())));
  };
  const settle = (result: JobResult): void => {
    const job = running;
    running = undefined;
    job?.resolve(result);
    job?.over.resolve();
  };
  const expire = (job: Waiting): void => {
    if (job === running) job.resolve({ outcome: 'given up', over: job.over.promise });
    else queue.dropLate();
  };
  const keeper = createKeeper(options, {
    free() {
      wasReady = true;
      resolve(reviewer);
      next();
    },
    answered(head, bytes) {
      const answer = bytes.length === 0 ? {} : { answer: bytes.toString() };
      settle({ outcome: 'verdict', verdict: { ...(head as Verdict), ...answer } });
    },
    ended(reason, words) {
      if (!wasReady) {
        reviewer.stop();
        reject(new StartError(`the process for large reviews cannot start: ${words}.`));
      }
      if (stopped) return settle(noProcess);
      settle({ outcome: 'stopped', reason });
      options.ended?.(reason, words);
      // The first failure may be a short lack of files or memory.
      if (keeper.failures > 1) refuseAll();
    },
  });
  const reviewer: Reviewer = {
    review: (job) =>
      new Promise((done) => {
        if (stopped) return done(noProcess);
        const now = performance.now();
        const deadline = Math.min(job.deadline, now + maxWaitMs);
        const resolve = (result: JobResult): void => {
          clearTimeout(timer);
          done(result);
        };
        const waiting: Waiting = { ...job, deadline, resolve, over: Promise.withResolvers() };
        // After a pause, timers run before the data that has arrived is read. A timer may be a millisecond early.
        const timer = setTimeout(() => setImmediate(expire, waiting), Math.max(0, deadline - now) + 1);
        queue.add(waiting);
        next();
      }),
    get waiting() {
      return queue.length;
    },
    get failing() {
      return keeper.failures > 0;
    },
    residentBytes: () => keeper.current?.residentBytes(),
    stop() {
      stopped = true;
      clearInterval(timer);
      keeper.stop();
      refuseAll();
    },
  };
  keeper.start();
  return promise;
}

const noProcess: JobResult = { outcome: 'stopped', reason: 'crash' };

/** Keeps one process running. */
interface Keeper {
  /** Undefined between the end of a process and the next start. */
  readonly current: ReviewProcess | undefined;
  /** The number of consecutive failed starts. */
  readonly failures: number;
  start(): void;
  /** Ends the process, and starts no other. */
  stop(): void;
}

/** The pause between the end of the process and its next start. It is doubled for each failed start. */
const minPauseMs = 100;
const maxPauseMs = 5_000;

function createKeeper(options: LaunchOptions, events: ProcessEvents): Keeper {
  let current: ReviewProcess | undefined;
  let failures = 0;
  let ready = false;
  let stopped = false;
  let restart: NodeJS.Timeout | undefined;

  const start = (): void => {
    try {
      current = launch(options, { ...events, free, ended });
    } catch (error) {
      ended('crash', reasonOf(error));
    }
  };
  const free = (): void => {
    ready = true;
    failures = 0;
    events.free();
  };
  const ended = (reason: StopReason, words: string): void => {
    if (!ready) failures++;
    current = undefined;
    ready = false;
    events.ended(reason, words);
    if (!stopped) restart = setTimeout(start, Math.min(maxPauseMs, minPauseMs * 2 ** failures));
  };
  const kill = (): void => current?.kill();
  process.on('exit', kill);
  return {
    get current() {
      return current;
    },
    get failures() {
      return failures;
    },
    start,
    stop() {
      stopped = true;
      process.off('exit', kill);
      clearTimeout(restart);
      kill();
    },
  };
}
