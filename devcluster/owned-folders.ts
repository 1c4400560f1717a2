/** Temporary state directories, each of which belongs to the process that made it. */
import { lstat, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessIdentity, identify, isSame } from './identity.ts';

/** Ends everything that runs in a state directory. */
type End = (dir: string) => Promise<unknown>;

/** Starts something in a new directory of the folder. The returned `stop` stops it and deletes the directory, as does a failed start. */
export async function startOwned<T extends { stop(): Promise<void> }>(
  folder: string,
  end: End,
  start: (dir: string) => Promise<T>,
): Promise<T> {
  for (const problem of await sweepOwned(folder, end)) console.error(problem);
  const dir = await mkdtemp(join(folder, 'state-'));
  await writeFile(join(dir, 'owner.json'), JSON.stringify(identify(process.pid)));
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    const started = await start(dir);
    const stop = async () => {
      await started.stop();
      await remove();
    };
    return { ...started, stop };
  } catch (error) {
    await end(dir);
    await remove();
    throw error;
  }
}

/**
 * Ends what runs in the directories of processes that were killed, and deletes them.
 *
 * @returns a message for each directory for which this failed.
 * @throws an Error if the folder belongs to another user, whose files could name any process as one that must be ended.
 */
export async function sweepOwned(folder: string, end: End): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(folder);
  if (uid !== process.getuid?.()) {
    throw new Error(`${folder} belongs to another user (uid ${uid}). Delete it, or set TMPDIR to another directory.`);
  }
  const problems: string[] = [];
  for (const name of await readdir(folder)) {
    const dir = join(folder, name);
    const owner = await readFile(join(dir, 'owner.json'), 'utf8').catch(() => undefined);
    try {
      // A directory without an owner is being created at this moment.
      if (!owner || isSame(JSON.parse(owner) as ProcessIdentity)) continue;
      await end(dir);
      await rm(dir, { recursive: true, force: true });
    } catch (error) {
      problems.push(`${dir} of a killed run could not be removed: ${(error as Error).message}`);
    }
  }
  return problems;
}
