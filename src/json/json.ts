/**
 * Raw JSON, as it comes from an AdmissionReview or a file. Any field may have any type, so rules read it through the functions below,
 * which return an empty value for an unexpected type.
 */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export const emptyObject: JsonObject = Object.freeze({});
const noEntries: readonly Json[] = Object.freeze([]);

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A deep copy that shares its strings with the original. Other ways of copying do not share them, and an object may contain megabytes of them. */
export function copyOf<T extends Json>(value: T): T;
export function copyOf(value: Json): Json {
  if (isList(value)) return value.map((entry) => copyOf(entry));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, inner === undefined ? inner : copyOf(inner)]),
  );
}

/** Kubernetes treats null like an absent field. */
export function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

export const isOneOf = (value: Json | undefined, names: readonly string[]): boolean =>
  typeof value === 'string' && names.includes(value);

/**
 * The table's own property with this name, and never an inherited property, such as `constructor` or `__proto__`. Names from the input must be
 * looked up with this function, which the lint rule in scripts/own-keys.ts checks.
 */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  // eslint-disable-next-line podward/own-keys -- the key is an own one
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The object's own field. Undefined also if the value is not an object. */
export const field = (object: Json | undefined, name: string): Json | undefined =>
  isObject(object) ? own(object, name) : undefined;

/** The value at nested fields. Undefined if one of them is missing or is not an object. */
export const get = (value: Json | undefined, ...names: string[]): Json | undefined => walk(value, names);

/** Handing on `...names` would copy them. */
function walk(value: Json | undefined, names: readonly string[]): Json | undefined {
  let current = value;
  for (const name of names) current = field(current, name);
  return current;
}

export function objectAt(value: Json | undefined, ...names: string[]): JsonObject {
  const found = walk(value, names);
  return isObject(found) ? found : emptyObject;
}

export function listAt(value: Json | undefined, ...names: string[]): readonly Json[] {
  const found = walk(value, names);
  return isList(found) ? found : noEntries;
}

export function stringAt(value: Json | undefined, ...names: string[]): string | undefined {
  const found = walk(value, names);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: Json | undefined, ...names: string[]): number | undefined {
  const found = walk(value, names);
  return typeof found === 'number' ? found : undefined;
}

/** A copy of the object without these fields. */
export const without = (object: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** The names of the fields that one of the objects has. */
export function namesOf(a: JsonObject, b: JsonObject): string[] {
  const names = Object.keys(a);
  for (const name of Object.keys(b)) if (!Object.hasOwn(a, name)) names.push(name);
  return names;
}
