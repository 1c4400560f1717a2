/** Metadata in a changed object: the object's own, and that of the Pod template inside it. */
import { field, isObject, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { kindFacts } from '../../kubernetes/kinds.ts';
import { metadataPath, type FieldPath } from '../../json/path.ts';
import type { AppliesTo } from '../rule.ts';
import type { Change } from '../../change/change.ts';
import { everyKind } from '../../kubernetes/kinds.ts';

interface ChangedMetadata {
  readonly path: FieldPath;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/**
 * Of Pods, pods/status too can change labels, annotations and finalizers. The strategies of the other subresources drop them, but for
 * a resize whose containers do not match.
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
  const names = [...kindFacts(kind).podPath.segments().map(String), 'metadata'];
  const path = kindFacts(kind).podPath.child('metadata');
  yield { path, before: objectAt(before, ...names), after: objectAt(after, ...names) };
}

/** The keys of a map whose value is new or another one than before. */
export function* changedKeys(before: Json | undefined, after: Json | undefined): Generator<[string, Json]> {
  if (!isObject(after)) return;
  for (const key of Object.keys(after)) {
    const value = field(after, key) ?? null;
    if (!isObject(before) || !Object.hasOwn(before, key) || (field(before, key) ?? null) !== value) yield [key, value];
  }
}
