import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { identify } from '../../devcluster/identity.ts';
import {
  type ProcessRecord,
  endProcess,
  isRunning,
  logTail,
  processRecords,
  startProcess,
  waitWhileRunning,
} from '../../devcluster/processes.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();
const started: ProcessRecord[] = [];
afterEach(() => {
  for (const record of started.splice(0)) if (isRunning(record)) process.kill(record.pid, 'SIGKILL');
});

async function start(state: string, script: string, env = {}, name = 'part'): Promise<ProcessRecord> {
  const record = await startProcess(state, { name, command: 'sh', args: ['-c', script], env });
  started.push(record);
  return record;
}

describe('startProcess and endProcess', () => {
  test('save a record of the process until it is stopped', async () => {
    const state = temporary();
    const record = await start(state, 'exec sleep 60');
    expect(processRecords(state)).toEqual([record]);
    expect(isRunning(record)).toBe(true);
    expect(await endProcess(state, record)).toBe(true);
    expect(isRunning(record)).toBe(false);
    expect(processRecords(state)).toEqual([]);
  });

  test('send SIGKILL if the process ignores SIGTERM', async () => {
    const state = temporary();
    const record = await start(state, 'trap "" TERM; echo deaf; while :; do sleep 0.1; done');
    await waitFor('the trap', 60, () => readFileSync(join(state, 'logs', 'part.log'), 'utf8').includes('deaf'));
    expect(await endProcess(state, record, 0.2)).toBe(true);
    expect(isRunning(record)).toBe(false);
  });

  test('keep the output, and add and remove environment variables', async () => {
    const state = temporary();
    const record = await start(state, 'echo "one$ADDED$HOME"; echo two >&2', { ADDED: '+', HOME: undefined });
    await waitFor('the end', 60, () => !isRunning(record));
    expect(logTail(state, 'part')).toBe(`last lines of ${join(state, 'logs', 'part.log')}:\n  one+\n  two`);
    expect(await endProcess(state, record)).toBe(false);
  });

  test('throw an Error for a command that does not exist', async () => {
    const missing = { name: 'part', command: join(temporary(), 'missing'), args: [] };
    await expect(startProcess(temporary(), missing)).rejects.toThrow('ENOENT');
  });

  test('leave nothing running if the process that a command starts is not found', async () => {
    const state = temporary();
    const pids: number[] = [];
    const child = async (pid: number): Promise<number> => {
      const log = (): string => readFileSync(join(state, 'logs', 'part.log'), 'utf8');
      pids.push(pid, Number(await waitFor('the pid', 60, () => /^\d+\n/.exec(log())?.[0])));
      throw new Error('no child');
    };
    const spec = { name: 'part', command: 'sh', args: ['-c', 'sleep 60 & echo $!; wait'], child };
    await expect(startProcess(state, spec)).rejects.toThrow('no child');
    await waitFor('the end', 60, () => pids.every((pid) => identify(pid) === undefined));
    expect(pids).toHaveLength(2);
  });
});

describe('waitWhileRunning', () => {
  test('returns what it waits for', async () => {
    const state = temporary();
    const record = await start(state, 'exec sleep 60');
    expect(await waitWhileRunning(state, [record], 'the answer', 20, () => 42)).toBe(42);
  });

  test('ends with the log of a process that exits', async () => {
    const state = temporary();
    const records = [await start(state, 'echo why; exit 1')];
    await expect(waitWhileRunning(state, records, 'an answer', 20, () => false)).rejects.toThrow(
      /^part exited during startup; [^]*why/,
    );
  });

  test('ends with the log of the last process, or of another one, when the time is over', async () => {
    const state = temporary();
    const records = [];
    for (const name of ['one', 'two']) records.push(await start(state, `echo from ${name}; exec sleep 60`, {}, name));
    for (const name of ['one', 'two']) {
      const log = join(state, 'logs', `${name}.log`);
      await waitFor('the output', 60, () => readFileSync(log, 'utf8').includes(`from ${name}`));
    }
    await expect(waitWhileRunning(state, records, 'an answer', 0, () => false)).rejects.toThrow(
      /^timed out after 0 s while waiting for an answer; [^]*from two/,
    );
    await expect(waitWhileRunning(state, records, 'an answer', 0, () => false, 'one')).rejects.toThrow('from one');
  });
});

describe('a pid that belongs to another process', () => {
  test('gets no signal, and its record is deleted', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      const state = temporary();
      const record = { name: 'part', command: 'sleep', pid: stranger.pid!, started: 'before it' };
      mkdirSync(join(state, 'pids'));
      writeFileSync(join(state, 'pids', 'part.json'), JSON.stringify(record));
      expect(processRecords(state)).toEqual([record]);
      expect(await endProcess(state, record)).toBe(false);
      expect(identify(stranger.pid!)).toBeDefined();
      expect(processRecords(state)).toEqual([]);
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

describe('processRecords', () => {
  test('skips an incomplete file', () => {
    const state = temporary();
    mkdirSync(join(state, 'pids'));
    writeFileSync(join(state, 'pids', 'part.json'), '{"name": "pa');
    expect(processRecords(state)).toEqual([]);
  });
});
