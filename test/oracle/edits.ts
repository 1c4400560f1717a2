/** Edits of an object, as data, so that a failing change can be repeated with fewer of them. */
import type { Json } from '../../src/json/json.ts';
import type { Random } from './random.ts';
import type { FieldType } from '../../src/kubernetes/schema/generated.ts';
import { fieldsOf, fieldType, isListType, isMapType, itemType } from '../../src/kubernetes/schema/types.ts';
import { anyType, mapEntry, mapKeys, sample } from './values.ts';

export type Path = readonly (string | number)[];

export type Edit =
  | { readonly op: 'set'; readonly path: Path; readonly value: Json }
  | { readonly op: 'remove'; readonly path: Path }
  /** Inserts into a list, before the entry at the path. */
  | { readonly op: 'insert'; readonly path: Path; readonly value: Json }
  /** Moves an entry of a list to another index. */
  | { readonly op: 'move'; readonly path: Path; readonly to: number };

type Mutable = Record<string | number, Json | undefined>;

export function valueAt(object: Json | undefined, path: Path): Json | undefined {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Mutable)[step];
  }
  return value;
}

/** Changes the object in place. An edit of a place that does not exist does nothing. */
export function apply(object: Json, edit: Edit): void {
  const parent = valueAt(object, edit.path.slice(0, -1)) as Mutable | Json[] | undefined;
  const last = edit.path.at(-1);
  if (typeof parent !== 'object' || parent === null || last === undefined) return;
  if (Array.isArray(parent)) {
    const at = Number(last);
    if (edit.op === 'insert') parent.splice(at, 0, structuredClone(edit.value));
    else if (edit.op === 'remove') parent.splice(at, 1);
    else if (edit.op === 'move') parent.splice(edit.to, 0, ...parent.splice(at, 1));
    else if (at < parent.length) parent[at] = structuredClone(edit.value);
  } else if (edit.op === 'remove') {
    delete parent[last];
  } else if (edit.op === 'set') {
    // Not an assignment, because an assignment to `__proto__` would not set a field.
    const value = structuredClone(edit.value);
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  }
}

interface Spot {
  readonly path: Path;
  readonly type: FieldType;
  readonly value: Json | undefined;
}

/** One edit of the object at or below `focus`, a path in which `*` stands for any entry of a list. */
export function randomEdit(object: Json, root: FieldType, focus: readonly string[], r: Random): Edit | undefined {
  const start = walk({ path: [], type: root, value: object }, focus, r);
  if (start === undefined) return undefined;
  const spot = descend(start, r);
  return spot.path.length === 0 ? undefined : editAt(spot, object, root, r);
}

/** The places of absent fields, and of some absent keys of maps. */
export function* absentFields(value: Json, type: FieldType, path: Path = []): Generator<Spot> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [i, entry] of (value as Json[]).entries()) {
      yield* absentFields(entry, itemType(type), [...path, i]);
    }
  } else {
    const known = isMapType(type)
      ? mapKeys.map((key): [string, FieldType] => [key, itemType(type)])
      : Object.entries(fieldsOf(type));
    for (const [name, typeOfField] of known) {
      const at = [...path, name];
      const inner = Object.hasOwn(value, name) ? (value as Mutable)[name] : undefined;
      if (inner === undefined) yield { path: at, type: typeOfField, value: undefined };
      else yield* absentFields(inner, typeOfField, at);
    }
  }
}

function walk(start: Spot, focus: readonly string[], r: Random): Spot | undefined {
  let spot = start;
  for (const name of focus) {
    const step = child(spot, name === '*' ? undefined : name, r);
    if (step === undefined) return undefined;
    spot = step;
    if (spot.value === undefined) return spot;
  }
  return spot;
}

function child({ path, type, value }: Spot, name: string | undefined, r: Random): Spot | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    if (!isListType(type) || value.length === 0) return undefined;
    const index = r.below(value.length);
    return { path: [...path, index], type: itemType(type), value: value[index] as Json };
  }
  if (name === undefined) return undefined;
  const childType = fieldType(type, name);
  if (childType === undefined) return undefined;
  return {
    path: [...path, name],
    type: childType,
    value: Object.hasOwn(value, name) ? (value as Mutable)[name] : undefined,
  };
}

/** A change of these fields ends a request before any webhook sees it, so it is rarely useful. */
const rare = new Set(['name', 'namespace', 'uid', 'resourceVersion', 'apiVersion', 'kind']);

/** Structs of which one field is set. A change most often replaces the whole struct. */
const choices = new Set(['ContainerState', 'EnvVarSource', 'LifecycleHandler', 'Probe', 'VolumeResourceRequirements']);

const isChoice = (type: FieldType): boolean => choices.has(type);

function descend(start: Spot, r: Random): Spot {
  let spot = start;
  for (let depth = 0; depth < 12; depth++) {
    if (typeof spot.value !== 'object' || spot.value === null) return spot;
    if (isChoice(spot.type) ? r.chance(0.3) : depth > 0 && r.chance(0.15)) return spot;
    const next = child(spot, fieldName(spot, r), r);
    if (next === undefined) return spot;
    spot = next;
  }
  return spot;
}

function fieldName({ path, type, value }: Spot, r: Random): string | undefined {
  if (Array.isArray(value)) return undefined;
  const present = Object.keys(value as Mutable);
  const known = isMapType(type) ? present : Object.keys(fieldsOf(type));
  const isTop = path.length === 0 || (path.length === 1 && path[0] === 'metadata');
  const choices = (present.length > 0 && r.chance(0.75) ? present : known).filter(
    // The server sets managedFields itself, whatever was sent.
    (name) => name !== 'managedFields' && (!isTop || !rare.has(name) || r.chance(0.05)),
  );
  return choices.length === 0 ? undefined : r.pick(choices);
}

function editAt({ path, type, value }: Spot, object: Json, root: FieldType, r: Random): Edit {
  const name = String(path.findLast((step) => typeof step === 'string') ?? '');
  if (r.chance(0.02)) return { op: 'set', path, value: structuredClone(r.pick(anyType)) };
  if (value === undefined || value === null) return { op: 'set', path, value: sample(type, name, r) };
  if (typeof path.at(-1) === 'number' && r.chance(0.3)) return entryEdit(path, value, object, r);
  if (Array.isArray(value) && r.chance(0.8)) return listEdit(path, type, value, name, r);
  if (isMapType(type) && typeof value === 'object' && r.chance(0.85)) {
    return mapEdit(path, type, value as Mutable, name, r);
  }
  const choice = r.below(20);
  if (choice < 3) return { op: 'remove', path };
  if (choice < 4) return { op: 'set', path, value: null };
  if (choice < 6) {
    const other = elsewhere(object, root, type, r);
    if (other !== undefined) return { op: 'set', path, value: structuredClone(other) };
  }
  return { op: 'set', path, value: sample(type, name, r) };
}

function entryEdit(path: Path, value: Json, object: Json, r: Random): Edit {
  const length = (valueAt(object, path.slice(0, -1)) as Json[]).length;
  const choice = r.below(3);
  if (choice === 0) return { op: 'remove', path };
  if (choice === 1)
    return { op: 'insert', path: [...path.slice(0, -1), r.below(length + 1)], value: structuredClone(value) };
  return { op: 'move', path, to: r.below(length) };
}

function listEdit(path: Path, type: FieldType, value: readonly Json[], name: string, r: Random): Edit {
  const at = [...path, r.below(value.length + 1)];
  switch (r.below(6)) {
    case 0:
    case 1:
      return { op: 'insert', path: at, value: sample(itemType(type), type === '[]string' ? name : '', r) };
    case 2:
      return { op: 'set', path, value: structuredClone(value).toReversed() };
    case 3:
      return { op: 'set', path, value: [] };
    case 4:
      return { op: 'remove', path };
    default:
      return value.length === 0
        ? { op: 'set', path, value: null }
        : { op: 'remove', path: [...path, r.below(value.length)] };
  }
}

function mapEdit(path: Path, type: FieldType, value: Mutable, name: string, r: Random): Edit {
  const keys = Object.keys(value);
  const choice = r.below(5);
  if (choice === 0 && keys.length > 0) return { op: 'remove', path: [...path, r.pick(keys)] };
  if (choice === 1) return r.chance(0.5) ? { op: 'remove', path } : { op: 'set', path, value: {} };
  const [key, entry] = mapEntry(type, name, r);
  return { op: 'set', path: [...path, choice === 2 && keys.length > 0 ? r.pick(keys) : key], value: entry };
}

/** The value of another field with the type. */
function elsewhere(object: Json, root: FieldType, type: FieldType, r: Random): Json | undefined {
  const found: Json[] = [];
  const visit = (value: Json | undefined, at: FieldType): void => {
    if (value === undefined) return;
    if (at === type) found.push(value);
    if (Array.isArray(value)) for (const entry of value as Json[]) visit(entry, itemType(at));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, entry] of Object.entries(value)) {
        const next = fieldType(at, name);
        if (next !== undefined) visit(entry, next);
      }
    }
  };
  visit(object, root);
  return found.length === 0 ? undefined : r.pick(found);
}
