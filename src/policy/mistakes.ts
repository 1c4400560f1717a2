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
import { truncate } from '../text/line.ts';
import { hintFor } from '../text/hint.ts';
import { joined } from '../text/quoted.ts';
import { showQuoted, showWord } from '../text/shown.ts';
import { apiVersion, configurationSchema, kind, offInHelm, type Configurable } from './schema.ts';
import type { ConfigurationError, Mistake, Segments, Source } from './source.ts';
import { acceptedVersions, defaultVersion, minorOf } from './version.ts';

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
  const errors = withoutConsequences(validate.errors ?? []);
  // If apiVersion or kind is wrong, the file is not a configuration of this version, so other mistakes are not reported.
  const ofOthers = errors.filter(({ instancePath }) => instancePath === '/apiVersion' || instancePath === '/kind');
  const found = (ofOthers.length > 0 ? ofOthers : errors).map((error) => explain(error, source.data));
  const version = field(source.data, 'kubernetesVersion');
  if (
    typeof version === 'string' &&
    ofOthers.length === 0 &&
    !found.some(({ segments }) => segments[0] === 'kubernetesVersion') &&
    minorOf(version) === undefined
  ) {
    found.push({ segments: ['kubernetesVersion'], at: 'value', message: () => versionMessage(version) });
  }
  return source.errors(found);
}

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
function explain(error: ErrorObject, data: Json): Mistake {
  const segments = segmentsOf(error.instancePath, data);
  const { additionalProperty, missingProperty } = error.params as Record<string, Json>;
  if (error.keyword === 'additionalProperties' && typeof additionalProperty === 'string') {
    const known = (): string[] => Object.keys(objectAt(error.parentSchema, 'properties'));
    return {
      segments: [...segments, additionalProperty],
      at: 'name',
      message: () => unknownName(additionalProperty, segments, known()),
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
const invalid = (value: Json, sentences: string): string => fieldError('FieldValueInvalid', sentences, given(value));

const versionMessage = (value: Json): string =>
  invalid(value, `must be ${acceptedVersions}, such as "${defaultVersion}".`);

/** `false` stands for `off`, which is also in the list. */
function unsupported(value: Json, supported: Json | undefined): string {
  const known = isList(supported) ? supported.filter((word) => word !== false).map(String) : [];
  // A single value needs no suggestion.
  const hint = known.length > 1 ? hintTo(value, known) : [];
  return [fieldError('FieldValueNotSupported', supportedValues(known), given(value)), ...hint].join(' ');
}

/** Each alternative of a `oneOf` in the schema requires one field. */
function choiceMessage(schema: unknown): string {
  const ways = get(schema as Json, 'oneOf');
  const names = (isList(ways) ? ways : []).flatMap((way) => listAt(way, 'required').map(String));
  return `must have exactly one of ${joined(names, 'or')}.`;
}

function unknownName(name: string, segments: Segments, known: readonly string[]): string {
  if (segments[0] === 'featureGates' && groups.includes(name))
    return fieldError('FieldValueNotFound', groupMessage, JSON.stringify(name));
  const section = segments.length === 1 ? own(sections, String(segments[0])) : undefined;
  const [what, otherwise] = section ?? ['this field does not exist.', knownFields(known)];
  const [hint = otherwise] = hintTo(name, known);
  return fieldError('FieldValueNotFound', `${what} ${hint}`, showQuoted(name, maxShown));
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
  return invalid(value, [`must be ${words}, but is ${actual}.`, ...typeAdvice(types, parentSchema, value)].join(' '));
}

function typeAdvice(types: readonly string[], schema: unknown, value: Json): string[] {
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return ['Put the value in quotes.'];
  if (types.includes('array') && typeof value === 'string' && /^[\w:.-]+$/.test(value)) {
    const entry = given(value);
    return entry === undefined ? [] : [`Write [${entry}].`];
  }
  if (types.includes('boolean') && typeof value === 'string')
    return [value === 'true' || value === 'false' ? 'Remove the quotes.' : 'Use true or false, without quotes.'];
  if (types.includes('integer') && typeof value === 'string' && /^\d{1,9}$/.test(value)) return ['Remove the quotes.'];
  const line = types.includes('object') ? shortForm(objectAt(schema as Json, 'properties'), value) : undefined;
  return line === undefined ? [] : [`Write {${line}}.`];
}

/** For a value in place of an object with a field for it: `mode: off` of a rule, or `enabled: false` of a default. */
function shortForm(fields: JsonObject, value: Json): string | undefined {
  if (value === offInHelm && field(fields, 'mode') !== undefined) return 'mode: off';
  if (typeof value === 'string' && listAt(fields, 'mode', 'enum').includes(value)) return `mode: ${value}`;
  return typeof value === 'boolean' && field(fields, 'enabled') !== undefined ? `enabled: ${value}` : undefined;
}

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

/** The suggestion, if a known name is similar. */
function hintTo(value: Json, known: readonly string[]): string[] {
  const hint = typeof value === 'string' ? hintFor(value, known) : '';
  return hint === '' ? [] : [hint];
}

/** Converts a JSON Pointer to segments. A segment is a number if the data has a list at that point. */
function segmentsOf(pointer: string, data: Json): (string | number)[] {
  let value: Json | undefined = data;
  return namesIn(pointer).map((name) => {
    const segment = isList(value) ? Number(name) : name;
    value = valueBelow(value, segment);
    return segment;
  });
}
