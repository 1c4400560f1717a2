/** Guesses what the author of an unknown field meant. */
import { copyOf, field, isObject, isSet, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { applyPatch } from '../../json/patch.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import type { Kind } from '../../kubernetes/kinds.ts';
import { placesOf, type Place } from './field-places.ts';
import { mistakesIn, type UnknownField } from '../../kubernetes/schema/type-mistakes.ts';
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
  /** A label, which belongs in `matchLabels` of the selector. */
  | (Meant & { readonly kind: 'label' })
  /** A resource, which belongs in `requests` or `limits`. */
  | (Meant & { readonly kind: 'resource' })
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

/** Fields that have another name in similar kinds. */
const siblings: ReadonlyMap<string, string> = new Map([
  ['DaemonSetSpec.strategy', 'updateStrategy'],
  ['StatefulSetSpec.strategy', 'updateStrategy'],
  ['DeploymentSpec.updateStrategy', 'strategy'],
]);

const isResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePages(name) || name.includes('/');

function meaningOf(unknown: UnknownField, kind: Kind, root: Json): Meaning | undefined {
  const { name, path, object } = unknown;
  const known = Object.keys(fieldsIn(object.type, unknown.minor));
  const misspelled = (meant: string | undefined): Meaning | undefined =>
    meant === undefined ? undefined : { kind: 'misspelled', field: meant, paths: [path.parent.child(meant)] };
  const slip = misspelled(oneEditAway(name, known));
  if (slip !== undefined) return slip;
  const sibling = siblings.get(`${object.type}.${name}`);
  if (sibling !== undefined) return misspelled(sibling);
  if (object.type === 'ResourceRequirements' && isResource(name)) {
    const paths = ['requests', 'limits'].map((amounts) => path.parent.child(amounts).key(name));
    return { kind: 'resource', paths };
  }
  if (object.type === 'EnvVar' && Object.keys(object.value).length === 1 && !isObject(field(object.value, name)))
    return { kind: 'variable', paths: [path.parent.child('name')] };
  if (object.type === 'LabelSelector') {
    const label = path.parent.child('matchLabels').key(name);
    const meant = misspelled(nearest(name, known));
    return meant ?? (isRefusedAt(label, unknown, kind, root) ? undefined : { kind: 'label', paths: [label] });
  }
  const found = placesOf(unknown);
  const places = found.filter((place) => !isRefusedAt(place.path, unknown, kind, root));
  if (places.length === 0 && found.length > 0) return undefined;
  const paths = places.map((place) => place.path);
  const isNear = places.some(({ path: meant, around }) => around === object.path || meant.parent === around);
  const inner = Object.keys(objectAt(object.value, name));
  const free = inner.filter((key) => known.includes(key) && field(object.value, key) === undefined);
  const isWrapped = isNear
    ? !paths.some((place) => free.some((key) => fieldsAt(place, kind).has(key)))
    : free.length === inner.length;
  if (free.length > 0 && isWrapped) return { kind: 'wrapped', paths: free.map((key) => path.parent.child(key)) };
  const [place, ...others] = places;
  if (place !== undefined && others.length === 0) return { kind: 'misplaced', place, paths };
  return (
    misspelled(nearest(name, known)) ??
    (places.length > 0 ? { kind: 'ambiguous', places, paths } : misspelled(beginningOf(name, known)))
  );
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
