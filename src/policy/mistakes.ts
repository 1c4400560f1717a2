/** Every mistake in a configuration, in words for the operator, in the order of the text. */
import { Ajv, type ErrorObject } from 'ajv';
import { field, get, isList, isObject, listAt, numberAt, objectAt, own, stringAt, type Json } from '../json/json.ts';
import { nearest } from '../text/nearest.ts';
import { entryAt } from '../json/path.ts';
import { truncate } from '../text/line.ts';
import { apiVersion, configurationSchema, kind, type Configurable } from './schema.ts';
import type { ConfigurationError, Found, Segments, Source } from './source.ts';
import { judgedMinor, versionHint } from './version.ts';

export function mistakes(source: Source, catalogue: Configurable): ConfigurationError[] {
  if (!isObject(source.data)) {
    const what = source.data === null ? 'the configuration is empty' : 'a configuration must be a map';
    return source.errors([{ segments: [], at: 'value', message: () => `${what}. ${beginning}` }]);
  }
  const schema = configurationSchema(catalogue);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true }).compile(schema);
  validate(source.data);
  const errors = withoutConsequences(validate.errors ?? []);
  // Of another file, or of another version, nothing else is known.
  const ofOthers = errors.filter(({ instancePath }) => instancePath === '/apiVersion' || instancePath === '/kind');
  const found = (ofOthers.length > 0 ? ofOthers : errors).map((error) => explain(error, source.data));
  const version = field(source.data, 'kubernetesVersion');
  if (
    typeof version === 'string' &&
    ofOthers.length === 0 &&
    !found.some(({ segments }) => segments[0] === 'kubernetesVersion') &&
    judgedMinor(version) === undefined
  ) {
    found.push({ segments: ['kubernetesVersion'], at: 'value', message: () => versionMessage(version) });
  }
  return source.errors(found);
}

const beginning = `It must begin with the lines "apiVersion: ${apiVersion}" and "kind: ${kind}".`;

/** Of a value of the wrong type nothing else is said, and why one of several ways does not fit is told of all of them together. */
function withoutConsequences(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  return errors.filter(
    ({ keyword, instancePath, schemaPath }) =>
      !/\/oneOf\/\d+\//.test(schemaPath) && (keyword === 'type' || !mistyped.has(instancePath)),
  );
}

function explain(error: ErrorObject, data: Json): Found {
  const segments = segmentsOf(error.instancePath, data);
  const { additionalProperty } = error.params as Record<string, Json>;
  return error.keyword === 'additionalProperties' && typeof additionalProperty === 'string'
    ? {
        segments: [...segments, additionalProperty],
        at: 'name',
        message: () =>
          unknownName(additionalProperty, segments, Object.keys(objectAt(error.parentSchema, 'properties'))),
      }
    : { segments, at: 'value', message: () => messageOf(error) };
}

/** In Podward's own words, for each keyword of the schema. */
function messageOf(error: ErrorObject): string {
  const params = error.params as Record<string, Json>;
  const value = error.data as Json;
  const given = briefly(value);
  switch (error.keyword) {
    case 'required':
      return requiredMessage(stringAt(params, 'missingProperty') ?? '');
    case 'pattern':
      return error.instancePath === '/kubernetesVersion'
        ? versionMessage(value)
        : `must ${own(patternWords, stringAt(params, 'pattern') ?? '') ?? 'have another form'}, not ${given}.`;
    case 'type':
      return typeMessage(params['type'], value);
    case 'enum':
      return enumMessage(params['allowedValues'], value);
    case 'const':
      return constMessage(params['allowedValue'], value);
    case 'minimum':
      return `must be ${numberAt(params, 'limit')} or more, not ${given}.`;
    case 'minLength':
      return params['limit'] === 1
        ? 'must not be empty.'
        : `must have ${numberAt(params, 'limit')} characters or more.`;
    case 'oneOf':
      return choiceMessage(error.parentSchema, value);
    default:
      return `cannot be ${given}.`;
  }
}

/** What the patterns of the options ask for. */
const patternWords: Readonly<Record<string, string>> = { '^/': 'begin with "/"' };

const versionMessage = (value: Json): string => `must be ${versionHint}, not ${briefly(value)}.`;

function enumMessage(allowed: Json | undefined, value: Json): string {
  const words = isList(allowed) ? allowed.filter((word) => word !== false).map(String) : [];
  const meant = typeof value === 'string' ? nearest(value, words) : undefined;
  return `must be ${orList(words)}, not ${briefly(value)}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
}

function constMessage(allowed: Json | undefined, value: Json): string {
  const [group = ''] = apiVersion.split('/');
  const isOfOurs = typeof value === 'string' && value.startsWith(`${group}/`);
  const only = allowed === apiVersion && isOfOurs ? ' This version of Podward reads no other.' : '';
  return `must be ${JSON.stringify(allowed)}, not ${briefly(value)}.${only}`;
}

/** Each way of the schema's `oneOf` requires one field. */
function choiceMessage(schema: unknown, value: Json): string {
  const ways = get(schema as Json, 'oneOf');
  const names = (isList(ways) ? ways : []).flatMap((way) => listAt(way, 'required').map(String));
  const had = names.filter((name) => field(objectAt(value), name) !== undefined);
  return `must have exactly one of ${orList(names)}, not ${had.length === 0 ? 'none' : had.join(' and ')}.`;
}

function unknownName(name: string, segments: Segments, known: readonly string[]): string {
  const what =
    segments.length === 1 && segments[0] === 'rules'
      ? 'rule'
      : segments.length === 1 && segments[0] === 'defaults'
        ? 'default'
        : 'field';
  const meant = nearest(name, known);
  const hint =
    meant !== undefined
      ? `Did you mean ${meant}?`
      : known.length === 0
        ? 'No field is allowed here.'
        : known.length <= 8
          ? `Use ${orList(known)}.`
          : 'The command podward explain lists them.';
  return `there is no ${what} of this name. ${hint}`;
}

const requiredMessage = (name: string): string =>
  name === 'apiVersion'
    ? `apiVersion is missing. Add the line "apiVersion: ${apiVersion}".`
    : name === 'kind'
      ? `kind is missing. Add the line "kind: ${kind}".`
      : `${name} is missing.`;

function typeMessage(expected: Json | undefined, value: Json): string {
  const types = (isList(expected) ? expected : [expected ?? '']).filter((type) => type !== 'null').map(String);
  const isUnquoted = types.includes('string') && (typeof value === 'number' || typeof value === 'boolean');
  const words = orList(types.map((type) => own(typeNames, type) ?? type));
  return `must be ${words}, not ${briefly(value)}.${isUnquoted ? ' Put it in quotes.' : ''}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a map',
};

/** Room for a user's name and for a version. */
const maxShown = 80;
const briefly = (value: Json): string =>
  isList(value) ? 'a list' : isObject(value) ? 'a map' : truncate(JSON.stringify(value), maxShown);

const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;

/** A JSON Pointer as segments; a number where the data has a list. */
function segmentsOf(pointer: string, data: Json): (string | number)[] {
  let value: Json | undefined = data;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const segment = isList(value) ? Number(name) : name;
      value = entryAt(value, segment);
      return segment;
    });
}
