/**
 * Before the integration and the end-to-end tests, src is bundled as for the image, because hundreds of servers start and the bundle needs a third
 * of the time. Each run has a bundle of its own.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startOwned } from '../devcluster/owned-folders.ts';

declare global {
  var podwardTestProgram: { stop(): Promise<void> } | undefined;
}

const root = join(import.meta.dirname, '..');

export async function setup(): Promise<void> {
  const nothing = async (): Promise<void> => {};
  globalThis.podwardTestProgram = await startOwned(join(root, '.cache', 'programs'), nothing, async (dir) => {
    const folder = join(dir, 'bundle');
    execFileSync(process.execPath, [join(root, 'scripts/image/bundle.ts'), folder], { stdio: 'inherit' });
    process.env['PODWARD_PROGRAM'] = join(folder, 'main.js');
    // Node looks for what it has compiled by the path of the file.
    process.env['NODE_COMPILE_CACHE'] = join(dir, 'compiled');
    return { stop: nothing };
  });
}

export const teardown = async (): Promise<void> => globalThis.podwardTestProgram?.stop();
