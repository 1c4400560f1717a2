/** What rules say of a field that must stay as it is. */
import { isList } from '../../json/json.ts';
import type { Difference } from '../../kubernetes/schema/difference.ts';
import { firstOf } from '../../text/quoted.ts';
import { entryNameAt } from '../../text/shown.ts';

/** Of a list that was reordered, the names of its entries in the order that must stay: `"A", "B"`. */
export function existingOrder({ kind, from, path }: Difference): string {
  const entries = kind === 'reordered' && isList(from) ? from : [];
  return firstOf(entries.map((entry, i) => JSON.stringify(entryNameAt(entry, path.index(i)) ?? '')));
}
