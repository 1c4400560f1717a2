/** Every mistake in a configuration, in words for the operator, in the order of the text. */
import { Ajv, type ErrorObject } from 'ajv';
import { field, isList, isObject, objectAt, own, stringAt, type Json } from '../pod/json.ts';
import { nearest } from '../pod/nearest.ts';
import { entryAt } from '../pod/path.ts';
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
  const found = (validate.errors ?? []).map((error) => explain(error, source.data));
  const version = field(source.data, 'kubernetesVersion');
  if (
    typeof version === 'string' &&
    !found.some(({ segments }) => segments[0] === 'kubernetesVersion') &&
    judgedMinor(version) === undefined
  ) {
    found.push({ segments: ['kubernetesVersion'], at: 'value', message: () => versionMessage(version) });
  }
  return source.errors(found);
}

const beginning = `It must begin with the lines "apiVersion: ${apiVersion}" and "kind: ${kind}".`;

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

function messageOf(error: ErrorObject): string {
  const params = error.params as Record<string, Json>;
  const value = error.data as Json;
  switch (error.keyword) {
    case 'required':
      return requiredMessage(stringAt(params, 'missingProperty') ?? '');
    case 'pattern':
      if (error.instancePath === '/kubernetesVersion') return versionMessage(value);
      break;
    case 'type':
      return typeMessage(params['type'], value);
    case 'enum':
      return `must be one of ${listOf(params['allowedValues'])}, not ${briefly(value)}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}, not ${briefly(value)}`;
  }
  return `${error.message ?? error.keyword}, but is ${briefly(value)}`;
}

const versionMessage = (value: Json): string => `must be ${versionHint}, not ${briefly(value)}`;

function unknownName(name: string, segments: Segments, known: readonly string[]): string {
  const what =
    segments.length === 1 && segments[0] === 'rules'
      ? 'rule'
      : segments.length === 1 && segments[0] === 'defaults'
        ? 'default'
        : 'field';
  const meant = nearest(name, known);
  const list = known.length <= 8 ? `; known here: ${known.join(', ')}` : `; podward explain lists them`;
  return `there is no ${what} of this name${meant === undefined ? list : `; did you mean ${meant}?`}`;
}

const requiredMessage = (name: string): string =>
  name === 'apiVersion'
    ? `apiVersion: ${apiVersion} is missing`
    : name === 'kind'
      ? `kind: ${kind} is missing`
      : `${name} is missing`;

function typeMessage(expected: Json | undefined, value: Json): string {
  const types = (isList(expected) ? expected : [expected ?? '']).filter((type) => type !== 'null').map(String);
  const quotes =
    types.includes('string') && (typeof value === 'number' || typeof value === 'boolean') ? '; put it in quotes' : '';
  return `must be ${types.map((type) => own(typeNames, type) ?? type).join(' or ')}, not ${briefly(value)}${quotes}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a map',
};

const briefly = (value: Json): string =>
  isList(value) ? 'a list' : isObject(value) ? 'a map' : JSON.stringify(value).slice(0, 80);
const listOf = (values: Json | undefined): string =>
  isList(values)
    ? values
        .filter((v) => v !== false)
        .map(String)
        .join(', ')
    : '';

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
