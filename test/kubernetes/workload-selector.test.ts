import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import { selectorOf, templateLabels, unmet } from '../../src/kubernetes/workload-selector.ts';

const requirement = (operator: string, ...values: string[]) => ({
  matchExpressions: [{ key: 'tier', operator, values }],
});

test.each<[JsonObject, JsonObject, string[]]>([
  [{}, {}, []],
  [{ matchLabels: { app: 'web' } }, { app: 'web' }, []],
  [{ matchLabels: { app: 'web', tier: 'front' } }, { app: 'api' }, ['app: web', 'tier: front']],
  [requirement('In', 'a', 'b'), { tier: 'c' }, ['tier In [a, b]']],
  [requirement('In', 'a', 'b'), { tier: 'b' }, []],
  [requirement('Exists'), {}, ['tier Exists']],
  [requirement('DoesNotExist'), { tier: 'a' }, ['tier DoesNotExist']],
  [requirement('Unknown'), {}, []],
  [{ matchLabels: { app: '' } }, {}, ['app: ""']],
  [{ matchLabels: { app: ['web'] } }, {}, ['app: ["web"]']],
])('%j does not meet %j in %j', (selector, labels, expected) =>
  expect(unmet(selector, labels).map(({ requirement }) => requirement)).toEqual(expected),
);

test('the key of each requirement', () => {
  const selector = { matchLabels: { app: 'web' }, ...requirement('Exists') };
  expect(unmet(selector, {}).map(({ key }) => key)).toEqual(['app', 'tier']);
});

test('the selector of a ReplicationController is a map of labels', () => {
  expect(selectorOf('ReplicationController', { spec: { selector: { app: 'web' } } })).toEqual({
    matchLabels: { app: 'web' },
  });
  expect(selectorOf('Deployment', { spec: { selector: { matchLabels: {} } } })).toEqual({ matchLabels: {} });
  expect(selectorOf('Deployment', { spec: { selector: 'app=web' } })).toBeUndefined();
  expect(selectorOf('Deployment', undefined)).toBeUndefined();
});

test('the labels of a Pod template', () => {
  expect(templateLabels({ spec: { template: { metadata: { labels: { app: 'web' } } } } })).toEqual({ app: 'web' });
  expect(templateLabels(undefined)).toEqual({});
});
