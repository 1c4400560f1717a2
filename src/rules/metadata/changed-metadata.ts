/** The metadata of a changed object and of the Pod template in it. */
import { field, isObject, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { everyKind, kindFacts, metadataPath } from '../../kubernetes/kinds.ts';
import { objectAtPath, type FieldPath } from '../../json/path.ts';
import type { AppliesTo } from '../rule.ts';
import type { Change } from '../../change/change.ts';

interface ChangedMetadata {
  readonly path: FieldPath;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/**
 * pods/status can change the labels, annotations and finalizers of a Pod too. The other subresources drop such changes, except for a resize
 * with other containers than the stored Pod has.
 */
export const changedMetadata: AppliesTo = {
  operations: ['CREATE', 'UPDATE'],
  kinds: everyKind,
  subresources: ['', 'status', 'resize'],
};

export function* metadataOf({ kind, subresource, before, after }: Change): Generator<ChangedMetadata> {
  if (subresource === 'status' && kind !== 'Pod') return;
  yield { path: metadataPath, before: objectAt(before, 'metadata'), after: objectAt(after, 'metadata') };
  if (kind === 'Pod') return;
  const path = kindFacts(kind).podPath.child('metadata');
  yield { path, before: objectAtPath(before, path), after: objectAtPath(after, path) };
}

/** The entries of a map that are new, or whose values changed. */
export function* changedKeys(before: Json | undefined, after: Json | undefined): Generator<[string, Json]> {
  if (!isObject(after)) return;
  for (const key of Object.keys(after)) {
    const value = field(after, key) ?? null;
    if (field(before, key) !== value) yield [key, value];
  }
}
