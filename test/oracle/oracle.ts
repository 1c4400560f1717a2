/** A running oracle, and its questions and answers: see go/main.go. */
import { spawn } from 'node:child_process';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';

/** Changes of one stored object, or new objects if there is no stored one. */
interface Question {
  readonly kind: Kind;
  readonly subresource: string;
  readonly oldObject?: Json;
  readonly objects: readonly Json[];
}

export interface Cause {
  readonly type: string;
  readonly field: string;
  readonly message: string;
}

export interface Verdict {
  readonly allowed: boolean;
  /** The object as a webhook sees it in the mutating phase. Absent if the request fails before that. */
  readonly object?: JsonObject;
  /** For an allowed change: the object as a webhook sees it in the validating phase. */
  readonly stored?: JsonObject;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly causes?: readonly Cause[];
  readonly undecodable?: string;
  readonly panic?: string;
}

interface Answer {
  /** The stored form of the question's oldObject, as a webhook sees it. */
  readonly oldObject?: JsonObject;
  /** Why that object cannot be stored. */
  readonly invalidOld?: Verdict;
  readonly verdicts: readonly Verdict[];
}

export interface Oracle {
  ask(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export function startOracle(binary: string): Oracle {
  const child = spawn(binary, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  let unsent: string[] = [];
  let parts: string[] = [];

  const fail = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  const closed = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      fail(error);
      resolve();
    });
    child.once('close', (code, signal) => {
      fail(new Error(`the oracle ended with ${signal ?? `exit code ${code}`}`));
      resolve();
    });
  });
  child.stdin.on('error', () => {}); // 'close' tells
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = text.split('\n');
    parts.push(lines[0]!);
    for (const rest of lines.slice(1)) {
      const line = parts.join('');
      parts = [rest];
      answered(line, waiting.shift()!);
    }
  });

  const send = (): void => {
    if (unsent.length > 0) child.stdin.write(unsent.join(''));
    unsent = [];
  };
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        waiting.push({ resolve, reject });
        // All questions of one turn of the event loop are sent with one write.
        if (unsent.push(`${JSON.stringify(question)}\n`) === 1) setImmediate(send);
      }),
    close: () => {
      child.stdin.end(unsent.join(''));
      return closed;
    },
  };
}

function answered(line: string, { resolve, reject }: Waiting): void {
  const answer = JSON.parse(line) as Answer & { error?: string };
  if (answer.error === undefined) resolve(answer);
  else reject(new Error(`the oracle does not understand the question: ${answer.error}`));
}
