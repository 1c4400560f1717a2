/** The oracle's binary for one Kubernetes version: built from Go modules on first use, then kept in the user's cache. */
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../devcluster/binaries.ts';
import { goBuild } from '../../devcluster/go-build.ts';
import { withLock } from '../../devcluster/lock.ts';
import { silent, type Progress } from '../../devcluster/progress.ts';

const source = join(import.meta.dirname, 'go', 'main.go');

export async function oracleBinary(version: string, progress: Progress = silent): Promise<string> {
  const { main, hash, cache, target } = await place(version);
  if (await exists(target)) return target;
  const waiting = (pid: number) => progress.note(`oracle ${version}: waiting for process ${pid}, which builds it`);
  return withLock(
    join(cache, `${hash}.lock`),
    async () => {
      if (await exists(target)) return target;
      await mkdir(dirname(target), { recursive: true });
      const unfinished = `${target}.${process.pid}`;
      try {
        await goBuild(
          { path: 'k8s.io/kubernetes', version, packages: [], main },
          undefined,
          unfinished,
          cache,
          progress,
        );
        await rename(unfinished, target);
      } finally {
        await rm(unfinished, { force: true });
      }
      return target;
    },
    waiting,
  );
}

/** Where the binary is, if it was built. */
export async function builtOracle(version: string): Promise<string | undefined> {
  const { target } = await place(version);
  return (await exists(target)) ? target : undefined;
}

async function place(version: string): Promise<Readonly<Record<'main' | 'hash' | 'cache' | 'target', string>>> {
  const main = await readFile(source, 'utf8');
  const hash = createHash('sha256').update(main).digest('hex').slice(0, 16);
  const cache = join(cacheFolder(), 'oracle', version);
  return { main, hash, cache, target: join(cache, hash, 'oracle') };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

if (import.meta.main) {
  const { streamProgress } = await import('../../devcluster/progress.ts');
  for (const version of process.argv.slice(2)) console.log(await oracleBinary(version, streamProgress()));
}
