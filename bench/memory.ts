/** What processes on this machine use, from /proc. */
import { readFileSync, readdirSync } from 'node:fs';

export interface Usage {
  /** In MiB. Pages of files, such as those of the program, are shared by the processes. */
  readonly own: number;
  readonly shared: number;
  /** Open file descriptors. */
  readonly files: number;
}

/** Undefined if the process has ended. */
export function usageOf(pid: number): Usage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mib = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
    const usage = { own: mib('RssAnon'), shared: mib('RssFile'), files: readdirSync(`/proc/${pid}/fd`).length };
    // A process that has exited, but whose parent has not noticed yet, has no memory.
    return Number.isNaN(usage.own) ? undefined : usage;
  } catch {
    return undefined;
  }
}

export interface Total {
  /** In MiB, as a cgroup counts it: pages that processes share count once. */
  readonly memory: number;
  readonly files: number;
}

export function totalOf(pids: readonly number[]): Total {
  const all = pids.flatMap((pid) => usageOf(pid) ?? []);
  return {
    memory: all.reduce((sum, { own }) => sum + own, 0) + Math.max(0, ...all.map(({ shared }) => shared)),
    files: all.reduce((sum, { files }) => sum + files, 0),
  };
}

/** The CPU time in seconds that the processes have used. Their clock ticks are hundredths of a second on Linux. NaN if one has ended, or without /proc. */
export function cpuSecondsOf(pids: readonly number[]): number {
  try {
    return pids.reduce((sum, pid) => {
      const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      return sum + (Number(afterName[11]) + Number(afterName[12])) / 100;
    }, 0);
  } catch {
    return NaN;
  }
}

/** The process and its children. */
export function withChildren(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return [pid, ...children.split(' ').filter(Boolean).map(Number)];
  } catch {
    return [pid];
  }
}
