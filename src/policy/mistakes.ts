/** Every mistake in a configuration, in words for the operator, in the order of the text. */
import { Ajv, type ErrorObject } from 'ajv';
import { field, isList, isObject, objectAt, own, stringAt, type Json } from '../pod/json.ts';
import { nearest } from '../pod/nearest.ts';
import { entryAt } from '../pod/path.ts';
import { apiVersion, configurationSchema, kind, type Configurable } from './schema.ts';
import type { ConfigurationError, Segments, Source } from './source.ts';
import { judgedMinor, versionHint } from './version.ts';

export function mistakes(source: Source, catalogue: Configurable): ConfigurationError[] {
  if (!isObject(source.data)) {
    return [source.error([], `a configuration is expected: apiVersion: ${apiVersion}, kind: ${kind}`)];
  }
  const schema = configurationSchema(catalogue);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true }).compile(schema);
  validate(source.data);
  const errors = (validate.errors ?? []).map((error) => explain(error, source));
  const version = field(source.data, 'kubernetesVersion');
  if (
    typeof version === 'string' &&
    !errors.some(({ path }) => path === 'kubernetesVersion') &&
    judgedMinor(version) === undefined
  ) {
    errors.push(source.error(['kubernetesVersion'], `must be ${versionHint}, not ${JSON.stringify(version)}`));
  }
  return errors.sort((a, b) => a.line - b.line || a.column - b.column);
}

function explain(error: ErrorObject, source: Source): ConfigurationError {
  const segments = segmentsOf(error.instancePath, source.data);
  const params = error.params as Record<string, Json>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = stringAt(params, 'additionalProperty') ?? '';
      return source.error(
        [...segments, name],
        unknownName(name, segments, Object.keys(objectAt(error.parentSchema, 'properties'))),
        'name',
      );
    }
    case 'required':
      return source.error(segments, requiredMessage(stringAt(params, 'missingProperty') ?? ''));
    case 'pattern':
      if (error.instancePath === '/kubernetesVersion') {
        return source.error(segments, `must be ${versionHint}, not ${JSON.stringify(error.data)}`);
      }
      break;
    case 'type':
      return source.error(segments, typeMessage(params['type'], error.data as Json));
    case 'enum':
      return source.error(
        segments,
        `must be one of ${listOf(params['allowedValues'])}, not ${briefly(error.data as Json)}`,
      );
    case 'const':
      return source.error(
        segments,
        `must be ${JSON.stringify(params['allowedValue'])}, not ${briefly(error.data as Json)}`,
      );
  }
  return source.error(segments, `${error.message ?? error.keyword}, but is ${briefly(error.data as Json)}`);
}

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
