import type { Json } from '../json/json.ts';
import { pairEntries } from '../kubernetes/schema/difference.ts';

/** Pairs the entries of two lists of containers: `i` is an index of the old list, `j` of the new one. */
interface ContainerPairs {
  /** The old container of each new one. It is undefined for an added container. */
  readonly oldOf: readonly (Json | undefined)[];
  /** New containers at the position of an old one whose name does not occur any more, if both lists have the same length: they were renamed. */
  readonly renamed: ReadonlySet<number>;
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Whether both lists have the same names in a different order. */
  readonly isReordered: boolean;
}

export function pairContainers(before: readonly Json[], after: readonly Json[]): ContainerPairs {
  const { pairs, removed, added } = pairEntries(before, after, ['name']);
  const gone = new Set(removed);
  const renamed = new Set(added.filter((j) => before.length === after.length && gone.has(j)));
  for (const j of renamed) pairs.push([j, j]);
  const oldOf = after.map((): Json | undefined => undefined);
  for (const [i, j] of pairs) oldOf[j] = before[i];
  return {
    oldOf,
    renamed,
    added: added.filter((j) => !renamed.has(j)),
    removed: removed.filter((i) => !renamed.has(i)),
    isReordered: added.length + removed.length === 0 && pairs.some(([i, j]) => i !== j),
  };
}
