/** What changed, as a reader calls it: `env "DEBUG"`, `readOnly of volumeMounts "/data"`, or the field's own name. */
import { entryKey, type Difference } from '../pod/difference.ts';
import type { JsonObject } from '../pod/json.ts';
import { valueAt } from '../pod/path.ts';
import { isMap, listKeys } from '../pod/shape.ts';
import { nameAt } from '../pod/value.ts';

/** `before` and `after` are what the path of the difference leads through. */
export function subjectOf({ path, kind, entry }: Difference, before: JsonObject, after: JsonObject): string {
  if (entry !== undefined) return `${String(path.parent.last)} ${JSON.stringify(nameAt(entry, path))}`;
  if (isMap(String(path.parent.last)))
    return `${String(path.parent.last)} ${JSON.stringify(nameAt(String(path.last), path))}`;
  const object = kind === 'removed' ? before : after;
  for (let at = path; at.segments().length > 1; at = at.parent) {
    const list = String(at.parent.last);
    const keys = listKeys[list];
    if (typeof at.last !== 'number' || keys === undefined || list.toLowerCase().endsWith('containers')) continue;
    if (keys.includes(String(path.last))) return String(path.last);
    return `${nameAt(String(path.last), path)} of ${list} ${JSON.stringify(nameAt(entryKey(valueAt(object, at), keys), at))}`;
  }
  return nameAt(String(typeof path.last === 'number' ? path.parent.last : path.last), path);
}
