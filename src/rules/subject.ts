/** What changed, as a reader calls it: `env "DEBUG"`, `readOnly of volumeMounts "/data"`, or the field's own name. */
import type { Difference } from '../pod/difference.ts';
import { field, isSet, type Json, type JsonObject } from '../pod/json.ts';
import { valueAt } from '../pod/path.ts';
import { isMap, listKeys } from '../pod/shape.ts';
import { truncate } from '../pod/text.ts';
import { nameAt } from '../pod/value.ts';
import { cut, quoted } from './words.ts';

/** `before` and `after` are what the path of the difference leads through. */
export function subjectOf({ path, kind, entry }: Difference, before: JsonObject, after: JsonObject): string {
  const around = String(path.parent.last);
  if (entry !== undefined) return `${around} ${quoted(nameAt(entry, path))}`;
  if (isMap(around)) return `${around} ${quoted(nameAt(String(path.last), path))}`;
  const object = kind === 'removed' ? before : after;
  for (let at = path; at.depth > 1; at = at.parent) {
    const list = String(at.parent.last);
    const keys = typeof at.last === 'number' ? listKeys.get(list) : undefined;
    if (keys === undefined || list.toLowerCase().endsWith('containers')) continue;
    if (keys.includes(String(path.last))) return String(path.last);
    return `${truncate(nameAt(String(path.last), path), maxField)} of ${list} ${quoted(nameAt(shortKey(valueAt(object, at), keys), at))}`;
  }
  return cut(nameAt(String(typeof path.last === 'number' ? path.parent.last : path.last), path));
}

/** Longer than any field there is, and short enough to leave room for what it is a field of. */
const maxField = 48;

/** The key of the entry as `entryKey` has it, but no longer than a message: many fields of one entry can differ. */
const shortKey = (entry: Json | undefined, keys: readonly string[]): string =>
  keys
    .map((key) => field(entry, key))
    .filter((part) => isSet(part))
    .map((part) => (typeof part === 'string' ? cut(part) : typeof part === 'object' ? '…' : String(part)))
    .join('/');
