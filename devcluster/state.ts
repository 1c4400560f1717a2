import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The files of the cluster that `make up` runs in the background. The lock is next to the state, which `make down` deletes. */
const folder = join(root, '.devcluster');

export const backgroundState = join(folder, 'state');
export const backgroundLock = join(folder, 'lock');
