/** Finds the places where a misplaced field belongs: the reverse of `fieldsIn`, from the name of a field to the objects that have it. */
import { get, isList, isObject, isSet, own, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import type { FieldType } from '../../kubernetes/schema/generated.ts';
import type { TypedObject, UnknownField } from '../../kubernetes/schema/type-mistakes.ts';
import { fieldsIn, fieldsOfAll, isListType, itemType } from '../../kubernetes/schema/types.ts';

interface Step {
  readonly field: string;
  readonly isList: boolean;
}

/** The steps from an object down to one that has the field. Empty if the object itself has the field. */
type Descent = readonly Step[];

export interface Place {
  /** The path of the field in its correct place. A list on the way is entered at its first entry. */
  readonly path: FieldPath;
  readonly type: FieldType;
  /** The nearest object that contains both the correct place and the current place of the field. */
  readonly around: FieldPath;
  /** A list on the way with several entries. */
  readonly list: FieldPath | undefined;
}

const known: ReadonlySet<string> = new Set(fieldsOfAll.flatMap((fields) => Object.keys(fields)));
const byLowerCase: ReadonlyMap<string, string> = new Map([...known].map((name) => [name.toLowerCase(), name]));

/** No misplaced field belongs here: the server writes these fields, or Kubernetes no longer supports them (k8s.io/api core/v1 types.go). */
const ignored: ReadonlySet<string> = new Set([
  'status',
  'managedFields',
  'cephfs',
  'flocker',
  'glusterfs',
  'photonPersistentDisk',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
]);

/** Cached results, by type, name and minor version. Their number does not depend on the objects. */
const answers = new Map<string, readonly Descent[]>();

/** The shortest ways from an object of the type down to objects with a field of that name. No type contains itself. */
function waysDown(type: FieldType, name: string, minor: number): readonly Descent[] {
  const fields = fieldsIn(type, minor);
  if (own(fields, name) !== undefined) return [[]];
  const key = `${type} ${name} ${minor}`;
  let ways = answers.get(key);
  if (ways === undefined) answers.set(key, (ways = shortest(waysThrough(fields, name, minor))));
  return ways;
}

function* waysThrough(fields: Readonly<Record<string, FieldType>>, name: string, minor: number): Generator<Descent> {
  for (const [field, type] of Object.entries(fields)) {
    if (ignored.has(field)) continue;
    const isList = isListType(type);
    for (const way of waysDown(isList ? itemType(type) : type, name, minor)) yield [{ field, isList }, ...way];
  }
}

function shortest(ways: Iterable<Descent>): Descent[] {
  let best: Descent[] = [];
  for (const way of ways) {
    const length = best[0]?.length ?? Infinity;
    if (way.length < length) best = [way];
    else if (way.length === length) best.push(way);
  }
  return best;
}

/**
 * The nearest places of a field with this name that are accepted, counted in steps up from the object with the unknown field and down from
 * there. Undefined if no object of the kind has such a field. If several are equally near, the only object in the object itself is preferred,
 * then a place in an object around the field, then one in `containers`, then one in an object that exists.
 */
export function placesOf(
  { name: written, object, minor }: UnknownField,
  isAccepted: (place: Place) => boolean,
): readonly Place[] | undefined {
  const name = known.has(written) ? written : byLowerCase.get(written.toLowerCase());
  if (name === undefined) return undefined;
  let steps = Infinity;
  let found: { readonly from: TypedObject; readonly way: Descent }[] = [];
  let ups = 0;
  for (let from: TypedObject | undefined = object; from !== undefined; from = from.around, ups++) {
    for (const way of waysDown(from.type, name, minor)) {
      if (ups + way.length > steps) continue;
      if (ups + way.length < steps) found = [];
      steps = ups + way.length;
      found.push({ from, way });
    }
  }
  if (found.length === 0) return undefined;
  const inside = found.filter(({ from }) => from === object);
  const accepted = found
    .map(({ from, way }) => ({ from, way, place: placeOn(from, way, name, minor) }))
    .filter(({ place }) => isAccepted(place));
  const child = accepted.find(
    ({ from, way }) => from === object && inside.length === 1 && way.every(({ isList: isEntry }) => !isEntry),
  );
  const around = accepted.find(({ way }) => way.length === 0);
  // Without metadata, those of the whole object are meant.
  const isMetadata = around !== undefined && around.place.path.depth === 1 && !isSet(get(around.from.value, name));
  const only = isMetadata || around === undefined ? around : (child ?? around);
  const isInContainers = (way: Descent): boolean => way.some(({ field }) => field === 'containers');
  const isMain = found.some(({ way }) => isInContainers(way));
  const usual = only === undefined ? accepted.filter(({ way }) => !isMain || isInContainers(way)) : [only];
  const existing = usual.filter(({ from, way }) => isObject(valueOn(from.value, way)));
  return (existing.length > 0 ? existing : usual).map(({ place }) => place);
}

const valueOn = (value: Json | undefined, way: Descent): Json | undefined =>
  way.reduce((inner, { field }) => firstOf(get(inner, field)), value);

const firstOf = (value: Json | undefined): Json | undefined => (isList(value) ? value[0] : value);

function placeOn({ path: around, value, type }: TypedObject, way: Descent, name: string, minor: number): Place {
  let path = around;
  let of = type;
  let inner: Json | undefined = value;
  let list: FieldPath | undefined;
  for (const step of way) {
    path = path.child(step.field);
    const entries = own(fieldsIn(of, minor), step.field)!;
    of = step.isList ? itemType(entries) : entries;
    inner = get(inner, step.field);
    if (isList(inner) && inner.length > 1) list ??= path;
    if (step.isList) path = path.index(0);
    inner = firstOf(inner);
  }
  return { path: path.child(name), type: own(fieldsIn(of, minor), name)!, around, list };
}
