/** What rules say of a field that must stay as it is. */
import { isList } from '../../json/json.ts';
import type { Difference } from '../../kubernetes/schema/difference.ts';
import { firstOf } from '../../text/quoted.ts';
import { entryNameAt } from '../../text/shown.ts';

/** What the sentence says was done. A field that was absent was set; an entry of a list or of a map was added. */
export type Deed = 'changed' | 'set' | 'added' | 'removed' | 'reordered';

export function deedOf({ kind, path }: Difference): Deed {
  if (kind !== 'added') return kind;
  return typeof path.last === 'number' || path.isKey ? 'added' : 'set';
}

/** Of a list that was reordered, the names of its entries in the order that must stay: `"A", "B"`. */
export function existingOrder({ kind, from, path }: Difference): string {
  const entries = kind === 'reordered' && isList(from) ? from : [];
  return firstOf(entries.map((entry, i) => JSON.stringify(entryNameAt(entry, path.index(i)) ?? '')));
}
