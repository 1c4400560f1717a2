/** Helm checks the configuration by the schema: it must refuse what the server refuses, and nothing else. */
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { exemptionMistakes } from '../../src/policy/exemption-mistakes.ts';
import { exemptionsSchema } from '../../src/policy/exemption-schema.ts';
import type { Json } from '../../src/json/json.ts';
import { seed } from '../property.ts';

const isValid = new Ajv({ allowUnionTypes: true }).compile(exemptionsSchema);

/** The words of the mistakes that only the templates of the chart find, because a schema cannot say them clearly. */
const ofTemplates =
  /must not exempt every|a \* that could stand for|must not be empty, because|must require a label|entries with a \*/;
const isRefused = (exemptions: Json): boolean =>
  [...exemptionMistakes({ exemptions })].some(({ message }) => !ofTemplates.test(message()));

const agrees = (exemptions: Json): void => {
  expect([exemptions, isValid(exemptions)]).toEqual([exemptions, !isRefused(exemptions)]);
};

const piece = fc.constantFrom(
  'a',
  'B',
  '0',
  '-',
  '.',
  '_',
  '*',
  '/',
  ':',
  ' ',
  '\n',
  'é',
  'a'.repeat(62),
  'a.'.repeat(95),
);
const text = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(''));
const entry = fc.oneof(
  text,
  fc.tuple(text, text).map(([namespace, name]) => `${namespace}/${name}`),
  fc.constantFrom(
    'ci',
    'ci/a',
    'ci-*',
    '*',
    '*/*',
    '**',
    'system:serviceaccount:ci:a',
    'system:authenticated',
    'system:*',
    'system:serviceaccount:*:a',
    'a/b/c',
    '/',
    'a/',
  ),
);

test.each(['namespaces', 'users', 'serviceAccounts', 'groups', 'runtimeClasses'])('names in %s', (name) => {
  fc.assert(
    fc.property(entry, (one) => agrees({ [name]: [one] })),
    { seed, numRuns: 3000 },
  );
});

test('selectors', () => {
  const key = fc.oneof(
    text,
    fc.constantFrom('app', 'example.com/app', '', 'a/b/c', 'Example.com/a', `${'a'.repeat(254)}/a`),
  );
  const value = fc.oneof(text, fc.constantFrom('', 'web', 'a b', 'a'.repeat(63), 'a'.repeat(64)));
  const requirement = fc.record(
    {
      key,
      operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: fc.option(fc.array(value, { maxLength: 2 })),
    },
    { requiredKeys: ['key', 'operator'] },
  );
  const selector = fc.record(
    {
      matchLabels: fc.option(fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true })),
      matchExpressions: fc.option(fc.array(requirement, { maxLength: 2 })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(selector, (objectSelector) => agrees({ objectSelector })),
    { seed, numRuns: 5000 },
  );
});
