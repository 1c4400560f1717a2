import type { PodView } from './change.ts';
import { oncePer } from './once.ts';

/**
 * Makes a function that tells whether the stored Pod or template has something of which kube-apiserver then accepts more in the new one. It is
 * false for a new Pod.
 */
export function storedWith(has: (stored: PodView) => boolean): (pod: PodView) => boolean {
  const once = oncePer(has);
  return ({ before }) => before !== undefined && once(before);
}
