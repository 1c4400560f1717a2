/** Guesses what the author of an unknown field meant. */
import { copyOf, field, isList, isObject, isSet, objectAt, own, type Json, type JsonObject } from '../../json/json.ts';
import { applyPatch } from '../../json/patch.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import type { Kind } from '../../kubernetes/kinds.ts';
import { placesOf, type Place } from './field-places.ts';
import { adviceFor, pathsOf, type Advice } from './other-forms.ts';
import { otherKindOf, selectorAround } from './other-kinds.ts';
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
  /** A field that must be written in another form. */
  | (Meant & { readonly kind: 'otherForm'; readonly advice: Advice })
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

/** `none` if no later guess fits either. Undefined if a later one may fit. */
type Guess = Meaning | 'none' | undefined;

/** The first guess that fits. Most of them rely on those before. */
function meaningOf(unknown: UnknownField, kind: Kind, root: Json): Meaning | undefined {
  const { name } = unknown;
  if (name === '') return undefined;
  const names = namesBeside(unknown);
  const sure =
    otherForm(unknown, kind, root) ??
    misspelled(unknown, oneEditAway(name, names) ?? otherNameOf(unknown)) ??
    copied(unknown, kind) ??
    selector(unknown) ??
    resource(unknown) ??
    variable(unknown);
  if (sure !== undefined) return sure;
  const places = placesFor(unknown, kind, root);
  const fitting = names.filter((known) => isFitting(unknown, known));
  const guess: Guess =
    nameOfItself(unknown, places) ??
    unlessRefused(unknown, longerNameOf(unknown, places.isAround), places) ??
    label(unknown, places) ??
    (places.isVertical ? undefined : misspelled(unknown, shorterNameOf(unknown))) ??
    wrapped(unknown, places, kind) ??
    (places.areTaken ? 'none' : undefined) ??
    onlyPlace(places) ??
    misspelled(unknown, nearest(name, fitting)) ??
    severalPlaces(places) ??
    misspelled(unknown, beginningOf(name, names));
  return guess === 'none' ? undefined : guess;
}

/** Where the field may belong. */
interface Places {
  readonly likely: readonly Place[];
  /** Whether there are such places, but each has a value or refuses one. */
  readonly areTaken: boolean;
  /** Whether an object around has the field. */
  readonly isAround: boolean;
  /** The same, or an object in the object of the field. */
  readonly isVertical: boolean;
  readonly isRefused: (path: FieldPath) => boolean;
}

function placesFor(unknown: UnknownField, kind: Kind, root: Json): Places {
  const isRefused = (path: FieldPath): boolean => isRefusedAt(path, unknown, kind, root);
  const found = placesOf(unknown, (place) => canMove(unknown, place, root) && !isRefused(place.path));
  const free = found ?? [];
  const isAround = free.some(({ path, around }) => path.parent === around);
  const isVertical = isAround || free.some(({ around }) => around === unknown.object.path);
  const likely = withOthers(unknown, isVertical ? free : besideIt(unknown, free), kind);
  return { likely, areTaken: found?.length === 0, isAround, isVertical, isRefused };
}

/** The fields that the object of the unknown one may have. */
const namesBeside = ({ object, minor }: UnknownField): readonly string[] => Object.keys(fieldsIn(object.type, minor));

/** Whether the value may be meant for the known field. */
function isFitting({ name, object, minor }: UnknownField, known: string): boolean {
  return isLike(field(object.value, name), own(fieldsIn(object.type, minor), known)!, minor);
}

const misspelled = ({ path }: UnknownField, meant: string | undefined): Meaning | undefined =>
  meant === undefined ? undefined : { kind: 'misspelled', field: meant, paths: [path.parent.child(meant)] };

function otherForm(unknown: UnknownField, kind: Kind, root: Json): Meaning | undefined {
  const advice = adviceFor(unknown, kind, root);
  return advice === undefined ? undefined : { kind: 'otherForm', advice, paths: pathsOf(advice, unknown) };
}

/** The labels in the template of a workload that has no selector yet. */
function selector(unknown: UnknownField): Meaning | undefined {
  const around = selectorAround(unknown);
  if (around === undefined) return undefined;
  const path = around.path.child('selector', 'matchLabels');
  return {
    kind: 'misplaced',
    place: { path, type: '{}string', around: around.path, list: undefined },
    paths: [path],
  };
}

function copied(unknown: UnknownField, kind: Kind): Meaning | undefined {
  const owner = ownerOf(unknown) ?? otherKindOf(unknown, kind);
  return owner === undefined ? undefined : { kind: 'elsewhere', owner, paths: [] };
}

const isResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePages(name) || name.includes('/');

function resource({ name, object, path }: UnknownField): Meaning | undefined {
  const isInContainer = object.type === 'Container' && (name === 'cpu' || name === 'memory');
  if (!isInContainer && !(object.type === 'ResourceRequirements' && isResource(name))) return undefined;
  const amounts = isInContainer ? path.parent.child('resources') : path.parent;
  return { kind: 'resource', amounts, paths: ['requests', 'limits'].map((list) => amounts.child(list).key(name)) };
}

function variable({ name, object, path }: UnknownField): Meaning | undefined {
  const isVariable =
    object.type === 'EnvVar' && Object.keys(object.value).length === 1 && !isObject(field(object.value, name));
  return isVariable ? { kind: 'variable', paths: [path.parent.child('name')] } : undefined;
}

function nameOfItself(unknown: UnknownField, places: Places): Guess {
  const { name, object, path } = unknown;
  const meant = nameOfObject(unknown);
  return meant !== undefined && isObject(field(object.value, name))
    ? { kind: 'name', field: meant, paths: [path.parent.child(meant)] }
    : unlessRefused(unknown, meant, places);
}

function unlessRefused(unknown: UnknownField, meant: string | undefined, { isRefused }: Places): Guess {
  if (meant === undefined) return undefined;
  const isFree = !isSet(field(unknown.object.value, meant)) && !isRefused(unknown.path.parent.child(meant));
  return isFree ? misspelled(unknown, meant) : 'none';
}

function label(unknown: UnknownField, { isRefused }: Places): Guess {
  const { name, object, path } = unknown;
  if (object.type !== 'LabelSelector') return undefined;
  const place = path.parent.child('matchLabels').key(name);
  const meant = misspelled(unknown, nearest(name, namesBeside(unknown)));
  return meant ?? (isRefused(place) ? 'none' : { kind: 'label', paths: [place] });
}

function wrapped(unknown: UnknownField, places: Places, kind: Kind): Meaning | undefined {
  const { name, object, path } = unknown;
  const names = namesBeside(unknown);
  const inner = Object.keys(objectAt(object.value, name));
  const free = inner.filter((key) => names.includes(key) && field(object.value, key) === undefined);
  const isWrapped =
    places.areTaken || places.isVertical
      ? !places.likely.some((place) => free.some((key) => fieldsAt(place.path, kind).has(key)))
      : free.length === inner.length;
  if (free.length === 0 || !isWrapped) return undefined;
  return { kind: 'wrapped', paths: free.map((key) => path.parent.child(key)) };
}

function onlyPlace({ likely: [place, ...others] }: Places): Meaning | undefined {
  return place === undefined || others.length > 0 ? undefined : { kind: 'misplaced', place, paths: [place.path] };
}

const severalPlaces = ({ likely }: Places): Meaning | undefined =>
  likely.length > 0 ? { kind: 'ambiguous', places: likely, paths: likely.map(({ path }) => path) } : undefined;

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
