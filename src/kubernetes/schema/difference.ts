/**
 * Compares values as Kubernetes does: null, an absent field and an empty list are the same, quantities are compared by value, and entries
 * of keyed lists are paired by their keys, so that an entry that is inserted before others is one difference.
 */
import { field, isList, isObject, isSet, namesOf, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { sameQuantity } from '../quantity.ts';
import { below, entryOf, type Shape } from './shape.ts';

export interface Difference {
  /** The path of the field in the new object. If the field was removed, its path in the old one. */
  readonly path: FieldPath;
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  readonly from?: Json;
  readonly to?: Json;
}

/** Equality as in Kubernetes' `equality.Semantic.DeepEqual`. */
export function same(a: Json | undefined, b: Json | undefined, shape: Shape): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return false;
    const entry = entryOf(shape);
    for (let i = 0; i < a.length; i++) if (!same(a[i], b[i], entry)) return false;
    return true;
  }
  if (isObject(a) && isObject(b)) return sameObject(a, b, shape);
  if (isEmpty(a, shape) && isEmpty(b, shape)) return true;
  return shape.isQuantity && sameQuantity(a, b);
}

function sameObject(a: JsonObject, b: JsonObject, shape: Shape): boolean {
  let shared = 0;
  for (const key of Object.keys(a)) {
    // The keys are own ones. `field` would make the whole review of a large Pod slower by a quarter.
    /* eslint-disable podward/own-keys */
    const value = a[key];
    if (Object.hasOwn(b, key)) {
      shared++;
      const other = b[key];
      /* eslint-enable podward/own-keys */
      if (value !== other && !same(value, other, below(shape, key))) return false;
    } else if (!isEmpty(value, below(shape, key))) return false;
  }
  const keys = Object.keys(b);
  return (
    keys.length === shared || keys.every((key) => Object.hasOwn(a, key) || isEmpty(field(b, key), below(shape, key)))
  );
}

/** Whether the value means the same as an absent one. */
export function isEmpty(value: Json | undefined, shape: Shape): boolean {
  if (!isSet(value)) return true;
  if (isList(value)) return value.length === 0;
  return (
    shape.emptyMeansAbsent &&
    isObject(value) &&
    Object.entries(value).every(([key, entry]) => isEmpty(entry, below(shape, key)))
  );
}

export type IsIgnored = (difference: Difference) => boolean;

/**
 * Each changed leaf, in the order of the new object. A list entry or an object that was added or removed as a whole is one difference.
 * There are no differences exactly if `same` is true. The paths of differences in one object have the same parent instance, so that they
 * can be looked up by it. Differences for which `isIgnored` returns true are left out. A list whose entries have no other differences, but
 * another order, is one difference.
 */
export function* differences(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
  shape: Shape,
  isIgnored: IsIgnored = none,
): Generator<Difference> {
  // Equal values yield nothing, so a caller does not need to compare them first.
  if (before === after) return;
  if (opens(isObject, shape.emptyMeansAbsent, before, after)) {
    yield* objectDifferences(isObject(before) ? before : {}, isObject(after) ? after : {}, path, shape, isIgnored);
  } else if (opens(isList, shape.keys !== undefined, before, after)) {
    yield* listDifferences(isList(before) ? before : [], isList(after) ? after : [], path, shape, isIgnored);
  } else if (!same(before, after, shape)) {
    const difference = leafDifference(before, after, path, shape);
    if (!isIgnored(difference)) yield difference;
  }
}

const none = (): boolean => false;

function leafDifference(before: Json = null, after: Json = null, path: FieldPath, shape: Shape): Difference {
  if (isEmpty(before, shape)) return { path, kind: 'added', to: after };
  if (isEmpty(after, shape)) return { path, kind: 'removed', from: before };
  return { path, kind: 'changed', from: before, to: after };
}

/** Whether to compare the contents: both have the type, or one has it and the other is absent, which means an empty value. */
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
  shape: Shape,
  isIgnored: IsIgnored,
): Generator<Difference> {
  for (const key of namesOf(after, before)) {
    const from = field(before, key);
    const to = field(after, key);
    if (from === to) continue;
    yield* differences(from, to, shape.isMap ? path.key(key) : path.child(key), below(shape, key), isIgnored);
  }
}

function* listDifferences(
  before: readonly Json[],
  after: readonly Json[],
  path: FieldPath,
  shape: Shape,
  isIgnored: IsIgnored,
): Generator<Difference> {
  if (shape.keys === undefined) {
    yield* positionDifferences(before, after, path, shape, isIgnored);
    return;
  }
  const { pairs, removed, added } = pairChanged(before, after, pairEntries(before, after, shape.keys), shape);
  const moved = added.length + removed.length > 0 || pairs.some(([i, j]) => i !== j);
  // Entries can be equal although their keys are not, if the keys are not strings.
  if (moved && same(before, after, shape)) return;
  const entry = entryOf(shape);
  let found = false;
  for (const [i, j] of pairs) {
    if (before[i] === after[j]) continue;
    for (const difference of differences(before[i], after[j], path.index(j), entry, isIgnored)) {
      found = true;
      yield difference;
    }
  }
  const unpaired: readonly Difference[] = [
    ...added.map((j) => ({ path: path.index(j), kind: 'added', to: after[j] ?? null }) as const),
    ...removed.map((i) => ({ path: path.index(i), kind: 'removed', from: before[i] ?? null }) as const),
  ];
  for (const difference of unpaired) {
    if (isIgnored(difference)) continue;
    found = true;
    yield difference;
  }
  if (moved && !found && isReordered(pairs)) yield { path, kind: 'reordered', from: before, to: after };
}

/** Whether the old entries come in another order, apart from those that were added or removed. */
const isReordered = (pairs: readonly [number, number][]): boolean =>
  pairs.toSorted((a, b) => a[1] - b[1]).some(([i], at, sorted) => at > 0 && i < sorted[at - 1]![0]);

function* positionDifferences(
  before: readonly Json[],
  after: readonly Json[],
  path: FieldPath,
  shape: Shape,
  isIgnored: IsIgnored,
): Generator<Difference> {
  if (before.length !== after.length) {
    const difference: Difference = { path, kind: 'changed', from: before, to: after };
    if (!isIgnored(difference)) yield difference;
    return;
  }
  const entry = entryOf(shape);
  for (const [i, from] of before.entries()) {
    if (from !== after[i]) yield* differences(from, after[i], path.index(i), entry, isIgnored);
  }
}

interface Pairing {
  pairs: [number, number][];
  removed: number[];
  added: number[];
}

function pairChanged(before: readonly Json[], after: readonly Json[], pairing: Pairing, { secondKey }: Shape): Pairing {
  if (secondKey === undefined) return pairing;
  const rest = pairEntries(
    pairing.removed.map((i) => before[i]!),
    pairing.added.map((j) => after[j]!),
    [secondKey],
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

/** Pairs old and new indexes: the n-th entry with a key is paired with the n-th entry with the same key. */
export function pairEntries(before: readonly Json[], after: readonly Json[], keys: readonly string[]): Pairing {
  const pairs: [number, number][] = [];
  // Most changes keep the entries at the beginning, and these need no Map.
  const kept = commonStart(before, after, keys);
  for (let i = 0; i < kept; i++) pairs.push([i, i]);
  /** The first unpaired old index for each key, and after each index the next one with its key. */
  const first = new Map<string, number | undefined>();
  const next = new Map<number, number | undefined>();
  for (let i = before.length - 1; i >= kept; i--) {
    const key = entryKey(before[i], keys);
    next.set(i, first.get(key));
    first.set(key, i);
  }
  const added: number[] = [];
  for (let j = kept; j < after.length; j++) {
    const key = entryKey(after[j], keys);
    const i = first.get(key);
    if (i === undefined) {
      added.push(j);
      continue;
    }
    first.set(key, next.get(i));
    next.delete(i);
    pairs.push([i, j]);
  }
  // What was not paired is left in `next`, from the last index to the first.
  return { pairs, removed: [...next.keys()].reverse(), added };
}

/** The number of entries at the beginning that have the same keys in both lists. */
function commonStart(before: readonly Json[], after: readonly Json[], keys: readonly string[]): number {
  const length = Math.min(before.length, after.length);
  let i = 0;
  while (i < length && (before[i] === after[i] || entryKey(before[i], keys) === entryKey(after[i], keys))) i++;
  return i;
}

/** The values that identify the entry. They are only compared, so nothing in them is hidden. */
export function entryKey(entry: Json | undefined, keys: readonly string[]): string {
  if (!isObject(entry)) return JSON.stringify(entry) ?? '';
  const parts: string[] = [];
  for (const key of keys) {
    const part = field(entry, key);
    if (isSet(part)) parts.push(typeof part === 'string' ? part : JSON.stringify(part));
  }
  return parts.length === 1 ? parts[0]! : parts.join('/');
}
