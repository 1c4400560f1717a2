/** Checks an object against the types of its fields, as the decoder of kube-apiserver does. */
import type { FieldType } from './generated.ts';
import { fieldsOf, isListType, isMapType, itemType } from './types.ts';
import { isList, isObject, isSet, own, type Json, type JsonObject } from '../../json/json.ts';
import { FieldPath } from '../../json/path.ts';

/** The type that a field requires. */
export type Expected = 'string' | 'boolean' | 'integer' | 'intOrString' | 'quantity' | 'time' | 'list' | 'object';

/** An object whose fields the API defines, and the next such object around it. */
export interface TypedObject {
  readonly type: FieldType;
  readonly value: JsonObject;
  readonly path: FieldPath;
  readonly around: TypedObject | undefined;
}

export interface WrongType {
  readonly kind: 'type';
  readonly path: FieldPath;
  readonly value: Json;
  readonly expected: Expected;
  /** The type of the entries, if a list is expected. */
  readonly entry?: FieldType;
}

export interface UnknownField {
  readonly kind: 'unknown';
  readonly path: FieldPath;
  readonly name: string;
  /** The object that has the field. */
  readonly object: TypedObject;
}

/** Every field with a wrong type, and every unknown field, in an object of the kind. */
export const mistakesIn = (object: Json, kind: string): Generator<WrongType | UnknownField> =>
  mistakes(object, kind, FieldPath.root, undefined);

/** The values of each scalar type. */
const scalars: ReadonlyMap<FieldType, readonly [Expected, (value: Json) => boolean]> = new Map<
  FieldType,
  readonly [Expected, (value: Json) => boolean]
>([
  ['string', ['string', (value) => typeof value === 'string']],
  ['boolean', ['boolean', (value) => typeof value === 'boolean']],
  ['integer', ['integer', (value) => Number.isInteger(value)]],
  ['intOrString', ['intOrString', (value) => typeof value === 'string' || Number.isInteger(value)]],
  ['quantity', ['quantity', (value) => typeof value === 'string' || typeof value === 'number']],
  ['time', ['time', isTime]],
]);

/** RFC 3339, with a time zone and a T. */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)$/;

function isTime(value: Json): boolean {
  return typeof value === 'string' && time.test(value) && !Number.isNaN(Date.parse(value.replace(',', '.')));
}

function* mistakes(
  value: Json | undefined,
  type: FieldType,
  path: FieldPath,
  around: TypedObject | undefined,
): Generator<WrongType | UnknownField> {
  if (!isSet(value) || type === 'any') return;
  const wrong = (expected: Expected): WrongType => ({ kind: 'type', path, value, expected });
  const scalar = scalars.get(type);
  if (scalar !== undefined) {
    const [expected, isOfType] = scalar;
    if (!isOfType(value)) yield wrong(expected);
  } else if (isListType(type)) {
    if (!isList(value)) yield { ...wrong('list'), entry: itemType(type) };
    else for (const [i, entry] of value.entries()) yield* mistakes(entry, itemType(type), path.index(i), around);
  } else if (!isObject(value)) {
    yield wrong('object');
  } else if (isMapType(type)) {
    for (const [key, entry] of Object.entries(value)) yield* mistakes(entry, itemType(type), path.key(key), around);
  } else {
    const object: TypedObject = { type, value, path, around };
    const fields = fieldsOf(type);
    for (const [name, entry] of Object.entries(value)) {
      const inner = own(fields, name);
      if (inner !== undefined) yield* mistakes(entry, inner, path.child(name), object);
      else yield { kind: 'unknown', path: path.child(name), name, object };
    }
  }
}
