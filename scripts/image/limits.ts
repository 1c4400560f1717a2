/** The sizes that docs/decisions/0019-image.md promises, in MiB. */
import type { Image } from './archive.ts';
import { defaultBase } from './base.ts';

/** What a node pulls. */
export const maxPulled = 60;
/** What a node stores, with the base of the Dockerfile or an empty one. Another base may have files that Podward does not use. */
export const maxStored = 120;

export const mib = (bytes: number): number => bytes / 2 ** 20;

/** Why the image on this base is too large. Undefined if it is not. */
export function tooLarge(image: Pick<Image, 'bytes' | 'compressedBytes'>, base: string): string | undefined {
  if (mib(image.compressedBytes) >= maxPulled) return `The image must have less than ${maxPulled} MiB to pull.`;
  if (![defaultBase, 'scratch'].includes(base) || mib(image.bytes) < maxStored) return undefined;
  return `The image must have less than ${maxStored} MiB on a node.`;
}
