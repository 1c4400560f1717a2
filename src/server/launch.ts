/** Starts a process that judges large reviews or existing Pods, or checks a configuration, and kills it if it takes too long. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { StricterMode } from '../admission/existing-pods.ts';
import type { CheckedConfiguration } from '../catalogue.ts';
import type { ActiveMode } from '../engine/judged.ts';
import { reasonOf } from '../text/errors.ts';
import { onFrame, writeFrame } from './frames.ts';
import { minJudgeMs } from './limits.ts';
import { oomKills } from './oom.ts';
import { permissionFlags } from './permissions.ts';
import type { Question } from './review-process.ts';
import type { ReviewPath } from './verdict.ts';

export interface LaunchOptions {
  /** The heap limit of V8, in MiB. */
  readonly heapMb: number;
  /** The program of the process. Only tests set it. */
  readonly program?: string;
}

export interface ReviewProcess {
  /** Whether it can judge a review. Never true again after something has ended it. */
  isFree(): boolean;
  /** Sends one review, which may take `limit` milliseconds. */
  ask(review: SentReview, limit: number): void;
  /** Sends a page of existing Pods to judge. The caller limits the time. */
  askPods(page: SentPods): void;
  /** Sends a text to check as a configuration, which may take `limit` milliseconds. */
  check(text: string, limit: number): void;
  /** The memory of the process, if the operating system provides it. */
  residentBytes(): number | undefined;
  kill(): void;
}

/** What is sent to the process to be judged. */
interface Sent {
  /** The body, in the chunks in which it arrived. */
  readonly chunks: readonly Buffer[];
  /** Those at the arrival of the review, so that it is judged by one configuration, however long it waits. */
  readonly configuration: CheckedConfiguration;
  /** The minor versions of Kubernetes that count. There is at least one. */
  readonly minors: readonly number[];
}

export interface SentReview extends Sent {
  readonly phase: ReviewPath;
  readonly mode: ActiveMode;
}

/** A page of a PodList. */
export interface SentPods extends Sent {
  readonly stricter: StricterMode;
  /** After this time, the process answers without the rest of the page. */
  readonly ms: number;
}

/** Why the process ended: it ran out of memory, it was too slow, or another reason. */
export type StopReason = 'memory' | 'time' | 'crash';

export interface ProcessEvents {
  /** The process has started or has answered, and can judge another review. */
  free(): void;
  answered(head: unknown, bytes: Buffer): void;
  /** Called once, with the known facts about the reason. */
  ended(reason: StopReason, words: string): void;
}

/** It is next to this file, as source code or compiled. */
const programFile = fileURLToPath(new URL(`./review-process${extname(import.meta.url)}`, import.meta.url));

/** In addition to the heap, the young generation takes three times this size. */
export const semiSpaceMb = 8;

/** Enough for a cold start on a busy machine. */
const startMs = 30_000;
/** The end of the output on stderr that is kept. */
const complaintLength = 1_024;
/** A time limit is divided into this many steps. A pause of the server (a busy event loop, a throttled container) counts for at most one step. */
const steps = 4;

/** If the process does not start, `ended` is called, or an error is thrown. */
export function launch({ heapMb, program = programFile }: LaunchOptions, events: ProcessEvents): ReviewProcess {
  const { child, stream } = spawnProgram(program, heapMb);
  const complaint = complaintOn(child.stderr);
  let killed = false;
  const kill = (): void => {
    killed = true;
    child.kill('SIGKILL');
  };
  const limit = createTimeLimit(kill);
  limit.set(startMs);

  let ready = false;
  let asked = true;
  const isFree = (): boolean => !asked && !killed && stream.readable;
  onFrame(stream, (head, bytes) => {
    limit.clear();
    if (ready) events.answered(head, bytes);
    ready = true;
    // The process may have ended after this answer. The events about its end that are already queued come first.
    setImmediate(() => {
      asked = false;
      if (isFree()) events.free();
    });
  });
  onEnd(child, stream, limit, (reason, words) => {
    const said = complaint();
    events.ended(killed ? 'time' : reason, said === '' ? words : `${words}: ${reasonOf(said)}`);
  });
  const send = (question: Question, parts: readonly Uint8Array[]): void => writeFrame(stream, question, parts);
  let configured: CheckedConfiguration | undefined;
  const judge = (question: Question, { chunks, configuration }: Pick<Sent, 'chunks' | 'configuration'>): void => {
    asked = true;
    if (configuration !== configured) send({ type: 'configuration' }, [Buffer.from(configuration)]);
    configured = configuration;
    send(question, chunks);
  };
  return {
    isFree,
    ask({ phase, mode, minors, ...sent }, ms) {
      limit.set(ms);
      judge({ type: 'review', phase, mode, minors }, sent);
    },
    askPods({ stricter, ms, minors, ...sent }) {
      judge({ type: 'pods', stricter, ms, minors }, sent);
    },
    check(text, ms) {
      asked = true;
      limit.set(ms);
      send({ type: 'check' }, [Buffer.from(text)]);
    },
    residentBytes: () => residentBytes(child.pid),
    kill,
  };
}

function spawnProgram(program: string, heapMb: number): { child: ChildProcess; stream: Duplex } {
  const permissions = program === programFile ? permissionFlags(program) : [];
  const flags = [`--max-old-space-size=${heapMb}`, `--max-semi-space-size=${semiSpaceMb}`, ...permissions];
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
  return { child, stream };
}

/** Returns what the process has written to stderr so far, or the end of it. */
function complaintOn(stderr: Readable | null): () => string {
  let complaint = '';
  stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-complaintLength);
  });
  return () => complaint;
}

interface TimeLimit {
  /** Replaces the previous limit. */
  set(ms: number): void;
  clear(): void;
}

function createTimeLimit(exceeded: () => void): TimeLimit {
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    set(ms) {
      clear();
      let left = steps;
      const step = (): void => {
        if (timer === started && --left === 0) exceeded();
      };
      // After a pause, timers run before the data that has arrived is read.
      const started = setInterval(() => setImmediate(step), ms / steps);
      timer = started;
    },
    clear,
  };
}

/** Calls `ended` once, when the process has ended or did not start. */
function onEnd(child: ChildProcess, stream: Duplex, limit: TimeLimit, ended: ProcessEvents['ended']): void {
  const killsBefore = oomKills();
  let over = false;
  const end = (reason: StopReason, words: string): void => {
    if (over) return;
    over = true;
    limit.clear();
    stream.destroy();
    ended(reason, words);
  };
  child.on('error', (error) => end('crash', error.message));
  child.on('exit', () => stream.destroy());
  // The process ends when its stream ends, or was ended.
  stream.on('close', () => {
    if (!over) limit.set(minJudgeMs);
  });
  // At this point, the output of the process has been read.
  child.on('close', (code, signal) =>
    end(isMemory(code, signal, killsBefore) ? 'memory' : 'crash', `it ended with ${signal ?? `exit status ${code}`}`),
  );
}

/** V8 aborts if the heap is full, and the kernel sends SIGKILL if memory is short. Others may send SIGKILL, too. */
const isMemory = (code: number | null, signal: string | null, killsBefore: number | undefined): boolean =>
  signal === 'SIGABRT' ||
  signal === 'SIGTRAP' ||
  code === 134 ||
  (signal === 'SIGKILL' && killsBefore !== undefined && (oomKills() ?? 0) > killsBefore);

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
