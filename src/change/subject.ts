/** What changed, as a reader calls it: `env "DEBUG"`, `readOnly of volumeMounts "/data"`, or the field's own name. */
import type { Difference } from '../kubernetes/schema/difference.ts';
import type { JsonObject } from '../json/json.ts';
import { valueAt } from '../json/path.ts';
import { isMap, listKeys } from '../kubernetes/schema/shape.ts';
import { truncate } from '../text/line.ts';
import { entryNameAt, nameAt } from '../text/shown.ts';
import { cut, quoted } from '../text/quoted.ts';

/** `before` and `after` are what the path of the difference leads through. */
export function subjectOf({ path, kind }: Difference, before: JsonObject, after: JsonObject): string {
  const around = String(path.parent.last);
  if (isMap(around)) return `${around} ${quoted(nameAt(String(path.last), path))}`;
  const object = kind === 'removed' ? before : after;
  for (let at = path; at.depth > 1; at = at.parent) {
    const list = String(at.parent.last);
    const keys = typeof at.last === 'number' ? listKeys.get(list) : undefined;
    if (keys === undefined || (at !== path && list.toLowerCase().endsWith('containers'))) continue;
    if (keys.includes(String(path.last))) return String(path.last);
    const name = entryNameAt(valueAt(object, at), at);
    const entry = name === undefined ? list : `${list} ${quoted(name)}`;
    return at === path ? entry : `${truncate(nameAt(String(path.last), path), maxField)} of ${entry}`;
  }
  return typeof path.last === 'number' ? cut(nameAt(around, path.parent)) : cut(nameAt(path.last, path));
}

/** Longer than any field there is, and short enough to leave room for what it is a field of. */
const maxField = 48;
