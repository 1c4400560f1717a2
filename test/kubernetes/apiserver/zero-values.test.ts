import { expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import { withoutZeros } from '../../../src/kubernetes/apiserver/zero-values.ts';
import { shapeOf } from '../../../src/kubernetes/schema/shape.ts';

test('zero values in lists of objects are dropped', () => {
  const spec = { containers: [{ name: 'a', stdin: false, args: [''] }, null] };
  expect(withoutZeros(spec, shapeOf('PodSpec'))).toEqual({ containers: [{ name: 'a', args: [''] }, null] });
});

test('a null in a map is the zero value, and what is undefined is absent', () => {
  const spec = { nodeSelector: { disk: null, zone: undefined }, overhead: { cpu: null }, hostname: null };
  const decoded = { nodeSelector: { disk: '' }, overhead: { cpu: '0' } };
  expect(withoutZeros(spec, shapeOf('PodSpec'))).toStrictEqual(decoded);
});

test('deeply nested lists do not exhaust the stack', () => {
  let nested: Json = [];
  for (let i = 0; i < 100_000; i++) nested = [nested];
  const spec = { unknown: nested, containers: nested };
  expect(withoutZeros(spec, shapeOf('PodSpec'))['unknown']).toBe(nested);
});
