/** Configuration text -> policy, or all mistakes in the text. */
import { field, get, isList, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { modes, type Mode, type Options, type OptionsSchema } from '../rules/rule.ts';
import { accountsOf, namesOf, type Exemptions } from './exemptions.ts';
import { mistakes } from './mistakes.ts';
import { defaultModeLabel } from './mode-label.ts';
import type { Policy } from './policy.ts';
import { defaultFillModes, fillModes, offInHelm, type Configurable } from './schema.ts';
import { readYaml, type ConfigurationError } from './source.ts';
import { gateNames, type GateSettings } from '../kubernetes/gates.ts';
import { defaultVersion, minorOf, onVersion } from './version.ts';

type Mistakes = { readonly errors: readonly ConfigurationError[] };

/** The policy without a configuration. */
export const defaultPolicy = (catalogue: Configurable): Policy => policyOf({}, catalogue);

/** A text without apiVersion and kind is another file or an incomplete one. */
export function checkConfiguration(text: string, catalogue: Configurable): { readonly data: JsonObject } | Mistakes {
  const source = readYaml(text);
  if (!('data' in source)) return source;
  const errors = mistakes(source, catalogue);
  return errors.length > 0 ? { errors } : { data: objectAt(source.data) };
}

/**
 * The policy of a configuration that has no mistakes. An omitted field has the default of the catalogue. The types of the values are those of the
 * schema, so a value of another type is an omitted one.
 */
export function policyOf(given: JsonObject, { rules, defaults }: Configurable): Policy {
  return {
    ...onVersion({
      minor: minorOf(stringAt(given, 'kubernetesVersion') ?? defaultVersion)!,
      featureGates: gatesOf(objectAt(given, 'featureGates')),
    }),
    rules: new Map(
      rules.map(({ id, mode = 'deny', options }) => {
        const entry = objectAt(given, 'rules', id);
        return [id, { mode: modeAt(entry) ?? mode, options: completeOptions(entry, options) }];
      }),
    ),
    defaults: new Map(
      defaults.map(({ id, enabled, options }) => {
        const entry = objectAt(given, 'defaults', id);
        return [id, { enabled: booleanAt(entry, 'enabled') ?? enabled, options: completeOptions(entry, options) }];
      }),
    ),
    mutate: {
      fill: filledModes(get(given, 'mutate', 'fill')),
      explain: booleanAt(given, 'mutate', 'explain') ?? true,
    },
    exemptions: exemptionsIn(objectAt(given, 'exemptions')),
    modeLabel: {
      defaultMode: modeAt(objectAt(given, 'modeLabel'), 'defaultMode') ?? defaultModeLabel.defaultMode,
      excludedNamespaces: stringsAt(given, 'modeLabel', 'excludedNamespaces'),
    },
  };
}

/** The exemptions of a configuration without mistakes. */
export function exemptionsIn(given: JsonObject): Exemptions {
  const objectSelector = field(given, 'objectSelector');
  return {
    namespaces: namesOf(stringsAt(given, 'namespaces')),
    users: namesOf(stringsAt(given, 'users')),
    serviceAccounts: accountsOf(stringsAt(given, 'serviceAccounts')),
    groups: namesOf(stringsAt(given, 'groups')),
    runtimeClasses: namesOf(stringsAt(given, 'runtimeClasses')),
    ...(isObject(objectSelector) ? { objectSelector } : {}),
  };
}

const gatesOf = (given: JsonObject): GateSettings =>
  Object.fromEntries(
    gateNames.flatMap((name) => {
      const value = booleanAt(given, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

function modeAt(entry: JsonObject, name = 'mode'): Mode | undefined {
  const mode = field(entry, name);
  return mode === offInHelm ? 'off' : modes.find((known) => known === mode);
}

function booleanAt(value: JsonObject, ...names: string[]): boolean | undefined {
  const found = get(value, ...names);
  return typeof found === 'boolean' ? found : undefined;
}

const stringsAt = (value: JsonObject, ...names: string[]): readonly string[] =>
  listAt(value, ...names).filter((entry) => typeof entry === 'string');

function filledModes(given: Json = defaultFillModes): readonly Mode[] {
  if (isList(given)) return fillModes.filter((mode) => given.includes(mode));
  return given === true ? fillModes : [];
}

/** Every change is judged with the same options, so a rule must not change them. */
const completeOptions = (entry: JsonObject, schemas: OptionsSchema = {}): Options =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, field(entry, name) ?? schema['default'] ?? null]),
    ),
  );
