/**
 * What a Pod rule finds on the new object and did not find on the old one. An object that was stored before a rule existed must keep
 * receiving labels, finalizer removals and owner changes.
 */
import { entryKey } from '../pod/difference.ts';
import type { Json, JsonObject } from '../pod/json.ts';
import { valueAt, type FieldPath } from '../pod/path.ts';
import { listKeys } from '../pod/shape.ts';
import type { Finding } from '../rules/rule.ts';

/** Each old finding excuses one new finding that says the same of the same place. */
export function newFindings(
  found: readonly Finding[],
  after: JsonObject,
  old: readonly Finding[],
  before: JsonObject,
): Finding[] {
  const excused = new Map<string, number>();
  for (const finding of old) {
    const id = identity(finding, before);
    excused.set(id, (excused.get(id) ?? 0) + 1);
  }
  return found.filter((finding) => {
    const id = identity(finding, after);
    const left = excused.get(id) ?? 0;
    excused.set(id, left - 1);
    return left <= 0;
  });
}

const identity = ({ path, messageId, data, to }: Finding, object: JsonObject): string =>
  JSON.stringify([placeOf(path, object), messageId, data, to ?? null]);

/** The path with the keys of list entries for their positions, so that a container is the same one when another comes before it. */
function placeOf(path: FieldPath, object: JsonObject): Json[] {
  const places: Json[] = [];
  for (let at = path; at.segments().length > 0; at = at.parent) {
    const keys = typeof at.last === 'number' ? listKeys.get(String(at.parent.last)) : undefined;
    places.push(keys === undefined ? at.last : entryKey(valueAt(object, at), keys));
  }
  return places.reverse();
}
