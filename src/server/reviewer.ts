/**
 * Judges large reviews in a separate process, so that none of them can stop the server or exhaust its memory. A thread would not be
 * enough: it cannot always be stopped, and if V8 runs out of memory in a thread, it may end the whole process (docs/decisions/0007).
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ReviewPhase } from '../admission/decode.ts';
import type { ActiveMode } from '../engine/judged.ts';
import { reasonOf } from '../text/errors.ts';
import { StartError } from './errors.ts';
import { onFrame, writeFrame } from './frames.ts';
import { maxWaitMs, minJudgeMs } from './limits.ts';
import { createQueue } from './queue.ts';
import type { Question } from './review-process.ts';
import type { Verdict } from './verdict.ts';

export interface Job {
  readonly size: number;
  /** The body, in the chunks in which it arrived. */
  readonly chunks: readonly Buffer[];
  readonly phase: ReviewPhase;
  readonly mode: ActiveMode;
  /** The time of performance.now() after which nobody waits for the answer. */
  readonly deadline: number;
  /** Whether the client has closed the connection. */
  readonly abandoned: () => boolean;
}

/** Why the process ended: it ran out of memory, it was too slow, or another reason. */
export type StopReason = 'memory' | 'time' | 'crash';

export type JobResult =
  | { readonly outcome: 'verdict'; readonly verdict: Verdict }
  /** The review was not judged, because nobody waits for the answer any more. */
  | { readonly outcome: 'late' }
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

export interface ReviewerOptions {
  /** The text of the configuration, which is valid. Undefined without a configuration. */
  readonly configuration: string | undefined;
  /** The maximum time for a review, whatever its deadline. */
  readonly limitMs: number;
  /** The heap limit of V8, in MiB. */
  readonly heapMb: number;
  /**
   * The process ended or did not start, and will be replaced. The text comes from Node, V8 or the operating system, and contains nothing
   * of an object.
   */
  readonly ended?: (reason: StopReason, words: string) => void;
  /** The program of the process. Only tests set it. */
  readonly program?: string;
}

/** It is next to this file, as source code or compiled. */
const programFile = fileURLToPath(new URL(`./review-process${extname(import.meta.url)}`, import.meta.url));

/** In addition to the heap, the young generation takes three times this size. */
const semiSpaceMb = 8;

/** Enough for a cold start on a busy machine. */
const startMs = 30_000;
/** The end of the output on stderr that is kept. */
const complaintLength = 1_024;
/** A time limit is divided into this many steps. A pause of the server (a busy event loop, a throttled container) counts for at most one step. */
const steps = 4;

interface Waiting extends Job {
  readonly resolve: (result: JobResult) => void;
}

/** The interval at which expired reviews are removed from the queue. */
const tickMs = 250;

/** The pause between the end of the process and its next start. It is doubled for each failed start. */
const minPauseMs = 100;
const maxPauseMs = 5_000;

/** Resolves when the process is ready for the first time. Throws a StartError if it does not start. */
export function startReviewer(options: ReviewerOptions): Promise<Reviewer> {
  let running: Waiting | undefined;
  let child: ReviewProcess | undefined;
  let ready = false;
  let wasReady = false;
  let stopped = false;
  /** The number of consecutive failed starts. */
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;

  const queue = createQueue<Waiting>((job) => job.resolve({ outcome: 'late' }));
  const refuseAll = (): void => {
    for (const job of queue.takeAll()) job.resolve(noProcess);
  };
  const timer = setInterval(() => queue.dropLate(), tickMs);
  timer.unref();

  return new Promise((resolve, reject) => {
    const next = (): void => {
      if (child?.isFree() !== true) return;
      running = queue.take();
      if (running === undefined) return;
      const limit = Math.max(minJudgeMs, Math.min(options.limitMs, running.deadline - performance.now()));
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
      // The first failure may be a short lack of files or memory.
      if (failures > 1) refuseAll();
      restart = setTimeout(start, Math.min(maxPauseMs, minPauseMs * 2 ** failures));
    };

    const onExit = (): void => child?.kill();
    process.on('exit', onExit);
    const reviewer: Reviewer = {
      review: (job) =>
        new Promise((done) => {
          if (stopped) return done(noProcess);
          queue.add({ ...job, deadline: Math.min(job.deadline, performance.now() + maxWaitMs), resolve: done });
          next();
        }),
      get waiting() {
        return queue.length;
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
        refuseAll();
      },
    };
    start();
  });
}

const noProcess: JobResult = { outcome: 'stopped', reason: 'crash' };

interface ReviewProcess {
  /** Whether it can judge a review. Never true again after something has ended it. */
  isFree(): boolean;
  /** Sends one review, which may take `limit` milliseconds. */
  ask(job: Job, limit: number): void;
  residentBytes(): number | undefined;
  kill(): void;
}

interface ProcessEvents {
  /** The process has started or has answered, and can judge another review. */
  free(): void;
  answered(verdict: Verdict): void;
  /** Called once, with the known facts about the reason. */
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
  // In contrast to the type, Node creates no streams if there is no file descriptor left, and reports the error as an event.
  const stream = child.stdio?.[3] as Duplex | undefined;
  if (stream === undefined) {
    child.on('error', () => {});
    throw new Error('no file descriptor is left');
  }
  // An error of the stream leads to the exit of the process, which is handled.
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
    // After a pause, timers run before the data that has arrived is read.
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
    // The process may have ended after this answer. The events about its end that are already queued come first.
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
  // The process ends when its stream ends, or was ended.
  stream.on('close', () => {
    if (!over) stopIn(minJudgeMs);
  });
  // At this point, the output of the process has been read.
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

/** V8 aborts if the heap is full. A SIGKILL that this process did not send comes from the kernel, because memory is short. */
const isMemory = (code: number | null, signal: string | null): boolean =>
  signal === 'SIGABRT' || signal === 'SIGKILL' || signal === 'SIGTRAP' || code === 134;

/** Only on Linux. */
function residentBytes(pid: number | undefined): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // A process that has exited, but whose parent has not noticed yet, has no memory.
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}
