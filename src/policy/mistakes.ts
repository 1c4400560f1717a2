/** Finds all mistakes in a configuration, and reports them in the order of the text and in the form of field errors. */
import { Ajv, type ErrorObject } from 'ajv';
import {
  field,
  get,
  isList,
  isObject,
  listAt,
  numberAt,
  objectAt,
  own,
  stringAt,
  type Json,
  type JsonObject,
} from '../json/json.ts';
import { namesIn, valueBelow } from '../json/path.ts';
import { typeText } from '../rules/parts/not-string.ts';
import { optionPatterns } from '../rules/rule.ts';
import { fieldError, supportedValues } from '../text/field-error.ts';
import { spaced, truncate } from '../text/line.ts';
import { hintForWord } from '../text/hint.ts';
import { joined } from '../text/quoted.ts';
import { showQuoted, showWord } from '../text/shown.ts';
import { replaceFix } from '../text/unreplaced.ts';
import { exemptionMistakes } from './exemption-mistakes.ts';
import { apiVersion, configurationSchema, kind, offInHelm, type Configurable } from './schema.ts';
import type { ConfigurationError, Mistake, Segments, Source } from './source.ts';
import { acceptedVersions, defaultVersion } from './version.ts';

/**
 * The compiled schema is used once, so that checking and optimizing it would cost more than they save. test/policy/load.test.ts checks the
 * schema.
 */
const ajvOptions = {
  allErrors: true,
  allowUnionTypes: true,
  verbose: true,
  validateSchema: false,
  code: { optimize: false },
} as const;

export function mistakes(source: Source, catalogue: Configurable): ConfigurationError[] {
  if (!isObject(source.data)) return source.errors([{ segments: [], at: 'value', message: () => noConfiguration }]);
  const validate = new Ajv(ajvOptions).compile(configurationSchema(catalogue));
  validate(source.data);
  const errors = withoutConsequences(validate.errors ?? []).filter((error) => !isOfExemption(error));
  // If apiVersion or kind is wrong, the file is not a configuration of this version, so other mistakes are not reported.
  const ofOthers = errors.filter(({ instancePath }) => instancePath === '/apiVersion' || instancePath === '/kind');
  const found = (ofOthers.length > 0 ? ofOthers : errors).map((error) => explain(error, source.data, catalogue));
  if (ofOthers.length === 0) {
    const reported = new Set(found.map(({ segments }) => segments.join('/')));
    for (const { pointer, isOfName = false, message } of exemptionMistakes(source.data)) {
      const segments = segmentsOf(pointer, source.data);
      const isConsequence = segments.some((_, i) => reported.has(segments.slice(0, i + 1).join('/')));
      if (!isConsequence) found.push({ segments, at: isOfName ? 'name' : 'value', message });
    }
  }
  return source.errors(found);
}

/** Whether `exemptionMistakes` finds the mistake too, and has words for it. */
const isOfExemption = ({ instancePath, schemaPath, keyword }: ErrorObject): boolean =>
  instancePath.startsWith('/exemptions/') &&
  (/\/(?:allOf|propertyNames|matchLabels\/additionalProperties)(?:\/|$)/.test(schemaPath) ||
    ['pattern', 'not', 'maxLength', 'if', 'propertyNames'].includes(keyword));

const noConfiguration = fieldError(
  'FieldValueInvalid',
  `the file must contain a PodwardConfiguration. Begin with apiVersion: ${apiVersion} and kind: ${kind}.`,
);

/** If a value has the wrong type, no other mistake of the value is reported. If no alternative of a `oneOf` matches, one mistake is reported. */
function withoutConsequences(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  return errors.filter(
    ({ keyword, instancePath, schemaPath }) =>
      !/\/oneOf\/\d+\//.test(schemaPath) && (keyword === 'type' || !mistyped.has(instancePath)),
  );
}

/** The path of a missing or unknown field is the path that the field would have. */
function explain(error: ErrorObject, data: Json, catalogue: Configurable): Mistake {
  const segments = segmentsOf(error.instancePath, data);
  const { additionalProperty, missingProperty } = error.params as Record<string, Json>;
  if (error.keyword === 'additionalProperties' && typeof additionalProperty === 'string') {
    const known = (): string[] => Object.keys(objectAt(error.parentSchema, 'properties'));
    return {
      segments: [...segments, additionalProperty],
      at: 'name',
      message: () => unknownName(additionalProperty, segments, known(), catalogue),
    };
  }
  if (error.keyword === 'required' && typeof missingProperty === 'string')
    return { segments: [...segments, missingProperty], at: 'value', message: () => requiredMessage(missingProperty) };
  return { segments, at: 'value', message: () => messageOf(error) };
}

/** The message for each keyword of the schema, in the form of Kubernetes field errors. */
function messageOf(error: ErrorObject): string {
  const params = error.params as Record<string, Json>;
  const value = error.data as Json;
  switch (error.keyword) {
    case 'pattern':
      return error.instancePath === '/kubernetesVersion'
        ? versionMessage(value)
        : invalid(value, `must ${own(optionPatterns, stringAt(params, 'pattern')!)!}.`);
    case 'type':
      return typeMessage(error, value);
    case 'enum':
      return unsupported(value, params['allowedValues']);
    case 'const':
      return unsupported(value, [params['allowedValue'] ?? null]);
    case 'minimum':
      return invalid(value, `must be at least ${numberAt(params, 'limit')}.`);
    case 'maximum':
      return invalid(value, `must be no more than ${numberAt(params, 'limit')}.`);
    case 'minLength':
      return invalid(
        value,
        params['limit'] === 1 ? 'must not be empty.' : `must be at least ${numberAt(params, 'limit')} characters long.`,
      );
    case 'oneOf':
      return invalid(value, choiceMessage(error.parentSchema));
    default:
      return invalid(value, 'this value is not allowed here.');
  }
}

/** The value is part of the message unless it is a list, an object or a possible secret. */
const invalid = (value: Json, ...sentences: readonly string[]): string =>
  fieldError('FieldValueInvalid', spaced(...sentences), given(value));

/** What to do about a placeholder. Empty if the value has none. */
const replaced = (value: Json): string =>
  (typeof value === 'string' ? replaceFix(value, 'configuration') : undefined) ?? '';

const versionMessage = (value: Json): string =>
  invalid(value, `must be ${acceptedVersions(JSON.stringify(defaultVersion))}`, replaced(value));

/** `false` stands for `off`, which is also in the list. */
function unsupported(value: Json, supported: Json | undefined): string {
  const known = isList(supported) ? supported.filter((word) => word !== false).map(String) : [];
  // A single value needs no suggestion.
  const hint = known.length > 1 ? hintTo(value, known) : '';
  return spaced(fieldError('FieldValueNotSupported', supportedValues(known), given(value)), replaced(value) || hint);
}

/** Each alternative of a `oneOf` in the schema requires one field. */
function choiceMessage(schema: unknown): string {
  const ways = get(schema as Json, 'oneOf');
  const names = (isList(ways) ? ways : []).flatMap((way) => listAt(way, 'required').map(String));
  return `must have exactly one of ${joined(names, 'or')}.`;
}

function unknownName(name: string, segments: Segments, known: readonly string[], catalogue: Configurable): string {
  if (segments[0] === 'featureGates' && groups.includes(name))
    return fieldError('FieldValueNotFound', groupMessage, JSON.stringify(name));
  const place = segments.length === 1 ? String(segments[0]) : '';
  const [what, otherwise] = own(sections, place) ?? ['this field does not exist.', knownFields(known)];
  const sentences =
    ofOtherSection(name, place, catalogue) ?? `${what} ${replaced(name) || hintTo(name, known) || otherwise}`;
  return fieldError('FieldValueNotFound', sentences, showQuoted(name, maxShown));
}

/** For the ID of a rule among the defaults, or of a default among the rules. */
function ofOtherSection(name: string, section: string, { rules, defaults }: Configurable): string | undefined {
  if (section === 'rules' && defaults.some(({ id }) => id === name))
    return `${name} is a default, not a rule. To turn it off, write defaults: {${name}: {enabled: false}}.`;
  if (section === 'defaults' && rules.some(({ id }) => id === name))
    return `${name} is a rule, not a default. To turn it off, write rules: {${name}: {mode: off}}.`;
  return undefined;
}

/** These turn on many gates. Source: k8s.io/component-base featuregate. */
const groups: readonly string[] = ['AllAlpha', 'AllBeta'];
const groupMessage = 'Podward needs the name of each feature gate. List each gate that is on.';

const allIds = 'To list all IDs, run podward explain.';
/** What is said about an unknown name in these sections, and what to do if no name is similar. */
const sections: Readonly<Record<string, readonly [what: string, otherwise: string]>> = {
  rules: ['no rule has this ID.', allIds],
  defaults: ['no default has this ID.', allIds],
  featureGates: ['no answer of Podward depends on a feature gate with this name.', 'Remove the feature gate.'],
};

function knownFields(known: readonly string[]): string {
  if (known.length === 0) return 'This object must be empty.';
  return known.length === 1 ? `The only known field is ${known[0]!}.` : `Known fields are ${joined(known, 'and')}.`;
}

function requiredMessage(name: string): string {
  const line = name === 'apiVersion' ? apiVersion : name === 'kind' ? kind : undefined;
  return fieldError('FieldValueRequired', line === undefined ? 'this field is required.' : `set ${name}: ${line}.`);
}

function typeMessage({ params, parentSchema }: ErrorObject, value: Json): string {
  const expected = (params as Readonly<Record<string, Json>>)['type'];
  const types = (isList(expected) ? expected : [expected ?? '']).filter((type) => type !== 'null').map(String);
  const words = joined(
    types.flatMap((type) => own(typeNames, type) ?? type),
    'or',
  );
  const actual = typeof value === 'number' && !types.includes('integer') ? 'a number' : typeText(value);
  return invalid(
    value,
    `must be ${words}, but is ${actual}.`,
    replaced(value) || typeAdvice(types, parentSchema, value),
  );
}

function typeAdvice(types: readonly string[], schema: unknown, value: Json): string {
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return 'Put the value in quotes.';
  const meant = types.includes('boolean') && typeof value === 'string' ? own(booleans, value) : undefined;
  if (meant !== undefined) return `Use ${meant}.`;
  if (types.includes('array') && typeof value === 'string' && /^[\w:.-]+$/.test(value)) {
    const entry = given(value);
    return entry === undefined ? '' : `Write [${entry}].`;
  }
  if (types.includes('boolean') && typeof value === 'string')
    return value === 'true' || value === 'false' ? 'Remove the quotes.' : 'Use true or false, without quotes.';
  if (types.includes('integer') && typeof value === 'string' && /^\d{1,9}$/.test(value)) return 'Remove the quotes.';
  const fields = objectAt(schema as Json, 'properties');
  const line = types.includes('object')
    ? isList(value)
      ? lineOfList(fields, value)
      : shortForm(fields, value)
    : undefined;
  return line === undefined ? '' : `Write {${line}}.`;
}

/** In the values of the chart, Helm reads these as booleans, if they are not in quotes. */
const booleans: Readonly<Record<string, boolean>> = { on: true, yes: true, off: false, no: false };

/** For a value in place of an object with a field for it: `mode: off` of a rule, or `enabled: false` of a default. */
function shortForm(fields: JsonObject, value: Json): string | undefined {
  const isSwitch = field(fields, 'enabled') !== undefined;
  if (value === offInHelm && field(fields, 'mode') !== undefined) return 'mode: off';
  if (typeof value === 'string' && listAt(fields, 'mode', 'enum').includes(value)) return `mode: ${value}`;
  if (isSwitch && (value === 'off' || value === 'on')) return `enabled: ${value === 'on'}`;
  return typeof value === 'boolean' && isSwitch ? `enabled: ${value}` : undefined;
}

/** For a list in place of an object: its first entry as a field of the object, or the list in the field for namespaces. */
function lineOfList(fields: JsonObject, value: readonly Json[]): string | undefined {
  const [first] = value;
  if (typeof first !== 'string') return undefined;
  const entry = field(fields, first);
  if (entry !== undefined) {
    const inner = get(entry, 'type') === 'boolean' ? 'true' : innerLine(objectAt(entry, 'properties'));
    return inner === undefined ? undefined : `${first}: ${inner}`;
  }
  const entries = value.map(given);
  return field(fields, 'namespaces') === undefined || entries.includes(undefined) || entries.length > maxEntries
    ? undefined
    : `${first.includes(':') ? 'users' : 'namespaces'}: [${entries.join(', ')}]`;
}

function innerLine(fields: JsonObject): string | undefined {
  if (field(fields, 'mode') !== undefined) return '{mode: warn}';
  return field(fields, 'enabled') === undefined ? undefined : '{enabled: true}';
}

/** More would make a long sentence. */
const maxEntries = 3;

const typeNames: Readonly<Record<string, string | readonly string[]>> = {
  string: 'a string',
  boolean: ['true', 'false'],
  integer: 'an integer',
  number: 'a number',
  array: 'a list',
  object: 'an object',
};

/** Enough for the name of a user and for a version. */
const maxShown = 80;

/** The value for the lead. Undefined for lists, for objects, and for what may be a secret in the wrong place. */
function given(value: Json): string | undefined {
  const shown = typeof value === 'string' ? showWord(value) : value;
  return shown === undefined || (typeof shown === 'object' && shown !== null)
    ? undefined
    : truncate(JSON.stringify(shown), maxShown);
}

const hintTo = (value: Json, known: readonly string[]): string =>
  typeof value === 'string' ? hintForWord(value, known) : '';

/** Converts a JSON Pointer to segments. A segment is a number if the data has a list at that point. */
function segmentsOf(pointer: string, data: Json): (string | number)[] {
  let value: Json | undefined = data;
  return namesIn(pointer).map((name) => {
    const segment = isList(value) ? Number(name) : name;
    value = valueBelow(value, segment);
    return segment;
  });
}
