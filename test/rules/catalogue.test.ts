/** What holds for the rules and defaults together. The table of each rule checks the rule itself (rule-mistakes.ts). */
import { describe, expect, test } from '@jest/globals';
import { defaults } from '../../src/defaults/index.ts';
import { isList, isObject, type Json } from '../../src/json/json.ts';
import { rules } from '../../src/rules/index.ts';
import { missingParts } from '../../scripts/rule-files.ts';
import { noMistakes } from './mistakes.ts';
import { missingPage, mistakesOfMessages, mistakesOfOptions, mistakesOfWords } from './rule-mistakes.ts';

const ids = [...rules, ...defaults].map(({ id }) => id);

test('ids are unique', () => expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]));

test('every rule says what it mirrors', () =>
  expect(rules.filter(({ mirrors }) => mirrors.length === 0).map(({ id }) => id)).toEqual([]));

test('every rule and default is in its list, and has a test', () => noMistakes(missingParts(rules, defaults)));

/** Schemas of integers without a maximum, at any depth. */
const unlimited = (schema: Json | undefined): Json[] => {
  if (isList(schema)) return schema.flatMap(unlimited);
  if (!isObject(schema)) return [];
  const inner = Object.values(schema).flatMap(unlimited);
  return schema['type'] === 'integer' && schema['maximum'] === undefined ? [schema, ...inner] : inner;
};

test('a number that a default writes into an object has a maximum, because the API server reads no higher one', () =>
  expect(unlimited(defaults.map(({ options = {} }) => options))).toEqual([]));

describe.each(defaults.map((item) => [item.id, item] as const))('%s', (_, item) =>
  test('is complete', () =>
    noMistakes([
      ...mistakesOfWords(item),
      ...mistakesOfMessages(item),
      ...mistakesOfOptions(item),
      ...missingPage(item, 'default'),
    ])),
);
