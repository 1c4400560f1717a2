import type { Json } from '../json/json.ts';
import { pairEntries } from '../kubernetes/schema/difference.ts';

/** Two lists of containers, by indexes: `i` of the old list, `j` of the new one. */
export interface ContainerPairs {
  /** The old container of each new one; none for those that were added. */
  readonly oldOf: ReadonlyMap<number, Json>;
  /** New containers at the place of an old one whose name is gone, in lists of one length: the same containers under another name. */
  readonly renamed: ReadonlySet<number>;
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Both lists have the same names in another order. */
  readonly isReordered: boolean;
}

export function pairContainers(before: readonly Json[], after: readonly Json[]): ContainerPairs {
  const { pairs, removed, added } = pairEntries(before, after, ['name']);
  const gone = new Set(before.length === after.length ? removed : []);
  const renamed = new Set(added.filter((j) => gone.has(j)));
  for (const j of renamed) pairs.push([j, j]);
  return {
    oldOf: new Map(pairs.map(([i, j]) => [j, before[i]!])),
    renamed,
    added: added.filter((j) => !renamed.has(j)),
    removed: removed.filter((i) => !renamed.has(i)),
    isReordered: added.length + removed.length === 0 && pairs.some(([i, j]) => i !== j),
  };
}
