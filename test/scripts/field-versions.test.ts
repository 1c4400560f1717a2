import { describe, expect, test } from '@jest/globals';
import { differencesOf, typesIn, type Table } from '../../scripts/field-versions.ts';
import { kinds } from '../../src/kubernetes/kinds.ts';

describe('the types in an OpenAPI document', () => {
  const kindsOnly = kinds.map(({ group, version, kind }) => [`io.k8s.api.${group || 'core'}.${version}.${kind}`, {}]);
  const types = (spec: object, more: object = {}) => {
    const definitions = {
      ...Object.fromEntries(kindsOnly),
      'io.k8s.api.core.v1.Pod': { properties: { spec: { $ref: '#/definitions/io.k8s.api.core.v1.PodSpec' } } },
      'io.k8s.api.core.v1.PodSpec': { properties: spec },
      ...more,
    };
    return typesIn(JSON.stringify({ definitions }));
  };

  test('are those of Podward', () => {
    const quantity = { $ref: '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity' };
    const { Pod, PodSpec } = types({
      text: { type: 'string' },
      number: { type: 'integer', format: 'int32' },
      list: { type: 'array', items: { type: 'string' } },
      map: { type: 'object', additionalProperties: quantity },
      pod: { $ref: '#/definitions/io.k8s.api.core.v1.Pod' },
    });
    expect(Pod).toEqual({ spec: 'PodSpec' });
    expect(PodSpec).toEqual({ text: 'string', number: 'int32', list: '[]string', map: '{}quantity', pod: 'Pod' });
  });

  test('have different names', () => {
    const other = { 'io.k8s.api.other.v1.Pod': {} };
    expect(() => types({ pod: { $ref: '#/definitions/io.k8s.api.other.v1.Pod' } }, other)).toThrow(
      'Two definitions are called Pod.',
    );
  });
});

describe('the differences between versions', () => {
  const differences = (...schemas: Table<string>[]) => differencesOf(new Map(schemas.map((each, i) => [31 + i, each])));

  test('are new and removed fields', () => {
    const oldest = { A: { kept: 'string', removed: '[]B' }, B: { c: 'int32' } };
    const middle = {
      A: { kept: 'string', added: 'C', removed: '[]B', short: 'boolean' },
      B: { c: 'int32' },
      C: { d: 'any' },
    };
    const newest = { A: { kept: 'string', added: 'C' }, C: { d: 'any', e: 'time' } };
    expect(differences(oldest, middle, newest)).toEqual({
      former: { A: { removed: '[]B', short: 'boolean' }, B: { c: 'int32' } },
      versions: {
        A: { added: { since: 32 }, removed: { until: 32 }, short: { since: 32, until: 32 } },
        C: { e: { since: 33 } },
      },
    });
  });

  test.each<[string, Table<string>[]]>([
    ['The type of A.b has changed.', [{ A: { b: 'string' } }, { A: { b: 'int32' } }]],
    ['A.b was removed and added again.', [{ A: { b: 'string' } }, { A: {} }, { A: { b: 'string' } }]],
  ])('cannot be written: %s', (message, schemas) => expect(() => differences(...schemas)).toThrow(message));
});
