import type { Difference } from '../pod/difference.ts';
import { isObject, type Json } from '../pod/json.ts';
import { valueAt } from '../pod/path.ts';

/**
 * Whether all that was added are fields that this version of the API server does not know yet, and drops in silence. `after` is what
 * the path of the difference leads through: an object with nothing but such fields is dropped with them, which is a change where
 * there was an empty one before.
 */
export function isDropped({ path, kind, to }: Difference, dropped: readonly string[], after: Json): boolean {
  if (kind !== 'added') return false;
  const isOnlyDropped = (value: Json | undefined): boolean =>
    isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((name) => dropped.includes(name));
  return dropped.includes(String(path.last)) ? !isOnlyDropped(valueAt(after, path.parent)) : isOnlyDropped(to);
}
