import { join } from 'node:path';
import { root } from '../state.ts';

/** The files of the node that `make node-up` runs in the background. The lock is next to the state, which `make node-down` deletes. */
export const nodeState = join(root, '.devcluster', 'node');
export const nodeLock = join(root, '.devcluster', 'node-lock');
