/** API servers of several versions: a finding of a rule that mirrors kube-apiserver counts only if each of them has it. */
import type { FieldPath } from '../json/path.ts';
import type { Finding } from '../rules/finding.ts';
import { milder, type ActiveMode } from './judged.ts';

/** What a rule finds for one API server, and its mode there. */
export interface Answer {
  readonly mode: ActiveMode;
  readonly findings: Iterable<Finding>;
}

/** What several API servers have in common on one rule. */
export interface Agreement {
  /** The mildest mode of all. */
  readonly mode: ActiveMode;
  /** Whether each of the other API servers has a finding at the path. */
  readonly has: (path: FieldPath) => boolean;
}

/** `mode` is that of the first API server. The answers of the others are read one after another. */
export function agreement(mode: ActiveMode, others: Iterable<Answer>): Agreement {
  let mildest = mode;
  let servers = 0;
  const root: Place = { servers: 0, below: undefined };
  for (const answer of others) {
    mildest = milder(mildest, answer.mode);
    for (const { path } of answer.findings) {
      const place = placeAt(root, path, servers === 0);
      if (place?.servers === servers) place.servers++;
    }
    servers++;
  }
  return { mode: mildest, has: (path) => servers === 0 || placeAt(root, path)?.servers === servers };
}

/**
 * A field, and how many API servers have a finding there. Two versions may describe the same problem differently, but at the same path. A tree
 * needs less memory than the texts of many paths.
 */
interface Place {
  servers: number;
  below: Map<string | number, Place> | undefined;
}

function placeAt(root: Place, path: FieldPath, isNew = false): Place | undefined {
  let place = root;
  for (const segment of path.segments()) {
    let next = place.below?.get(segment);
    if (next === undefined) {
      if (!isNew) return undefined;
      next = { servers: 0, below: undefined };
      (place.below ??= new Map()).set(segment, next);
    }
    place = next;
  }
  return place;
}
