/**
 * The result of a client-side `kubectl apply` to a stored object: a three-way strategic merge. Source: CreateThreeWayMergePatch and
 * StrategicMergePatch in k8s.io/apimachinery pkg/util/strategicpatch/patch.go. The intermediate patch is omitted here.
 *
 * There is one difference. If a list has several entries with one key (ports 53/TCP and 53/UDP), kubectl confuses them
 * (kubernetes/kubernetes#39188). Here the n-th entry with a key is merged with the n-th one, which leads to the same verdict.
 */
import { entryKey, pairEntries } from '../schema/difference.ts';
import { patchStrategies, type FieldType, type PatchStrategy } from '../schema/generated.ts';
import { fieldType, itemType } from '../schema/types.ts';
import { field, isList, isObject, isSet, type Json, type JsonObject, own } from '../../json/json.ts';
import type { Way } from '../../json/path.ts';

/** Three versions of a field: the stored value, the value in the manifest, and the value in the manifest that was applied last. */
interface Versions<T> {
  readonly live: T;
  readonly sent: T;
  readonly last: T;
}

/**
 * The stored object with the fields of the manifest, and without the fields that only the last applied manifest has. `struct` is the Go
 * type of all three objects, such as `Pod` for a whole Pod.
 */
export function merge(live: JsonObject, manifest: JsonObject, lastApplied: JsonObject, struct: string): JsonObject {
  return mergeObject({ live, sent: manifest, last: lastApplied }, struct);
}

function mergeObject(
  { live, sent, last }: Versions<JsonObject>,
  type: FieldType,
  strategy?: PatchStrategy,
): JsonObject {
  // A Map and fromEntries are used because a field may have the name __proto__.
  const fields = new Map(Object.entries(live));
  for (const name of Object.keys(last)) if (!Object.hasOwn(sent, name)) fields.delete(name);
  if (strategy?.retainKeys === true && Object.values(sent).some(isSet)) {
    for (const name of Object.keys(live)) if (!isSet(field(sent, name))) fields.delete(name);
  }
  for (const [name, value] of Object.entries(sent)) {
    if (!isSet(value)) fields.delete(name);
    else {
      const versions = { live: fields.get(name), sent: value, last: field(last, name) };
      fields.set(name, mergeValue(versions, typeOf(type, name), patchStrategy(type, name)));
    }
  }
  return Object.fromEntries(fields);
}

const patchStrategy = (struct: string, name: string): PatchStrategy | undefined =>
  own(own(patchStrategies, struct) ?? {}, name);

const typeOf = (struct: string, name: string): FieldType => fieldType(struct, name) ?? 'any';

function mergeValue(versions: Versions<Json | undefined>, type: FieldType, strategy?: PatchStrategy): Json {
  const { live, sent, last } = versions;
  if (isObject(sent)) {
    // This also applies if there is no stored object: fields that are null in the manifest are not added.
    const old = isObject(live) ? live : {};
    return mergeObject({ live: old, sent, last: isObject(last) ? last : {} }, type, strategy);
  }
  const keys = keysOf(strategy);
  if (isList(sent) && isList(live) && keys !== undefined) {
    return mergeList({ live, sent, last: isList(last) ? last : [] }, itemType(type), keys, strategy);
  }
  return sent ?? null;
}

type List = readonly Json[];
type KeyOf = (entry: Json | undefined) => string;

function mergeList(versions: Versions<List>, type: FieldType, keys: readonly string[], strategy?: PatchStrategy): List {
  const { live, sent, last } = versions;
  // kubectl refuses a manifest in which a key is missing.
  if (!sent.every((entry) => keys.every((key) => isSet(field(entry, key))))) return sent;
  const keyOf = keyOfBy(keys);
  const places = firstPlaces(sent, keyOf);
  const stored = pairEntries(live, sent, keys);
  const partners = new Map(stored.pairs.map(([i, j]) => [j, live[i]]));
  const lastSent = pairEntries(last, sent, keys);
  const lastPartners = new Map(lastSent.pairs.map(([i, j]) => [j, last[i]]));
  const merged = sent.flatMap((entry, j) => {
    // If a key has stored entries, an added entry with this key is merged into the first one, and lost.
    if (!partners.has(j) && places.get(keyOf(entry)) !== j) return [];
    return [mergeValue({ live: partners.get(j), sent: entry, last: lastPartners.get(j) }, type, strategy)];
  });
  const unsent = pick(live, stored.removed);
  const gone = pairEntries(pick(last, lastSent.removed), unsent, keys);
  const rest = pick(unsent, gone.added);
  const removed = new Set<Json | undefined>(gone.pairs.map(([, i]) => unsent[i]));
  const order = keys.length === 0 ? live : orderAfterwards(live, removed, pick(sent, stored.added));
  const ofManifest = [...merged, ...rest.filter((entry) => places.has(keyOf(entry)))];
  ofManifest.sort((a, b) => places.get(keyOf(a))! - places.get(keyOf(b))!);
  const serverOnly = rest.filter((entry) => !places.has(keyOf(entry)));
  return interleave(serverOnly, ofManifest, firstPlaces(order, keyOf), keyOf);
}

const pick = (list: List, positions: readonly number[]): List => positions.map((i) => list[i]!);

/** The Go code appends the new entries to the same array that it compares with, which has free places for the removed ones. */
const orderAfterwards = (live: List, removed: ReadonlySet<Json | undefined>, added: List): List =>
  [...live.filter((entry) => !removed.has(entry)), ...added].slice(0, live.length);

function firstPlaces(list: List, keyOf: KeyOf): Map<string, number> {
  const places = new Map<string, number>();
  for (const [i, entry] of list.entries()) if (!places.has(keyOf(entry))) places.set(keyOf(entry), i);
  return places;
}

/** Each stored entry comes before the first entry of the manifest that follows it in the stored list (mergeSortedSlice). */
function interleave(serverOnly: List, ofManifest: List, places: ReadonlyMap<string, number>, keyOf: KeyOf): List {
  const result: Json[] = [];
  let next = 0;
  for (const entry of ofManifest) {
    const place = places.get(keyOf(entry)) ?? -1;
    while (next < serverOnly.length && places.get(keyOf(serverOnly[next]))! < place) result.push(serverOnly[next++]!);
    result.push(entry);
  }
  return [...result, ...serverOnly.slice(next)];
}

/**
 * Maps a location in the merged object to the same location in the manifest, where an entry may have a different index. If the manifest
 * does not have the field, the result is the nearest field around it.
 */
export function manifestWays(merged: JsonObject, manifest: JsonObject, struct: string): (way: Way) => Way {
  const placesOf = new WeakMap<List, Map<string, number>>();
  const places = (list: List, keyOf: KeyOf): Map<string, number> => {
    const known = placesOf.get(list) ?? firstPlaces(list, keyOf);
    placesOf.set(list, known);
    return known;
  };
  return (way) => {
    const found: (string | number)[] = [];
    let at: Pair = { there: merged, here: manifest, type: struct };
    for (const segment of way) {
      const { there, here, type, keyOf } = at;
      if (isList(here)) {
        const entry = isList(there) ? there[Number(segment)] : undefined;
        const i: number | undefined = keyOf === undefined ? Number(segment) : places(here, keyOf).get(keyOf(entry));
        at = { there: entry, here: here[i ?? here.length], type: itemType(type) };
        found.push(i ?? here.length);
      } else {
        const name = String(segment);
        const keys = keysOf(patchStrategy(type, name));
        at = {
          there: field(there, name),
          here: field(here, name),
          type: typeOf(type, name),
          keyOf: keys && keyOfBy(keys),
        };
        found.push(name);
      }
      if (at.here === undefined) return found.slice(0, -1);
    }
    return found;
  };
}

/** A field of the merged object, and the same field of the manifest. The entries of a merged list have a key. */
interface Pair {
  readonly there: Json | undefined;
  readonly here: Json | undefined;
  readonly type: FieldType;
  readonly keyOf?: KeyOf | undefined;
}

/** The names of the key fields. Empty if the entries are scalars, undefined if the list is replaced as a whole. */
function keysOf(strategy: PatchStrategy | undefined): readonly string[] | undefined {
  if (strategy?.mergeKey === undefined) return undefined;
  return strategy.mergeKey === '' ? [] : [strategy.mergeKey];
}

const keyOfBy =
  (keys: readonly string[]): KeyOf =>
  (entry) =>
    entryKey(entry, keys);
