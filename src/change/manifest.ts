import { get, isSet } from '../json/json.ts';
import type { Change } from './change.ts';

/**
 * Whether the old object is a manifest, as in `podward check --old`, and not an object from a cluster. It stands for the stored object, but has
 * neither the status nor what kube-apiserver adds.
 */
export const isOldManifest = ({ phase, before }: Pick<Change, 'phase' | 'before'>): boolean =>
  phase === 'offline' && before !== undefined && !isSet(get(before, 'metadata', 'uid'));
