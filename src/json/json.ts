/**
 * Raw JSON, as it comes from an AdmissionReview or a file. Nothing about its shape is taken for granted: any field may hold any
 * type, so rules read it through the functions below, which answer with an empty value where the type is another one.
 */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const nothing: JsonObject = Object.freeze({});
const noEntries: readonly Json[] = Object.freeze([]);

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A copy with the same texts, which no other way to copy shares: an object may hold megabytes of them. */
export function copyOf<T extends Json>(value: T): T;
export function copyOf(value: Json): Json {
  if (isList(value)) return value.map((entry) => copyOf(entry));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, inner === undefined ? inner : copyOf(inner)]),
  );
}

/** Absent and null are the same to Kubernetes: "not sent". */
export function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

/**
 * What the table itself has under the name; never what it inherits, as `constructor` and `__proto__` are. The one place where a name of
 * the input meets an object: the lint rule in scripts/own-keys.ts sees to it.
 */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  // eslint-disable-next-line podward/own-keys -- the key is an own one
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The field's own value, undefined also where there is no object. */
export const field = (object: Json | undefined, name: string): Json | undefined =>
  isObject(object) ? own(object, name) : undefined;

/** The value some fields down, `undefined` as soon as one is missing or no object. */
export function get(value: Json | undefined, ...names: string[]): Json | undefined {
  let current = value;
  for (const name of names) current = field(current, name);
  return current;
}

export function objectAt(value: Json | undefined, ...names: string[]): JsonObject {
  const found = get(value, ...names);
  return isObject(found) ? found : nothing;
}

export function listAt(value: Json | undefined, ...names: string[]): readonly Json[] {
  const found = get(value, ...names);
  return isList(found) ? found : noEntries;
}

export function stringAt(value: Json | undefined, ...names: string[]): string | undefined {
  const found = get(value, ...names);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: Json | undefined, ...names: string[]): number | undefined {
  const found = get(value, ...names);
  return typeof found === 'number' ? found : undefined;
}
