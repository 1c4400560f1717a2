import { expect, test } from '@jest/globals';
import { metadataPath, specPath } from '../../../src/kubernetes/kinds.ts';
import { entryText, valueText } from '../../../src/rules/parts/entry.ts';

const label = metadataPath.child('labels').key('app');
const x = (length: number): string => 'x'.repeat(length);

test.each([
  ['an object', { matchLabels: { app: 'web' } }, '{matchLabels: {app: "web"}}'],
  ['an object with a secret', { matchLabels: { password: 'hunter2' } }, undefined],
])('%s: %j is %s', (_, value, expected) => expect(valueText(value, specPath.child('selector'))).toBe(expected));

test('a value of more than 100 characters, with its quotes, is not written', () => {
  expect(valueText(x(98), label)).toBe(`"${x(98)}"`);
  expect(valueText(x(99), label)).toBeUndefined();
});

test('an entry is its name alone if the entry is longer than 100 characters or its value is not shown', () => {
  expect(entryText(label, x(93))).toBe(`app: "${x(93)}"`);
  expect(entryText(label, x(94))).toBe('"app"');
  expect(entryText(metadataPath.child('annotations').key('note'), 'a')).toBe('"note"');
});
