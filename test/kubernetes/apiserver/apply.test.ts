import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { applied } from '../../../src/kubernetes/apiserver/apply.ts';

describe('what kubectl apply stores', () => {
  test('annotations stay if the manifest has none', () => {
    const live = { metadata: { name: 'web', annotations: { a: '1', b: '2' } } };
    const last = { metadata: { name: 'web', annotations: { b: '2' } } };
    const stored = { metadata: { name: 'web', annotations: { a: '1' } } };
    expect(applied(live, { metadata: { name: 'web' } }, last, 'Deployment')).toEqual(stored);
    expect(applied(live, { metadata: { name: 'web', annotations: { c: '3' } } }, last, 'Deployment')).toEqual({
      metadata: { name: 'web', annotations: { a: '1', c: '3' } },
    });
  });

  test.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ['cannot be removed', { priority: 1000, preemptionPolicy: 'Never' }, {}, {}, {}],
    ['is removed from the manifest', { priority: 1000 }, {}, { priority: 1000 }, { priority: 1000 }],
    ['may change', { priority: 1000 }, { priority: 5 }, { priority: 1000 }, { priority: 5 }],
    ['is absent', { nodeName: 'a' }, {}, { priority: 1000 }, { nodeName: 'a' }],
  ])('a priority that %s', (_, live, manifest, last, expected) => {
    const spec = (fields: JsonObject): JsonObject => ({ spec: { ...fields, containers: [] } });
    const stored = applied(spec(live), spec(manifest), spec(last), 'Pod');
    expect(stored['spec']).toStrictEqual({ ...live, ...expected, containers: [] });
  });

  test('only a Pod keeps its priority, and a Pod without spec stays as it is', () => {
    const spec = { priority: 1 };
    expect(applied({ spec }, { spec: {} }, { spec }, 'Deployment')['spec']).toEqual({});
    expect(applied({ spec: 'a' }, {}, {}, 'Pod')).toEqual({ spec: 'a', metadata: { annotations: {} } });
  });
});
