import { mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Hierarchy {
  mount: string;
  version: 1 | 2;
}

/** Creates the cgroup `/<name>` in all hierarchies. The kubelet keeps the cgroups of its Pods below it. */
export function createCgroup(name: string): void {
  for (const { mount, version } of hierarchies()) {
    const folder = join(mount, name);
    if (version === 2) enableControllers(mount);
    mkdirSync(folder, { recursive: true });
    if (version === 2) continue;
    // In cgroup v1, a new cpuset is empty, and no process can run in it.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const value = read(join(mount, file));
      if (value) writeFileSync(join(folder, file), value);
    }
  }
}

/** Removes the cgroup and all below it. Returns whether none is left. */
export function removeCgroup(name: string): boolean {
  return hierarchies().every(({ mount }) => remove(join(mount, name)));
}

function enableControllers(folder: string): void {
  const available = read(join(folder, 'cgroup.controllers')).split(' ');
  const enabled = read(join(folder, 'cgroup.subtree_control')).split(' ');
  const missing = ['cpu', 'cpuset', 'memory', 'pids', 'hugetlb', 'io'].filter(
    (controller) => available.includes(controller) && !enabled.includes(controller),
  );
  if (missing.length > 0) {
    writeFileSync(join(folder, 'cgroup.subtree_control'), missing.map((controller) => `+${controller}`).join(' '));
  }
}

function remove(folder: string): boolean {
  try {
    for (const child of readdirSync(folder, { withFileTypes: true })) {
      if (child.isDirectory() && !remove(join(folder, child.name))) return false;
    }
    rmdirSync(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EBUSY') return false;
    if (code === 'ENOENT') return true;
    throw error;
  }
}

function hierarchies(): Hierarchy[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line): Hierarchy[] => {
      const [, mount = '', type] = line.split(' ');
      if (type === 'cgroup') return [{ mount, version: 1 }];
      return type === 'cgroup2' ? [{ mount, version: 2 }] : [];
    });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
