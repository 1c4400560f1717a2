import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { specPath } from '../../src/kubernetes/kinds.ts';
import { selectorKeys, selectorProblems, selects } from '../../src/kubernetes/selector.ts';

const labels: JsonObject = { app: 'web', tier: '' };
const by = (key: Json, operator: Json, values?: Json): JsonObject => ({
  matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
});

describe('selects', () => {
  test.each<[string, Json | undefined, boolean | undefined]>([
    ['an absent selector', undefined, false],
    ['null', null, false],
    ['an empty one', {}, true],
    ['a label', { matchLabels: { app: 'web' } }, true],
    ['another value', { matchLabels: { app: 'shop' } }, false],
    ['a label with the name of a method', { matchLabels: { constructor: 'web' } }, false],
    ['In', by('app', 'In', ['shop', 'web']), true],
    ['In, of an absent label', by('zone', 'In', ['a']), false],
    ['NotIn', by('app', 'NotIn', ['web']), false],
    ['NotIn, of an absent label', by('zone', 'NotIn', ['a']), true],
    ['Exists, of an empty value', by('tier', 'Exists'), true],
    ['DoesNotExist', by('tier', 'DoesNotExist'), false],
    ['both parts', { matchLabels: { app: 'web' }, ...by('tier', 'DoesNotExist') }, false],
    ['an unknown operator', by('app', 'Is'), undefined],
    ['no key', by(1, 'Exists'), undefined],
    ['no selector at all', 'app=web', undefined],
  ])('%s', (_, selector, expected) => expect(selects(selector, labels)).toBe(expected));
});

test('selectorKeys lists the keys of both parts', () => {
  expect(selectorKeys({ matchLabels: { a: '1' }, ...by('b', 'Exists') })).toEqual(['a', 'b']);
  expect(selectorKeys('a=1')).toEqual([]);
});

test('selectorProblems has paths', () => {
  const selector = { matchLabels: { 'a b': 'c d' }, ...by('', 'In', [null]) };
  expect([...selectorProblems(selector, specPath)].map(({ part, path }) => `${part} ${path.toString()}`)).toEqual([
    'key spec.matchLabels[a b]',
    'value spec.matchLabels[a b]',
    'key spec.matchExpressions[0].key',
    'value spec.matchExpressions[0].values[0]',
  ]);
  expect([...selectorProblems([], specPath)]).toEqual([]);
});

test.each<[string, JsonObject, JsonObject]>([
  ['without values', by('app', 'In', []), { part: 'values', isMissing: true, value: [], operator: 'In' }],
  ['with needless values', by('app', 'Exists', ['web']), { part: 'values', value: ['web'], operator: 'Exists' }],
  ['without an operator', by('app', null), { part: 'operator', isMissing: true, value: '' }],
  ['with an unknown operator', by('app', 'Is'), { part: 'operator', isMissing: false, value: 'Is' }],
  ['without a key', by(null, 'Exists'), { part: 'key', isMissing: true, value: '' }],
  ['with an invalid key', by('my app', 'Exists'), { part: 'key', isMissing: false, value: 'my app' }],
])('a requirement %s has one problem', (_, selector, problem) =>
  expect([...selectorProblems(selector, specPath)]).toEqual([expect.objectContaining(problem)]),
);
