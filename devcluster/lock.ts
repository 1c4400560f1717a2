import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessIdentity, identify, isSame } from './identity.ts';

/**
 * Runs `work` while no other process that asks for the same `path` runs its own.
 *
 * The lock is a folder with its owner's identity in it, put in place by one rename, so that it is never seen without an
 * owner. The lock of a dead owner is taken over: it is renamed to a name made of that owner, which only the first of several
 * takers can do. That tombstone stays, or else a slow taker could move the lock of its quicker rival.
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
    await rm(path, { recursive: true, force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  const candidate = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
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

async function readOwner(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(join(path, 'owner.json'), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // released between our two looks
  }
}
