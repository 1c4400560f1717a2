import { copyOf, type JsonObject } from '../../json/json.ts';
import { valueAt } from '../../json/path.ts';
import type { Kind } from '../kinds.ts';
import { mistakesIn, type UnknownField } from '../schema/type-mistakes.ts';
import { versionsOf } from '../schema/types.ts';

/**
 * The object without the fields that only other versions of Kubernetes have, as a server of this minor version decodes it. Fields that no
 * version has are kept: they show what the author meant.
 */
export const withoutFieldsOfOtherVersions = (object: JsonObject, kind: Kind, minor: number): JsonObject =>
  withoutUnknown(object, kind, minor, (field) => versionsOf(field.object.type, field.name) !== undefined);

/** The object without all fields that this minor version does not have. No server stores them. */
export const withoutUnknownFields = (object: JsonObject, kind: Kind, minor: number): JsonObject =>
  withoutUnknown(object, kind, minor, () => true);

function withoutUnknown(
  object: JsonObject,
  kind: Kind,
  minor: number,
  isDropped: (field: UnknownField) => boolean,
): JsonObject {
  let kept = object;
  for (const mistake of mistakesIn(object, kind, minor)) {
    if (mistake.kind !== 'unknown' || !isDropped(mistake)) continue;
    if (kept === object) kept = copyOf(object);
    Reflect.deleteProperty(valueAt(kept, mistake.path.parent) as JsonObject, mistake.name);
  }
  return kept;
}
