/** What the main thread and the threads of the fuzzers share. */
import type { TargetName } from './targets.ts';

export interface Task {
  readonly kind: 'structured' | 'bytes';
  /** The number of the first input. */
  readonly first: number;
  readonly count: number;
  readonly seed: number;
  /** The number of finished inputs, which changes as long as the thread is alive. */
  readonly done: SharedArrayBuffer;
  /** The input that runs: its length, its target and its choice as 32-bit numbers, and its bytes. */
  readonly current: SharedArrayBuffer;
}
export const headBytes = 12;
export const currentBytes = 4 * 1024 * 1024;

export interface Problem {
  readonly is: 'crash' | 'breach';
  readonly target: TargetName;
  readonly choice: number;
  readonly what: string;
  readonly bytes: Buffer;
}
export type Message = { readonly problem: Problem } | { readonly finished: Readonly<Record<string, number>> };
