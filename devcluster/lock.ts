import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessIdentity, identify, isSame } from './identity.ts';

/**
 * Runs `work` while no other process holds the lock at `path`.
 *
 * The lock is a directory that contains the identity of its owner. One rename creates it, so it always has an owner. If the owner has
 * exited, a waiting process renames the lock to a name that contains the identity of that owner, which only one process can do. The
 * renamed directory stays. Otherwise, a slow process could rename the lock that a faster one has acquired in the meantime.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, waiting?: (pid: number) => void): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await acquire(path))) {
    const owner = await readOwner(path);
    if (owner && !isSame(owner)) {
      await rename(path, `${path}.dead-${owner.pid}-${owner.started.replace(/\W+/g, '-')}`).catch(() => {});
      continue;
    }
    if (owner && !told) waiting?.(owner.pid);
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    // In one step, because another process may put its lock in the place of an empty directory.
    const released = nameBeside(path);
    await rename(path, released).catch(() => {});
    await rm(released, { recursive: true, force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  const candidate = nameBeside(path);
  await mkdir(candidate);
  await writeFile(join(candidate, 'owner.json'), JSON.stringify(identify(process.pid)));
  try {
    await rename(candidate, path);
    return true;
  } catch (error) {
    await rm(candidate, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

const nameBeside = (path: string): string => `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;

async function readOwner(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(join(path, 'owner.json'), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // the lock was released in the meantime
  }
}
