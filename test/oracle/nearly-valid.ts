/** Volumes and claims that are valid except for one or two fields, because random edits reach each field of so many sources too rarely. */
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { FieldType } from '../../src/kubernetes/schema/generated.ts';
import { fieldsOf, isListType, isMapType, isStruct, itemType } from '../../src/kubernetes/schema/types.ts';
import { apply, type Path } from './edits.ts';
import type { Random } from './random.ts';
import { sample } from './values.ts';
import { claimSpec, snapshotClaimSpec, sourceExamples } from './volumes.ts';

/** A place in one of the examples, whether the example has the field or not. */
interface Place {
  readonly example: JsonObject;
  readonly path: Path;
  readonly type: FieldType;
  readonly isPresent: boolean;
}

const volumePlaces = Object.entries(fieldsOf('Volume')).flatMap(([source, type]) =>
  (sourceExamples[type] ?? []).flatMap((value) => [...placesIn({ [source]: value }, type, [source], value)]),
);
const claimPlaces = [claimSpec, snapshotClaimSpec].flatMap((spec) => [
  ...placesIn({ spec }, 'PersistentVolumeClaimSpec', ['spec'], spec),
]);

export const nearlyValidVolume = (name: string, r: Random): Json => ({ name, ...nearlyValid(volumePlaces, r) });
export const nearlyValidClaim = (name: string, r: Random): Json => ({
  metadata: { name },
  ...nearlyValid(claimPlaces, r),
});

/** All places of the examples that have a value have the same probability, and so do the others. */
function nearlyValid(places: readonly Place[], r: Random): JsonObject {
  const isPresent = r.chance(0.8);
  const place = r.pick(places.filter((each) => each.isPresent === isPresent));
  const value = structuredClone(place.example);
  change(value, place, r);
  if (r.chance(0.3)) change(value, r.pick(places.filter(({ example }) => example === place.example)), r);
  return value;
}

function change(value: JsonObject, { path, type }: Place, r: Random): void {
  const name = String(path.findLast((step) => typeof step === 'string'));
  if (r.chance(0.2)) apply(value, { op: 'remove', path });
  else apply(value, { op: 'set', path, value: sample(type, name, r) });
}

function* placesIn(example: JsonObject, type: FieldType, path: Path, value: Json | undefined): Generator<Place> {
  yield { example, path, type, isPresent: value !== undefined };
  if (isListType(type) && Array.isArray(value)) {
    for (const [i, entry] of (value as Json[]).entries()) yield* placesIn(example, itemType(type), [...path, i], entry);
  } else if (isMapType(type) && typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) yield* placesIn(example, itemType(type), [...path, key], entry);
  } else if (isStruct(type) && typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(fieldsOf(type)))
      yield* placesIn(example, inner, [...path, name], (value as JsonObject)[name]);
  }
}
