import { expect, test } from '@jest/globals';
import { roundedResources } from '../../../src/kubernetes/apiserver/default-resources.ts';

test.each([
  ['1', '1'],
  ['100m', '100m'],
  ['0.0001', '1m'],
  ['100u', '1m'],
  ['-0.0011', '-2m'],
  ['x', 'x'],
  [true, true],
])('%j becomes %j', (amount, rounded) => {
  const given = { limits: { cpu: amount }, requests: { cpu: amount }, claims: [] };
  expect(roundedResources(given)).toEqual({ limits: { cpu: rounded }, requests: { cpu: rounded }, claims: [] });
});
