/** Checks an object against the types of its fields, as the decoder of kube-apiserver does. */
import type { FieldType } from './generated.ts';
import { fieldsIn, isListType, isMapType, itemType } from './types.ts';
import { isList, isObject, isSet, own, type Json, type JsonObject } from '../../json/json.ts';
import { FieldPath } from '../../json/path.ts';
import { parseQuantity } from '../quantity.ts';
import { timeOf } from '../time.ts';

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
  /** The type of the object, if one is expected. */
  readonly struct?: FieldType;
  /** The bits that the API has for the field, if the value is an integer that needs more. */
  readonly bits?: 32 | 64;
}

export interface UnknownField {
  readonly kind: 'unknown';
  readonly path: FieldPath;
  readonly name: string;
  /** The object that has the field. */
  readonly object: TypedObject;
  /** The minor version that does not have the field. */
  readonly minor: number;
}

/** Every field with a wrong type, and every field that this minor version does not have, in an object of the kind. */
export const mistakesIn = (object: Json, kind: string, minor: number): Generator<WrongType | UnknownField> =>
  mistakes(object, kind, FieldPath.root, undefined, minor);

/** Of a number between 2^63 - 512 and 2^63, JSON.parse makes 2^63, which stands for the largest 64-bit integer. */
const isIn = (value: Json, bits: 32 | 64): boolean =>
  typeof value === 'number' && value >= -(2 ** (bits - 1)) && value <= (bits === 32 ? 2 ** 31 - 1 : 2 ** 63);

/** The values of each scalar type. */
const scalars: ReadonlyMap<FieldType, readonly [Expected, (value: Json) => boolean]> = new Map<
  FieldType,
  readonly [Expected, (value: Json) => boolean]
>([
  ['string', ['string', (value) => typeof value === 'string']],
  ['boolean', ['boolean', (value) => typeof value === 'boolean']],
  ['int32', ['integer', (value) => Number.isInteger(value) && isIn(value, 32)]],
  ['int64', ['integer', (value) => Number.isInteger(value) && isIn(value, 64)]],
  [
    'intOrString',
    ['intOrString', (value) => typeof value === 'string' || (Number.isInteger(value) && isIn(value, 32))],
  ],
  ['quantity', ['quantity', (value) => typeof value === 'string' || typeof value === 'number']],
  ['time', ['time', (value) => !Number.isNaN(timeOf(value))]],
]);

/** Whether the decoder accepts the value for a field of this scalar type. It reads null like an absent field. */
export const isOfType = (value: Json, type: FieldType): boolean => {
  if (!isSet(value)) return true;
  const isAmount = type !== 'quantity' || parseQuantity(value) !== undefined;
  return isAmount && scalars.get(type)?.[1](value) === true;
};

const outOfRange = (mistake: WrongType, type: FieldType): WrongType =>
  mistake.expected === 'integer' || mistake.expected === 'intOrString'
    ? { ...mistake, bits: type === 'int64' ? 64 : 32 }
    : mistake;

function* mistakes(
  value: Json | undefined,
  type: FieldType,
  path: FieldPath,
  around: TypedObject | undefined,
  minor: number,
): Generator<WrongType | UnknownField> {
  if (!isSet(value) || type === 'any') return;
  const wrong = (expected: Expected): WrongType => ({ kind: 'type', path, value, expected });
  const scalar = scalars.get(type);
  if (scalar !== undefined) {
    const [expected, isOfScalar] = scalar;
    if (!isOfScalar(value)) yield Number.isInteger(value) ? outOfRange(wrong(expected), type) : wrong(expected);
    else if (type === 'quantity' && parseQuantity(value) === undefined) yield wrong(expected);
  } else if (isListType(type)) {
    if (!isList(value)) yield { ...wrong('list'), entry: itemType(type) };
    else for (const [i, entry] of value.entries()) yield* mistakes(entry, itemType(type), path.index(i), around, minor);
  } else if (!isObject(value)) {
    yield { ...wrong('object'), struct: type };
  } else if (isMapType(type)) {
    for (const [key, entry] of Object.entries(value))
      yield* mistakes(entry, itemType(type), path.key(key), around, minor);
  } else {
    const object: TypedObject = { type, value, path, around };
    const fields = fieldsIn(type, minor);
    for (const [name, entry] of Object.entries(value)) {
      const inner = own(fields, name);
      if (inner !== undefined) yield* mistakes(entry, inner, path.child(name), object, minor);
      else yield { kind: 'unknown', path: path.child(name), name, object, minor };
    }
  }
}
