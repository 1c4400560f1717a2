/**
 * Judges large reviews in a process of its own, so that none of them can stop the server or use up its memory. A thread would not do:
 * it cannot always be stopped, and where V8 finds no memory for one thread it may end the whole process (docs/decisions/0007).
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ReviewPhase } from '../admission/decode.ts';
import type { ActiveMode } from '../admission/review.ts';
import { reasonOf } from '../text/errors.ts';
import { StartError } from './errors.ts';
import { onFrame, writeFrame } from './frames.ts';
import type { Question } from './review-process.ts';
import type { Verdict } from './verdict.ts';

export interface Job {
  readonly size: number;
  /** The body as it arrived, in parts. */
  readonly chunks: readonly Buffer[];
  readonly phase: ReviewPhase;
  readonly mode: ActiveMode;
  /** A time of performance.now(), after which nobody waits for the answer. */
  readonly deadline: number;
  /** Whether the client has hung up. */
  readonly abandoned: () => boolean;
}

/** Why the process had to end: out of memory, too slow, or anything else. */
export type StopReason = 'memory' | 'time' | 'crash';

export type Judgement =
  | { readonly outcome: 'verdict'; readonly verdict: Verdict }
  /** Nobody waits any more, so it was not judged. */
  | { readonly outcome: 'late' }
  /** It was being judged when the process ended. */
  | { readonly outcome: 'stopped'; readonly reason: StopReason };

export interface Reviewer {
  /** Never rejects. */
  judge(job: Job): Promise<Judgement>;
  /** Reviews that wait for their turn. */
  readonly waiting: number;
  /** Whether the process does not come up. */
  readonly failing: boolean;
  /** Memory of the process, where the system tells it. */
  residentBytes(): number | undefined;
  stop(): void;
}

export interface ReviewerOptions {
  /** Text of the configuration, which has passed the checks; undefined where there is none. */
  readonly configuration: string | undefined;
  /** No review is judged longer than this, whatever its deadline. */
  readonly limitMs: number;
  /** Limit of the heap of V8, in MiB. */
  readonly heapMb: number;
  /** The process ended, or did not start, and is to be replaced. The words are those of Node, V8 or the system, with no object in them. */
  readonly ended?: (reason: StopReason, words: string) => void;
  /** The program to run; another one in tests only. */
  readonly program?: string;
}

/** Beside this file, as a source or compiled. */
const programFile = fileURLToPath(new URL(`./review-process${extname(import.meta.url)}`, import.meta.url));

/** The young generation takes three times as much on top of the heap. */
const semiSpaceMb = 8;

/** A cold start on a busy machine. */
const startMs = 30_000;
/** The last of what it wrote to stderr. */
const complaintLength = 1_024;
/** A review that began is not stopped sooner, so that short deadlines do not restart the process again and again. */
const minLimitMs = 1_000;
/** A limit passes in so many steps. A pause of the server (a busy event loop, a throttled container) takes one of them at the most. */
const steps = 4;

interface Waiting extends Job {
  /** A time of performance.now(). */
  readonly since: number;
  readonly resolve: (judgement: Judgement) => void;
}

/** Of the waiting ones, those that nobody waits for any more are looked for at this interval. */
const tickMs = 250;
/** What waiting is worth: the largest object, 3 MiB, comes before a new one of 16 KiB after three quarters of a second. */
const bytesPerMs = 4 * 1024;
/** A review without a deadline: no webhook may take longer. */
const maxWaitMs = 30_000;

/** Between an end of the process and its next start; doubled each time that it does not come up. */
const minPauseMs = 100;
const maxPauseMs = 5_000;

/** Resolves once the process is ready for the first time; throws a StartError where it does not come up. */
export function startReviewer(options: ReviewerOptions): Promise<Reviewer> {
  let waiting: Waiting[] = [];
  let running: Waiting | undefined;
  let child: ReviewProcess | undefined;
  let ready = false;
  let wasReady = false;
  let stopped = false;
  /** Starts in a row that came to nothing. */
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;

  /** Those that wait hold memory that others need. */
  const dropLate = (): void => {
    const now = performance.now();
    const isLate = ({ deadline, abandoned }: Job): boolean => now > deadline || abandoned();
    if (waiting.length > 0) resolveWaiting({ outcome: 'late' }, isLate);
  };
  const resolveWaiting = (judgement: Judgement, which: (job: Job) => boolean = () => true): void => {
    const chosen = new Set(waiting.filter(which));
    waiting = waiting.filter((job) => !chosen.has(job));
    for (const job of chosen) job.resolve(judgement);
  };
  const timer = setInterval(dropLate, tickMs);
  timer.unref();

  /** The shortest first, since a large review holds up many; but who waits counts as shorter from moment to moment, so that no stream of
   * short ones keeps it out. */
  const pick = (): Waiting | undefined => {
    dropLate();
    const now = performance.now();
    const weightOf = ({ size, since }: Waiting): number => size - (now - since) * bytesPerMs;
    const shortest = waiting.reduce<Waiting | undefined>(
      (best, job) => (best === undefined || weightOf(job) < weightOf(best) ? job : best),
      undefined,
    );
    waiting = waiting.filter((job) => job !== shortest);
    return shortest;
  };

  return new Promise((resolve, reject) => {
    const next = (): void => {
      if (child?.isFree() !== true) return;
      running = pick();
      if (running === undefined) return;
      const limit = Math.max(minLimitMs, Math.min(options.limitMs, running.deadline - performance.now()));
      child.ask(running, limit);
    };

    const start = (): void => {
      try {
        child = launch(options, { free, answered, ended });
      } catch (error) {
        ended('crash', reasonOf(error));
      }
    };
    const free = (): void => {
      ready = true;
      wasReady = true;
      failures = 0;
      resolve(reviewer);
      next();
    };
    const answered = (verdict: Verdict): void => {
      const job = running;
      running = undefined;
      job?.resolve({ outcome: 'verdict', verdict });
    };
    const ended = (reason: StopReason, words: string): void => {
      if (!ready) failures++;
      child = undefined;
      ready = false;
      const job = running;
      running = undefined;
      if (!wasReady) {
        reviewer.stop();
        reject(new StartError(`the process for large reviews cannot start: ${words}.`));
      }
      if (stopped) {
        job?.resolve(noProcess);
        return;
      }
      job?.resolve({ outcome: 'stopped', reason });
      options.ended?.(reason, words);
      // The first time it may have been a moment's lack of files or memory.
      if (failures > 1) resolveWaiting(noProcess);
      restart = setTimeout(start, Math.min(maxPauseMs, minPauseMs * 2 ** failures));
    };

    const onExit = (): void => child?.kill();
    process.on('exit', onExit);
    const reviewer: Reviewer = {
      judge: (job) =>
        new Promise((done) => {
          if (stopped) return done(noProcess);
          const since = performance.now();
          waiting.push({ ...job, since, deadline: Math.min(job.deadline, since + maxWaitMs), resolve: done });
          next();
        }),
      get waiting() {
        return waiting.length;
      },
      get failing() {
        return failures > 0;
      },
      residentBytes: () => child?.residentBytes(),
      stop() {
        stopped = true;
        process.off('exit', onExit);
        clearInterval(timer);
        clearTimeout(restart);
        child?.kill();
        resolveWaiting(noProcess);
      },
    };
    start();
  });
}

const noProcess: Judgement = { outcome: 'stopped', reason: 'crash' };

interface ReviewProcess {
  /** Whether it can be asked. Never again once anything ends it. */
  isFree(): boolean;
  /** One review at a time, which may take `limit` milliseconds. */
  ask(job: Job, limit: number): void;
  residentBytes(): number | undefined;
  kill(): void;
}

interface ProcessEvents {
  /** It came up, or has answered, and can be asked. */
  free(): void;
  answered(verdict: Verdict): void;
  /** Once, with what is known of the cause. */
  ended(reason: StopReason, words: string): void;
}

function launch(
  { configuration, heapMb, program = programFile }: ReviewerOptions,
  events: ProcessEvents,
): ReviewProcess {
  const flags = [`--max-old-space-size=${heapMb}`, `--max-semi-space-size=${semiSpaceMb}`];
  const child = spawn(process.execPath, [...process.execArgv, ...flags, program], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  // Against its type: where no file is left, Node makes no streams, and tells the error in an event.
  const stream = child.stdio?.[3] as Duplex | undefined;
  if (stream === undefined) {
    child.on('error', () => {});
    throw new Error('no file descriptor is left');
  }
  // Its end shows in the exit of the process.
  stream.on('error', () => {});

  let killed = false;
  const kill = (): void => {
    killed = true;
    child.kill('SIGKILL');
  };
  let timer: NodeJS.Timeout | undefined;
  const stopIn = (ms: number): void => {
    clearInterval(timer);
    let left = steps;
    const step = (): void => {
      if (timer === started && --left === 0) kill();
    };
    // After a pause, timers run before what has arrived is read.
    const started = setInterval(() => setImmediate(step), ms / steps);
    timer = started;
  };
  const stopNoMore = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  stopIn(startMs);

  let ready = false;
  let asked = true;
  const isFree = (): boolean => !asked && !killed && stream.readable;
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-complaintLength);
  });
  onFrame(stream, (head, bytes) => {
    stopNoMore();
    if (ready)
      events.answered({
        ...(head as Verdict),
        ...(bytes.length === 0 ? {} : { answer: bytes.toString() }),
      });
    ready = true;
    // This may be the last thing that it did: what the system tells of its end by now is heard first.
    setImmediate(() => {
      asked = false;
      if (isFree()) events.free();
    });
  });

  let over = false;
  const end = (reason: StopReason, words: string): void => {
    if (over) return;
    over = true;
    stopNoMore();
    stream.destroy();
    events.ended(killed ? 'time' : reason, complaint === '' ? words : `${words}: ${reasonOf(complaint)}`);
  };
  child.on('error', (error) => end('crash', error.message));
  child.on('exit', () => stream.destroy());
  // It ends when its stream does, or is ended.
  stream.on('close', () => {
    if (!over) stopIn(minLimitMs);
  });
  // Once its complaint is read too.
  child.on('close', (code, signal) =>
    end(isMemory(code, signal) ? 'memory' : 'crash', `it ended with ${signal ?? `exit status ${code}`}`),
  );

  const question: Question = { type: 'configuration', given: configuration !== undefined };
  writeFrame(stream, question, [Buffer.from(configuration ?? '')]);
  return {
    isFree,
    ask({ chunks, phase, mode }, limit) {
      asked = true;
      stopIn(limit);
      writeFrame(stream, { type: 'review', phase, mode } satisfies Question, chunks);
    },
    residentBytes: () => residentBytes(child.pid),
    kill,
  };
}

/** V8 aborts where the heap is full; a SIGKILL that is not from here comes from the kernel, where memory is short. */
const isMemory = (code: number | null, signal: string | null): boolean =>
  signal === 'SIGABRT' || signal === 'SIGKILL' || signal === 'SIGTRAP' || code === 134;

/** Linux only. */
function residentBytes(pid: number | undefined): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // One that has ended, and whose parent has not heard of it, has no memory any more.
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}
