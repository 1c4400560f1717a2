import { metadataPath } from '../../../src/kubernetes/kinds.ts';
import { likeLabelValue, likeQualifiedName } from '../../../src/text/like-name.ts';
import { expect, test } from '@jest/globals';
import { exampleOf, exampleOfKey } from '../../../src/rules/parts/example.ts';

const labels = metadataPath.child('labels');
const annotations = metadataPath.child('annotations');

test.each([
  ['app', 'web & shop', 'web-shop'],
  ['app', 'password=hunter2', 'other'],
  ['token', 'web & shop', 'other'],
  ['app', '$APP', 'other'],
  ['app', 'x'.repeat(200), 'other'],
])('the example for the label %s: %s is %s', (key, value, expected) =>
  expect(exampleOf(value, labels.key(key), likeLabelValue, 'other')()).toBe(expected),
);

test.each([
  [labels.key('my app'), 'my-app'],
  [labels.key('password=hunter2'), 'other'],
  [labels.key('${KEY}'), 'other'],
  [labels.key('x'.repeat(200)), 'other'],
  [labels.key('my ghp_0123456789abcdef'), 'other'],
  [annotations.key('note_'), 'note'],
  [annotations.key('my note'), 'other'],
  [annotations.key('password=hunter2'), 'other'],
])('the example for the key %s is %s', (path, expected) =>
  expect(exampleOfKey(path, likeQualifiedName, 'other')()).toBe(expected),
);
