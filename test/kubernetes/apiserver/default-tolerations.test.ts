import { expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import { isDefaultToleration } from '../../../src/kubernetes/apiserver/default-tolerations.ts';

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
