/** Functions that return a copy of an object with changed fields. Values of an unexpected type are not changed. */
import { field, isList, isObject, isSet, type JsonObject } from './json.ts';
import type { FieldPath, Way } from './path.ts';

/** Adds each default whose field is absent. */
export function complete(object: JsonObject, values: JsonObject): JsonObject {
  const missing = Object.entries(values).filter(([name]) => !isSet(field(object, name)));
  return missing.length === 0 ? object : { ...object, ...Object.fromEntries(missing) };
}

/** Replaces the field by the result of `change`, if it is an object. */
export function withObject(object: JsonObject, name: string, change: (value: JsonObject) => JsonObject): JsonObject {
  const value = field(object, name);
  return isObject(value) ? { ...object, [name]: change(value) } : object;
}

/** The same for an object below nested fields. */
export function withObjectAt(
  object: JsonObject,
  path: FieldPath,
  change: (value: JsonObject) => JsonObject,
): JsonObject {
  return withObjectBelow(object, path.segments(), change);
}

function withObjectBelow(
  object: JsonObject,
  [name, ...rest]: Way,
  change: (value: JsonObject) => JsonObject,
): JsonObject {
  if (name === undefined) return change(object);
  return withObject(object, String(name), (value) => withObjectBelow(value, rest, change));
}

/** Replaces each entry of the list that is an object by the result of `change`. kube-apiserver decodes null as an empty object. */
export function withEntries(object: JsonObject, name: string, change: (entry: JsonObject) => JsonObject): JsonObject {
  const list = field(object, name);
  return isList(list)
    ? {
        ...object,
        [name]: list.map((entry) => (isObject(entry) ? change(entry) : entry === null ? change({}) : entry)),
      }
    : object;
}
