import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Of the one cluster that `make up` keeps in the background. The lock lies beside the state, which `make down` removes. */
const folder = join(root, '.devcluster');

export const backgroundState = join(folder, 'state');
export const backgroundLock = join(folder, 'lock');
