/** What decoding drops: null, and the zero values of Go that are not written (`omitempty`) and are not behind a pointer. */
import { isList, isObject, type Json, type JsonObject } from '../../json/json.ts';
import { below, entryOf, type Shape } from '../schema/shape.ts';

const isZero = (value: Json | undefined): boolean => value === '' || value === false || value === 0;

/** The object without nulls and without zero values. What the schema does not have stays as it is, so that no input exhausts the stack. */
export function withoutZeros(object: JsonObject, shape: Shape): JsonObject {
  const kept = Object.entries(object).flatMap(([key, value]): [string, Json][] => {
    if (value === undefined) return [];
    const inner = below(shape, key);
    // A null in a map decodes to the zero of its values.
    if (value === null) return shape.isMap ? [[key, inner.isQuantity ? '0' : '']] : [];
    if (inner.zeroMeansAbsent && isZero(value)) return [];
    return [[key, valueWithoutZeros(value, inner)]];
  });
  return Object.fromEntries(kept);
}

function valueWithoutZeros(value: Json, shape: Shape): Json {
  if (isList(value))
    return shape.entry === undefined ? value : value.map((entry) => valueWithoutZeros(entry, entryOf(shape)));
  return isObject(value) && (shape.isMap || shape.fields.size > 0) ? withoutZeros(value, shape) : value;
}
