/** Configuration text -> policy, or all mistakes in the text. */
import { field, get, isList, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { Options, OptionsSchema } from '../rules/rule.ts';
import { mistakes } from './mistakes.ts';
import type { Policy } from './policy.ts';
import { defaultFillModes, fillModes, type Configurable } from './schema.ts';
import { readYaml, type ConfigurationError } from './source.ts';
import { defaultVersion, judgedMinor, replacement } from './version.ts';

export type Loaded = { readonly policy: Policy } | { readonly errors: readonly ConfigurationError[] };

/** The policy without a configuration. */
export function defaultPolicy(catalogue: Configurable): Policy {
  return completePolicy({}, catalogue);
}

/** An omitted field has the default of the catalogue. A text without apiVersion and kind is another file or an incomplete one. */
export function loadPolicy(text: string, catalogue: Configurable): Loaded {
  const source = readYaml(text);
  if (!('data' in source)) return source;
  const errors = mistakes(source, catalogue);
  return errors.length > 0 ? { errors } : { policy: completePolicy(source.data as JsonObject, catalogue) };
}

function completePolicy(given: JsonObject, { rules, defaults }: Configurable): Policy {
  const version = stringAt(given, 'kubernetesVersion') ?? defaultVersion;
  const list = (name: string): string[] => (get(given, 'exemptions', name) as string[] | undefined) ?? [];
  return deepFreeze({
    minor: judgedMinor(version)!,
    replacement: replacement(version),
    rules: new ReadOnlyMap(
      rules.map(({ id, mode = 'deny', options }) => {
        const entry = objectAt(given, 'rules', id);
        return [id, { mode: (field(entry, 'mode') ?? mode) || 'off', options: completeOptions(entry, options) }];
      }),
    ),
    defaults: new ReadOnlyMap(
      defaults.map(({ id, enabled, options }) => {
        const entry = objectAt(given, 'defaults', id);
        return [id, { enabled: field(entry, 'enabled') ?? enabled, options: completeOptions(entry, options) }];
      }),
    ),
    mutate: { fill: filledModes(get(given, 'mutate', 'fill')), explain: get(given, 'mutate', 'explain') ?? true },
    exemptions: { users: list('users'), namespaces: list('namespaces') },
  } as Policy);
}

const filledModes = (given: Json = [...defaultFillModes]): readonly Json[] =>
  isList(given) ? given : given === true ? fillModes : [];

function completeOptions(entry: JsonObject, schemas: OptionsSchema = {}): Options {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      structuredClone(field(entry, name) ?? schema['default'] ?? null),
    ]),
  );
}

/** Object.freeze does not protect the entries of a Map. */
class ReadOnlyMap<K, V> extends Map<K, V> {
  #filled = false;
  constructor(entries: readonly (readonly [K, V])[]) {
    super();
    for (const [key, value] of entries) super.set(key, value);
    this.#filled = true;
  }
  override set(key: K, value: V): this {
    if (this.#filled) throw new TypeError('the policy is read-only');
    return super.set(key, value);
  }
  override delete(): boolean {
    throw new TypeError('the policy is read-only');
  }
  override clear(): void {
    throw new TypeError('the policy is read-only');
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
