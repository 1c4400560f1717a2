/**
 * The difference of two values as Kubernetes means it: null, absent and an empty list are one; quantities are compared by value;
 * entries of keyed lists are paired by their key, so that an entry put in front of others is one difference.
 */
import { field, isList, isObject, isSet, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { sameQuantity } from '../quantity.ts';
import { emptyMeansAbsent, isMap, isQuantityField, isQuantityMap, listKeys } from './shape.ts';

export interface Difference {
  /** Where the field is in the new object; for what was removed, where it was in the old one. */
  readonly path: FieldPath;
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  readonly from?: Json;
  readonly to?: Json;
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
    // The keys are own ones. `field` would make the whole review of a large Pod slower by a quarter.
    /* eslint-disable podward/own-keys */
    const value = a[key];
    if (Object.hasOwn(b, key)) {
      shared++;
      const other = b[key];
      /* eslint-enable podward/own-keys */
      if (value === other) continue;
      const quantities = quantityMap || (!map && isQuantityField(key));
      if (!sameValue(value, other, map ? '' : key, name, quantities)) return false;
    } else if (!isEmpty(value, map ? '' : key, name)) return false;
  }
  const keys = Object.keys(b);
  return (
    keys.length === shared || keys.every((key) => Object.hasOwn(a, key) || isEmpty(field(b, key), map ? '' : key, name))
  );
}

/** Whether the value says no more than leaving the field out. */
export function isEmpty(value: Json | undefined, name: string, parent = ''): boolean {
  if (!isSet(value)) return true;
  if (isList(value)) return value.length === 0;
  return (
    emptyMeansAbsent(name, parent) &&
    isObject(value) &&
    Object.entries(value).every(([key, entry]) => isEmpty(entry, isMap(name) ? '' : key, name))
  );
}

/**
 * Each changed leaf, in the order of the new object. A list entry or an object that came or went as a whole is one difference.
 * There is none exactly when `same` holds. Differences in one object have the very path of that object as their parent, so that they
 * can be looked up by it.
 */
export function* differences(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
): Generator<Difference> {
  const name = typeof path.last === 'string' ? path.last : '';
  yield* valueDifferences(before, after, path, { name, parent: String(path.parent.last), quantities: false });
}

/** The field that holds a value: its name, which is empty where it says nothing of the value, and that of the object around it. */
interface Field {
  readonly name: string;
  readonly parent: string;
  readonly quantities: boolean;
}

/** One pass: what is the same yields nothing, so that nobody has to look first. */
function* valueDifferences(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
  { name, parent, quantities }: Field,
): Generator<Difference> {
  if (before === after) return;
  if (opens(isObject, emptyMeansAbsent(name, parent), before, after)) {
    yield* objectDifferences(isObject(before) ? before : {}, isObject(after) ? after : {}, path, name);
  } else if (opens(isList, listKeys.has(name), before, after)) {
    yield* listDifferences(isList(before) ? before : [], isList(after) ? after : [], path, name);
  } else if (!sameValue(before, after, name, parent, quantities)) {
    if (isEmpty(before, name, parent)) yield { path, kind: 'added', to: after ?? null };
    else if (isEmpty(after, name, parent)) yield { path, kind: 'removed', from: before ?? null };
    else yield { path, kind: 'changed', from: before ?? null, to: after ?? null };
  }
}

/** Whether to look inside: both are of the kind, or one is and the other is absent where that means an empty one. */
function opens(
  is: (value: Json | undefined) => boolean,
  mayLack: boolean,
  a: Json | undefined,
  b: Json | undefined,
): boolean {
  return is(a) ? is(b) || (mayLack && !isSet(b)) : mayLack && is(b) && !isSet(a);
}

function* objectDifferences(
  before: JsonObject,
  after: JsonObject,
  path: FieldPath,
  parent: string,
): Generator<Difference> {
  const map = isMap(parent);
  for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const from = field(before, key);
    const to = field(after, key);
    if (from === to) continue;
    const quantities = isQuantityMap(parent) || (!map && isQuantityField(key));
    const at = map ? path.key(key) : path.child(key);
    yield* valueDifferences(from, to, at, { name: map ? '' : key, parent, quantities });
  }
}

function* listDifferences(
  before: readonly Json[],
  after: readonly Json[],
  path: FieldPath,
  name: string,
): Generator<Difference> {
  const keys = listKeys.get(name);
  if (keys === undefined) {
    yield* positionDifferences(before, after, path);
    return;
  }
  const { pairs, removed, added } = pairChanged(before, after, pairEntries(before, after, keys), name);
  const moved = added.length + removed.length > 0 || pairs.some(([i, j]) => i !== j);
  // Keys of other types than text can differ where the entries do not.
  if (moved && same(before, after)) return;
  let found = added.length + removed.length > 0;
  for (const [i, j] of pairs) {
    for (const difference of entryDifferences(before[i], after[j], path, j)) {
      found = true;
      yield difference;
    }
  }
  for (const j of added) yield { path: path.index(j), kind: 'added', to: after[j] ?? null };
  for (const i of removed) yield { path: path.index(i), kind: 'removed', from: before[i] ?? null };
  if (moved && !found) yield { path, kind: 'reordered', from: before, to: after };
}

function* positionDifferences(before: readonly Json[], after: readonly Json[], path: FieldPath): Generator<Difference> {
  if (before.length !== after.length) {
    yield { path, kind: 'changed', from: before, to: after };
    return;
  }
  for (const [i, from] of before.entries()) yield* entryDifferences(from, after[i], path, i);
}

function* entryDifferences(
  before: Json | undefined,
  after: Json | undefined,
  list: FieldPath,
  position: number,
): Generator<Difference> {
  if (before === after) return;
  yield* valueDifferences(before, after, list.index(position), { name: '', parent: '', quantities: false });
}

/** A port or mount whose key itself was changed is still the same port or mount: pair what is left over by this field. */
const secondKeys: ReadonlyMap<string, string> = new Map([
  ['ports', 'name'],
  ['volumeMounts', 'name'],
  ['volumeDevices', 'name'],
]);

interface Pairing {
  pairs: [number, number][];
  removed: number[];
  added: number[];
}

function pairChanged(before: readonly Json[], after: readonly Json[], pairing: Pairing, name: string): Pairing {
  const second = secondKeys.get(name);
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
  /** The first old position of each key that is not paired yet, and after each position the next of its key. */
  const first = new Map<string, number | undefined>();
  const next: (number | undefined)[] = Array.from({ length: before.length });
  for (let i = before.length - 1; i >= 0; i--) {
    const key = entryKey(before[i], keys);
    next[i] = first.get(key);
    first.set(key, i);
  }
  const pairs: [number, number][] = [];
  const added: number[] = [];
  const paired = new Set<number>();
  for (const [j, entry] of after.entries()) {
    const key = entryKey(entry, keys);
    const i = first.get(key);
    if (i === undefined) {
      added.push(j);
      continue;
    }
    first.set(key, next[i]);
    paired.add(i);
    pairs.push([i, j]);
  }
  return { pairs, removed: [...before.keys()].filter((i) => !paired.has(i)), added };
}

/** By what the entry is told apart from others. It is for comparison alone: nothing in it is hidden. */
export function entryKey(entry: Json | undefined, keys: readonly string[]): string {
  if (!isObject(entry)) return JSON.stringify(entry) ?? '';
  const parts: string[] = [];
  for (const key of keys) {
    const part = field(entry, key);
    if (isSet(part)) parts.push(typeof part === 'string' ? part : JSON.stringify(part));
  }
  return parts.length === 1 ? parts[0]! : parts.join('/');
}
