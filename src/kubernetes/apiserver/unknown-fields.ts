import { copyOf, type JsonObject } from '../../json/json.ts';
import { valueAt } from '../../json/path.ts';
import type { Kind } from '../kinds.ts';
import { mistakesIn } from '../schema/type-mistakes.ts';
import { versionsOf } from '../schema/types.ts';

/**
 * The object without the fields that only other versions of Kubernetes have, as a server of this minor version decodes it. Fields that no
 * version has are kept: no rule reads them as they are.
 */
export function withoutFieldsOfOtherVersions(object: JsonObject, kind: Kind, minor: number): JsonObject {
  let kept = object;
  for (const mistake of mistakesIn(object, kind, minor)) {
    if (mistake.kind !== 'unknown' || versionsOf(mistake.object.type, mistake.name) === undefined) continue;
    if (kept === object) kept = copyOf(object);
    Reflect.deleteProperty(valueAt(kept, mistake.path.parent) as JsonObject, mistake.name);
  }
  return kept;
}
