import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessIdentity, identify, isSame } from './identity.ts';
import { waitFor } from './wait.ts';

/** A process that devcluster started. Saved as `<state>/pids/<name>.json`. */
export interface ProcessRecord extends ProcessIdentity {
  name: string;
  command: string;
}

export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** For a command that starts the process as its child: the pid of the child, from the pid of the command. */
  child?: (pid: number) => Promise<number>;
}

/**
 * Starts a process in a new session. Its output is in `<state>/logs/<name>.log` and its pid in `<state>/pids`. The process keeps
 * running after this process exits.
 */
export async function startProcess(state: string, spec: ProcessSpec): Promise<ProcessRecord> {
  mkdirSync(join(state, 'logs'), { recursive: true });
  mkdirSync(join(state, 'pids'), { recursive: true });
  const log = openSync(logFile(state, spec.name), 'w');
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd ?? state,
      env: { ...process.env, ...spec.env },
      detached: true,
      stdio: ['ignore', log, log],
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    try {
      const pid = spec.child ? await spec.child(child.pid!) : child.pid!;
      // A process that has already exited has no identity. The empty string matches no process.
      const identity = identify(pid) ?? { pid, started: '' };
      const record = { name: spec.name, command: basename(spec.command), ...identity };
      writeFileSync(pidFile(state, spec.name), JSON.stringify(record));
      return record;
    } catch (error) {
      // Without a record, nobody would end it. Its process group contains its child, too.
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
      throw error;
    }
  } finally {
    closeSync(log);
  }
}

export const isRunning: (record: ProcessRecord) => boolean = isSame;

/**
 * Waits like `waitFor`, while all of the processes run.
 *
 * @throws an Error with the end of the log of the process that exited, or of `suspect` if the time is over.
 */
export async function waitWhileRunning<T>(
  state: string,
  records: readonly ProcessRecord[],
  what: string,
  seconds: number,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  suspect = records.at(-1)!.name,
): Promise<T> {
  return waitFor(what, seconds, async () => {
    const exited = records.find((record) => !isRunning(record));
    if (exited) throw new Error(`${exited.name} exited during startup; ${logTail(state, exited.name)}`);
    return ask();
  }).catch((error: Error) => {
    if (!error.message.startsWith('timed out')) throw error;
    throw new Error(`${error.message}; ${logTail(state, suspect)}`);
  });
}

/** The processes that were started in the state directory and not stopped by `endProcess`. They may have exited since. */
export function processRecords(state: string): ProcessRecord[] {
  let files: string[];
  try {
    files = readdirSync(join(state, 'pids'));
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    try {
      return [JSON.parse(readFileSync(join(state, 'pids', file), 'utf8')) as ProcessRecord];
    } catch {
      return []; // incomplete because the run was killed, or deleted in the meantime
    }
  });
}

/**
 * Sends SIGTERM, and SIGKILL after `graceSeconds`. Waits until the process has exited, and deletes its record. If another process
 * has the pid by now, sends no signal.
 *
 * @returns whether the process was running.
 */
export async function endProcess(state: string, record: ProcessRecord, graceSeconds = 10): Promise<boolean> {
  const running = isRunning(record);
  if (running) {
    signal(record, 'SIGTERM');
    if (!(await gone(record, graceSeconds))) {
      signal(record, 'SIGKILL');
      if (!(await gone(record, 10)))
        throw new Error(`${record.name} (pid ${record.pid}) is still running after SIGKILL`);
    }
  }
  rmSync(pidFile(state, record.name), { force: true });
  return running;
}

/** Sends a signal to this process, never to another process with the same pid. */
function signal(record: ProcessRecord, name: NodeJS.Signals): void {
  if (!isRunning(record)) return;
  try {
    process.kill(record.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The last lines of the log of a process, for an error message. */
export function logTail(state: string, name: string, lines = 15): string {
  const file = logFile(state, name);
  try {
    const tail = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines);
    return [`last lines of ${file}:`, ...tail.map((line) => `  ${line}`)].join('\n');
  } catch {
    return `there is no log file ${file}`;
  }
}

async function gone(record: ProcessRecord, seconds: number): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (isRunning(record)) {
    if (Date.now() > end) return false;
    await sleep(50);
  }
  return true;
}

function logFile(state: string, name: string): string {
  return join(state, 'logs', `${name}.log`);
}

function pidFile(state: string, name: string): string {
  return join(state, 'pids', `${name}.json`);
}
