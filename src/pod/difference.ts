/**
 * The difference of two values as Kubernetes means it: null, absent and an empty list are one; quantities are compared by value;
 * entries of keyed lists are paired by their key, so that an entry put in front of others is one difference.
 */
import { isList, isObject, isSet, type Json, type JsonObject } from './json.ts';
import type { FieldPath } from './path.ts';
import { sameQuantity } from './quantity.ts';
import { emptyMeansAbsent, isMap, isQuantityField, isQuantityMap, listKeys } from './shape.ts';

export interface Difference {
  /** Where the field is in the new object; for what was removed, where it was in the old one. */
  readonly path: FieldPath;
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  readonly from?: Json;
  readonly to?: Json;
  /** The key of the list entry that was added or removed, such as `DEBUG` or `8080/TCP`. */
  readonly entry?: string;
}

/**
 * Equality under Kubernetes' `equality.Semantic.DeepEqual`; `name` is the name of the field that holds both values, `parent` that of the
 * object around it.
 */
export function same(a: Json | undefined, b: Json | undefined, name = '', parent = ''): boolean {
  return sameValue(a, b, name, parent, false);
}

function sameValue(
  a: Json | undefined,
  b: Json | undefined,
  name: string,
  parent: string,
  quantities: boolean,
): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!sameValue(a[i], b[i], '', '', false)) return false;
    return true;
  }
  if (isObject(a) && isObject(b)) return sameObject(a, b, name);
  if (isEmpty(a, name, parent) && isEmpty(b, name, parent)) return true;
  return quantities && sameQuantity(a, b);
}

function sameObject(a: JsonObject, b: JsonObject, name: string): boolean {
  const map = isMap(name);
  const quantityMap = isQuantityMap(name);
  let shared = 0;
  for (const key of Object.keys(a)) {
    const value = a[key];
    if (Object.hasOwn(b, key)) {
      shared++;
      if (value === b[key]) continue;
      const quantities = quantityMap || (!map && isQuantityField(key));
      if (!sameValue(value, b[key], map ? '' : key, name, quantities)) return false;
    } else if (!isEmpty(value, map ? '' : key, name)) return false;
  }
  const keys = Object.keys(b);
  return keys.length === shared || keys.every((key) => Object.hasOwn(a, key) || isEmpty(b[key], map ? '' : key, name));
}

/** Whether the value says no more than leaving the field out. */
export function isEmpty(value: Json | undefined, name: string, parent = ''): boolean {
  if (!isSet(value)) return true;
  if (isList(value)) return value.length === 0;
  return (
    emptyMeansAbsent(name, parent) &&
    isObject(value) &&
    Object.keys(value).every((key) => isEmpty(value[key], isMap(name) ? '' : key, name))
  );
}

/**
 * Each changed leaf, in the order of the new object. A list entry or an object that came or went as a whole is one difference.
 * There is none exactly when `same` holds.
 */
export function* differences(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
): Generator<Difference> {
  const name = typeof path.last === 'string' ? path.last : '';
  if (same(before, after, name, parentName(path))) return;
  yield* valueDifferences(before, after, path, name);
}

function* valueDifferences(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
  name: string,
): Generator<Difference> {
  if (opens('object', before, after, name, path)) {
    yield* objectDifferences(isObject(before) ? before : {}, isObject(after) ? after : {}, path, name);
  } else if (opens('list', before, after, name, path)) {
    yield* listDifferences(isList(before) ? before : [], isList(after) ? after : [], path, name);
  } else if (isEmpty(before, name, parentName(path))) {
    yield { path, kind: 'added', to: after ?? null };
  } else if (isEmpty(after, name, parentName(path))) {
    yield { path, kind: 'removed', from: before ?? null };
  } else {
    yield { path, kind: 'changed', from: before ?? null, to: after ?? null };
  }
}

const parentName = (path: FieldPath): string => String(path.parent.last);

/** Whether to look inside: both are of the kind, or one is and the other is absent from a map, a value struct or a keyed list. */
function opens(
  kind: 'object' | 'list',
  a: Json | undefined,
  b: Json | undefined,
  name: string,
  path: FieldPath,
): boolean {
  const is = kind === 'object' ? isObject : isList;
  if (is(a) && is(b)) return true;
  const mayLack = kind === 'object' ? emptyMeansAbsent(name, parentName(path)) : Object.hasOwn(listKeys, name);
  return mayLack && ((is(a) && !isSet(b)) || (is(b) && !isSet(a)));
}

function* objectDifferences(
  before: JsonObject,
  after: JsonObject,
  path: FieldPath,
  name: string,
): Generator<Difference> {
  const map = isMap(name);
  for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const from = Object.hasOwn(before, key) ? before[key] : undefined;
    const to = Object.hasOwn(after, key) ? after[key] : undefined;
    const quantities = isQuantityMap(name) || (!map && isQuantityField(key));
    if (sameValue(from, to, map ? '' : key, name, quantities)) continue;
    const at = map ? path.key(key) : path.child(key);
    yield* valueDifferences(from, to, at, map ? '' : key);
  }
}

function* listDifferences(
  before: readonly Json[],
  after: readonly Json[],
  path: FieldPath,
  name: string,
): Generator<Difference> {
  const keys = listKeys[name];
  if (keys === undefined) {
    yield* positionDifferences(before, after, path);
    return;
  }
  const { pairs, removed, added } = pairChanged(before, after, pairEntries(before, after, keys), name);
  let found = false;
  for (const [i, j] of pairs) {
    for (const difference of differences(before[i], after[j], path.index(j))) {
      found = true;
      yield difference;
    }
  }
  for (const j of added)
    yield { path: path.index(j), kind: 'added', to: after[j] ?? null, entry: entryKey(after[j], keys) };
  for (const i of removed)
    yield { path: path.index(i), kind: 'removed', from: before[i] ?? null, entry: entryKey(before[i], keys) };
  if (!found && added.length === 0 && removed.length === 0) {
    yield {
      path,
      kind: 'reordered',
      from: before.map((e) => entryKey(e, keys)),
      to: after.map((e) => entryKey(e, keys)),
    };
  }
}

function* positionDifferences(before: readonly Json[], after: readonly Json[], path: FieldPath): Generator<Difference> {
  if (before.length !== after.length) {
    yield { path, kind: 'changed', from: before, to: after };
    return;
  }
  for (const [i, from] of before.entries()) yield* differences(from, after[i], path.index(i));
}

/** A port or mount whose key itself was changed is still the same port or mount: pair what is left over by this field. */
const secondKeys: Readonly<Record<string, string>> = { ports: 'name', volumeMounts: 'name', volumeDevices: 'name' };

interface Pairing {
  pairs: [number, number][];
  removed: number[];
  added: number[];
}

function pairChanged(before: readonly Json[], after: readonly Json[], pairing: Pairing, name: string): Pairing {
  const second = secondKeys[name];
  if (second === undefined) return pairing;
  const rest = pairEntries(
    pairing.removed.map((i) => before[i]!),
    pairing.added.map((j) => after[j]!),
    [second],
  );
  return {
    pairs: [
      ...pairing.pairs,
      ...rest.pairs.map(([i, j]): [number, number] => [pairing.removed[i]!, pairing.added[j]!]),
    ],
    removed: rest.removed.map((i) => pairing.removed[i]!),
    added: rest.added.map((j) => pairing.added[j]!),
  };
}

/** Old and new positions that belong together: the n-th entry of a key with the n-th entry of the same key. */
export function pairEntries(before: readonly Json[], after: readonly Json[], keys: readonly string[]): Pairing {
  const unpaired = new Map<string, number[]>();
  for (const [i, entry] of before.entries()) {
    const key = entryKey(entry, keys);
    const positions = unpaired.get(key);
    if (positions === undefined) unpaired.set(key, [i]);
    else positions.push(i);
  }
  for (const positions of unpaired.values()) positions.reverse();
  const pairs: [number, number][] = [];
  const added: number[] = [];
  for (const [j, entry] of after.entries()) {
    const i = unpaired.get(entryKey(entry, keys))?.pop();
    if (i === undefined) added.push(j);
    else pairs.push([i, j]);
  }
  const removed = [...unpaired.values()].flat().sort((a, b) => a - b);
  return { pairs, removed, added };
}

/** The key of a list entry as a reader knows it: `web`, or `8080/TCP`. */
export function entryKey(entry: Json | undefined, keys: readonly string[]): string {
  if (!isObject(entry)) return JSON.stringify(entry) ?? '';
  return keys
    .map((key) => entry[key])
    .filter((part) => isSet(part))
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join('/');
}
