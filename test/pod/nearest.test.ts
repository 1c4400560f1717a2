import { expect, test } from '@jest/globals';
import { nearest } from '../../src/pod/nearest.ts';

const known = ['image', 'imagePullPolicy', 'name', 'ports'];

test.each<[string, string | undefined]>([
  ['imgae', 'image'],
  ['Image', 'image'],
  ['imagePullPolcy', 'imagePullPolicy'],
  ['image_pull_policy', 'imagePullPolicy'],
  ['port', 'ports'],
  ['volumes', undefined],
  ['', undefined],
  ['constructor', undefined],
  ['x'.repeat(100_000), undefined],
])('%j', (name, expected) => {
  expect(nearest(name, known)).toBe(expected);
});

test('of two that are as near the first', () => expect(nearest('ab', ['abc', 'abd'])).toBe('abc'));
