/** Guesses what the author of an unknown field meant. */
import { copyOf, field, isList, isObject, isSet, objectAt, own, type Json, type JsonObject } from '../../json/json.ts';
import { applyPatch } from '../../json/patch.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import type { Kind } from '../../kubernetes/kinds.ts';
import { placesOf, type Place } from './field-places.ts';
import { isLike, longerNameOf, nameOfObject, otherNameOf, ownerOf, shorterNameOf } from './same-object.ts';
import { isOfType, mistakesIn, type UnknownField } from '../../kubernetes/schema/type-mistakes.ts';
import type { FieldVersions } from '../../kubernetes/schema/generated.ts';
import { below, entryOf, shapeOf, type Shape } from '../../kubernetes/schema/shape.ts';
import { fieldsIn, versionsOf } from '../../kubernetes/schema/types.ts';
import { isHugePages } from '../../kubernetes/resource-names.ts';
import { beginningOf, nearest, oneEditAway } from '../../text/nearest.ts';
import { isRefusedAt } from './refused-places.ts';

interface Meant {
  /** Where the field belongs, or all places where it may belong. */
  readonly paths: readonly FieldPath[];
}

export type Meaning =
  /** A field of the same object in other versions of Kubernetes. */
  | (Meant & { readonly kind: 'otherVersion'; readonly versions: FieldVersions })
  /** A field of the same object, under another name. */
  | (Meant & { readonly kind: 'misspelled'; readonly field: string })
  /** A field of the same object, which is only the name in the value of the written one. */
  | (Meant & { readonly kind: 'name'; readonly field: string })
  /** A field that was most likely copied from another object. */
  | (Meant & { readonly kind: 'elsewhere'; readonly owner: string })
  /** A label, which belongs in `matchLabels` of the selector. */
  | (Meant & { readonly kind: 'label' })
  /** A resource, which belongs in `requests` or `limits`. */
  | (Meant & { readonly kind: 'resource'; readonly amounts: FieldPath })
  /** An environment variable, with its name in place of `name`. */
  | (Meant & { readonly kind: 'variable' })
  /** Fields of the object, with another object around them. */
  | (Meant & { readonly kind: 'wrapped' })
  /** A field of another object. */
  | (Meant & { readonly kind: 'misplaced'; readonly place: Place })
  /** A field of one of several other objects. */
  | (Meant & { readonly kind: 'ambiguous'; readonly places: readonly Place[] });

/** The search for a similar field is slow, and nobody reads so many findings. */
const maxCompared = 500;

/** The fields that this minor version does not have, each with its most likely meaning, or undefined if no field is similar. */
export function* unknownFieldsIn(
  object: Json,
  kind: Kind,
  minor: number,
): Generator<readonly [UnknownField, Meaning | undefined]> {
  let compared = 0;
  for (const mistake of mistakesIn(object, kind, minor)) {
    if (mistake.kind !== 'unknown') continue;
    const { path, name } = mistake;
    const versions = versionsOf(mistake.object.type, name);
    if (versions !== undefined) yield [mistake, { kind: 'otherVersion', versions, paths: [path] }];
    else yield [mistake, compared++ < maxCompared ? meaningOf(mistake, kind, object) : undefined];
  }
}

const isResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePages(name) || name.includes('/');

function meaningOf(unknown: UnknownField, kind: Kind, root: Json): Meaning | undefined {
  const { name, path, object } = unknown;
  const known = Object.keys(fieldsIn(object.type, unknown.minor));
  const misspelled = (meant: string | undefined): Meaning | undefined =>
    meant === undefined ? undefined : { kind: 'misspelled', field: meant, paths: [path.parent.child(meant)] };
  if (name === '') return undefined;
  const slip = misspelled(oneEditAway(name, known) ?? otherNameOf(unknown));
  if (slip !== undefined) return slip;
  const owner = ownerOf(unknown);
  if (owner !== undefined) return { kind: 'elsewhere', owner, paths: [] };
  const amounts = amountsIn(unknown);
  if (amounts !== undefined) {
    const paths = ['requests', 'limits'].map((list) => amounts.child(list).key(name));
    return { kind: 'resource', amounts, paths };
  }
  if (object.type === 'EnvVar' && Object.keys(object.value).length === 1 && !isObject(field(object.value, name)))
    return { kind: 'variable', paths: [path.parent.child('name')] };
  const found = placesOf(
    unknown,
    (place) => canMove(unknown, place, root) && !isRefusedAt(place.path, unknown, kind, root),
  );
  const isAround = found?.some(({ path: meant, around }) => meant.parent === around) === true;
  const itsName = nameOfObject(unknown);
  if (itsName !== undefined && isObject(field(object.value, name)))
    return { kind: 'name', field: itsName, paths: [path.parent.child(itsName)] };
  const meant = itsName ?? longerNameOf(unknown, isAround);
  if (meant !== undefined) {
    const isFree = !isSet(field(object.value, meant)) && !isRefusedAt(path.parent.child(meant), unknown, kind, root);
    return isFree ? misspelled(meant) : undefined;
  }
  if (object.type === 'LabelSelector') {
    const label = path.parent.child('matchLabels').key(name);
    const meant = misspelled(nearest(name, known));
    return meant ?? (isRefusedAt(label, unknown, kind, root) ? undefined : { kind: 'label', paths: [label] });
  }
  const isVertical = found?.some(({ path: meant, around }) => around === object.path || meant.parent === around);
  const shorter = isVertical === true ? undefined : misspelled(shorterNameOf(unknown));
  if (shorter !== undefined) return shorter;
  const places = withOthers(unknown, isVertical === true ? found! : besideIt(unknown, found ?? []), kind);
  const paths = places.map((place) => place.path);
  const inner = Object.keys(objectAt(object.value, name));
  const free = inner.filter((key) => known.includes(key) && field(object.value, key) === undefined);
  const isOnlyOthers = found === undefined || (isVertical === false && found.length > 0);
  const isWrapped = isOnlyOthers
    ? free.length === inner.length
    : !paths.some((place) => free.some((key) => fieldsAt(place, kind).has(key)));
  if (free.length > 0 && isWrapped) return { kind: 'wrapped', paths: free.map((key) => path.parent.child(key)) };
  // The only places of the field are taken, or refuse it.
  if (found?.length === 0) return undefined;
  const [place, ...others] = places;
  if (place !== undefined && others.length === 0) return { kind: 'misplaced', place, paths };
  return (
    misspelled(nearest(name, known)) ??
    (places.length > 0 ? { kind: 'ambiguous', places, paths } : misspelled(beginningOf(name, known)))
  );
}

/** The object whose `requests` and `limits` the resource belongs in, if the field is one. */
function amountsIn({ name, object, path }: UnknownField): FieldPath | undefined {
  if (object.type === 'ResourceRequirements' && isResource(name)) return path.parent;
  return object.type === 'Container' && (name === 'cpu' || name === 'memory')
    ? path.parent.child('resources')
    : undefined;
}

/** Whether the field can be moved to the place: its value is of that kind, and would not replace another one or an object around the field. */
function canMove({ name, object, minor }: UnknownField, { path, type, list }: Place, root: Json): boolean {
  const value = field(object.value, name);
  if (!isLike(value, type, minor)) return false;
  const target = valueAt(root, path);
  if (holds(path, object.path)) {
    let inner: Json | undefined = target;
    for (const step of object.path.segments().slice(path.depth)) {
      if (!isObject(inner) || Object.keys(inner).length > 1) return false;
      inner = field(inner, String(step));
    }
    // With fields of its own object, the value is only wrapped.
    const fields = fieldsIn(object.type, minor);
    const isWrapped = Object.keys(objectAt(value)).some((key) => own(fields, key) !== undefined);
    return Object.keys(object.value).length === 1 && !isWrapped;
  }
  return list !== undefined || canTake(target, value);
}

const holds = (around: FieldPath, path: FieldPath): boolean =>
  path.depth >= around.depth && `${path.pointer()}/`.startsWith(`${around.pointer()}/`);

/** Whether both values can be merged. Lists of strings cannot, because the result would be another command. */
function canTake(target: Json | undefined, value: Json | undefined): boolean {
  if (!isSet(target)) return true;
  if (isList(target) && isList(value)) return [...target, ...value].every((entry) => isObject(entry));
  return (
    isObject(target) &&
    isObject(value) &&
    Object.keys(value).every((key) => canTake(field(target, key), field(value, key)))
  );
}

/** Objects that are not around the field and not in its object are named if they are few, and have a field of this type. */
function besideIt({ name, object }: UnknownField, places: readonly Place[]): readonly Place[] {
  const value = field(object.value, name) ?? null;
  return places.length > 2 ? [] : places.filter(({ type }) => typeof value === 'object' || isOfType(value, type));
}

/** Of several places, those in objects that also have all other unknown fields of the object: httpGet for the port beside a path. */
function withOthers({ name, object, minor }: UnknownField, places: readonly Place[], kind: Kind): readonly Place[] {
  if (places.length < 2) return places;
  const known = fieldsIn(object.type, minor);
  const others = Object.keys(object.value).filter((other) => other !== name && own(known, other) === undefined);
  const fitting = places.filter(({ path }) => {
    const fields = fieldsAt(path.parent, kind);
    return others.every((other) => fields.has(other));
  });
  return fitting.length > 0 ? fitting : places;
}

/** The fields of the object at the path. */
function fieldsAt(path: FieldPath, kind: Kind): ReadonlyMap<string, Shape> {
  const step = (shape: Shape, segment: string | number): Shape =>
    typeof segment === 'number' ? entryOf(shape) : below(shape, segment);
  return path.segments().reduce(step, shapeOf(kind)).fields;
}

/** The object with the value of each misspelled or misplaced field also at the only place where the field belongs, unless it is set there. */
export function asMeant(object: JsonObject, kind: Kind, minor: number): JsonObject {
  const meant = copyOf(object);
  for (const [{ path }, meaning] of unknownFieldsIn(object, kind, minor)) {
    if (meaning?.kind !== 'misspelled' && meaning?.kind !== 'misplaced') continue;
    // Any entry of a list may be meant.
    if (meaning.kind === 'misplaced' && meaning.place.list !== undefined) continue;
    const [place] = meaning.paths as [FieldPath];
    const value = valueAt(object, path);
    if (!isObject(valueAt(meant, place.parent)) || isSet(valueAt(meant, place))) continue;
    applyPatch(meant, { op: 'add', path: place.pointer(), value: value ?? null });
  }
  return meant;
}
