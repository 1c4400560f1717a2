import { expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { isDefaultToleration, withDefaultTolerations } from '../../../src/kubernetes/apiserver/default-tolerations.ts';

const notReady = {
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};

test.each<[Json, boolean]>([
  [notReady, true],
  [{ ...notReady, key: 'node.kubernetes.io/unreachable' }, true],
  [{ ...notReady, tolerationSeconds: 30 }, false],
  [{ ...notReady, operator: 'Equal' }, false],
  [{ ...notReady, effect: 'NoSchedule' }, false],
  [{ ...notReady, key: 'node.kubernetes.io/memory-pressure' }, false],
  ['x', false],
])('default toleration: %j', (toleration, expected) => expect(isDefaultToleration(toleration)).toBe(expected));

const unreachable = { ...notReady, key: 'node.kubernetes.io/unreachable', tolerationSeconds: 20 };
const stored = { tolerations: [notReady, unreachable] };
const own = { key: 'example.com/gpu', operator: 'Exists' };

test.each<[string, JsonObject, JsonObject, JsonObject, readonly Json[] | undefined]>([
  ['the plugin adds them to a manifest without them', { tolerations: [own] }, stored, {}, [own, notReady, unreachable]],
  ['to one without tolerations', {}, stored, {}, [notReady, unreachable]],
  ['the plugin is off', { tolerations: [own] }, { tolerations: [own] }, {}, [own]],
  ['it is off and there are none', {}, {}, {}, undefined],
  [
    'the manifest has one of them',
    { tolerations: [{ ...notReady, tolerationSeconds: 5 }] },
    stored,
    {},
    [{ ...notReady, tolerationSeconds: 5 }, unreachable],
  ],
  [
    'the manifest tolerates everything',
    { tolerations: [{ operator: 'Exists' }] },
    stored,
    {},
    [{ operator: 'Exists' }],
  ],
  [
    'it tolerates another effect',
    { tolerations: [{ key: notReady.key, effect: 'NoSchedule' }] },
    stored,
    {},
    [{ key: notReady.key, effect: 'NoSchedule' }, notReady, unreachable],
  ],
  [
    'the manifest had one of them before',
    {},
    stored,
    { tolerations: [unreachable] },
    [notReady, { ...unreachable, tolerationSeconds: 300 }],
  ],
  [
    'a stored toleration is not of the plugin',
    {},
    { tolerations: [{ ...notReady, tolerationSeconds: null }] },
    {},
    undefined,
  ],
])('default tolerations: %s', (_, spec, old, last, expected) =>
  expect(withDefaultTolerations(spec, old, last)['tolerations']).toEqual(expected),
);
