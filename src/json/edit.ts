/** Copies of an object with something filled in. What has another type than expected stays as it is. */
import { field, isList, isObject, isSet, type JsonObject } from './json.ts';

/** The object with each default whose field is absent. */
export function complete(object: JsonObject, values: JsonObject): JsonObject {
  const missing = Object.entries(values).filter(([name]) => !isSet(field(object, name)));
  return missing.length === 0 ? object : { ...object, ...Object.fromEntries(missing) };
}

/** The same, where the empty text and zero count as absent too: fields that Go holds by value. */
export function completeZero(object: JsonObject, values: JsonObject): JsonObject {
  const missing = Object.entries(values).filter(
    ([name]) => !isSet(field(object, name)) || field(object, name) === '' || field(object, name) === 0,
  );
  return missing.length === 0 ? object : { ...object, ...Object.fromEntries(missing) };
}

/** The object with the field replaced by what `change` makes of it; a field of another type stays as it is. */
export function withObject(object: JsonObject, name: string, change: (value: JsonObject) => JsonObject): JsonObject {
  const value = field(object, name);
  return isObject(value) ? { ...object, [name]: change(value) } : object;
}

/** The object with each entry of the list replaced; what is no list, and entries that are no objects, stay as they are. */
export function withEntries(object: JsonObject, name: string, change: (entry: JsonObject) => JsonObject): JsonObject {
  const list = field(object, name);
  return isList(list) ? { ...object, [name]: list.map((entry) => (isObject(entry) ? change(entry) : entry)) } : object;
}
