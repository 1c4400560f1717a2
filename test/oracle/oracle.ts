/** A running oracle, and its questions and answers: see go/main.go. */
import { spawn } from 'node:child_process';
import { run } from '../../devcluster/run.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';

/** Changes of one stored object, or new objects if there is no stored one. */
interface Question {
  readonly kind: Kind;
  readonly subresource: string;
  readonly oldObject?: Json;
  /** Stores `oldObject` with its problems, as an older version or other feature gates did. */
  readonly storedInvalid?: boolean;
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
  /** What the server warns of, each once. The server warns of almost nothing in a change that it refuses. */
  readonly warnings?: readonly string[];
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

/** A feature gate as a version has it by default. */
export interface Gate {
  readonly name: string;
  readonly default: boolean;
  readonly stage: 'alpha' | 'beta' | 'ga' | 'deprecated';
  readonly lockedToDefault: boolean;
  /** The gates that must be on if this one is. */
  readonly requires?: readonly string[];
}

interface OracleOptions {
  /** What differs from the defaults of the version. The oracle ends if a gate is unknown or locked, or needs one that is off. */
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** A file that gets, as JSON, the names of the gates that kube-apiserver's code asked for until the oracle was closed. */
  readonly traceGates?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How many seconds the answer to one question may take. Most take a few milliseconds. Default 100, for a busy machine. */
  readonly secondsToAnswer?: number;
}

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** All feature gates of the version, also those that no object depends on. */
export async function gatesOf(binary: string): Promise<readonly Gate[]> {
  const { stdout } = await run(binary, ['--print-gates']);
  return JSON.parse(stdout) as Gate[];
}

const longestComplaint = 2000;

export function startOracle(binary: string, options: OracleOptions = {}): Oracle {
  const { featureGates = {}, traceGates, env = {}, secondsToAnswer = 100 } = options;
  const gates = Object.entries(featureGates).map(([name, on]) => `${name}=${on}`);
  const child = spawn(
    binary,
    [
      ...(gates.length === 0 ? [] : ['--feature-gates', gates.join(',')]),
      ...(traceGates === undefined ? [] : ['--trace-gates', traceGates]),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  let unsent: string[] = [];
  let parts: string[] = [];
  let complaint = '';
  let timer: NodeJS.Timeout | undefined;
  /** kube-apiserver's code may compute for hours, for example with the amount 1e999999999. */
  let stuckOn: Question | undefined;

  const fail = (error: Error): void => {
    ended ??= error;
    clearTimeout(timer);
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  const restartTimer = (): void => {
    clearTimeout(timer);
    if (waiting.length === 0) return;
    timer = setTimeout(() => {
      stuckOn = waiting[0]!.question;
      child.kill('SIGKILL');
    }, secondsToAnswer * 1000);
  };
  const whyEnded = async (status: string): Promise<Error> => {
    if (stuckOn === undefined) return new Error(`the oracle ended with ${status}: ${complaint}`);
    const object = JSON.stringify(await unanswered(binary, options, stuckOn));
    return new Error(`the oracle did not answer within ${secondsToAnswer} s about this ${stuckOn.kind}: ${object}`);
  };
  const closed = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      fail(error);
      resolve();
    });
    child.once('close', (code, signal) => {
      void whyEnded(signal ?? `exit code ${code}`)
        .then(fail)
        .then(resolve);
    });
  });
  child.stdin.on('error', () => {}); // 'close' tells
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(0, longestComplaint)));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = text.split('\n');
    parts.push(lines[0]!);
    for (const rest of lines.slice(1)) {
      const line = parts.join('');
      parts = [rest];
      answered(line, waiting.shift()!);
    }
    if (lines.length > 1) restartTimer();
  });

  const send = (): void => {
    if (unsent.length > 0) child.stdin.write(unsent.join(''));
    unsent = [];
  };
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        if (waiting.push({ question, resolve, reject }) === 1) restartTimer();
        // All questions of one turn of the event loop are sent with one write.
        if (unsent.push(`${JSON.stringify(question)}\n`) === 1) setImmediate(send);
      }),
    close: () => {
      child.stdin.end(unsent.join(''));
      return closed;
    },
  };
}

/** The first object of the question about which there is no answer, or all of them if there is one about each. */
async function unanswered(binary: string, options: OracleOptions, question: Question): Promise<Json | undefined> {
  const { objects, oldObject } = question;
  if (objects.length < 2) return objects[0] ?? oldObject;
  const oracle = startOracle(binary, options);
  let object: Json | undefined;
  try {
    for (object of objects) await oracle.ask({ ...question, objects: [object] });
    return objects;
  } catch {
    return object;
  } finally {
    await oracle.close();
  }
}

function answered(line: string, { resolve, reject }: Waiting): void {
  const answer = JSON.parse(line) as Answer & { error?: string };
  if (answer.error === undefined) resolve(answer);
  else reject(new Error(`the oracle does not understand the question: ${answer.error}`));
}
