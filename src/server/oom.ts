import { readFileSync } from 'node:fs';

/** In a container, each of them is about the container: cgroup v2, and v1. */
const files = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control'];

/** How many processes of the container the kernel has killed because memory was short. Undefined outside of a container, and if not on Linux. */
export function oomKills(): number | undefined {
  for (const file of files) {
    try {
      const count = oomKillsIn(readFileSync(file, 'utf8'));
      if (count !== undefined) return count;
    } catch {
      // The other version of cgroups, or another operating system.
    }
  }
  return undefined;
}

/** Both versions have a line `oom_kill 2`. */
export function oomKillsIn(text: string): number | undefined {
  const count = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}
