import { expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import { mistakesIn } from '../../../src/kubernetes/schema/type-mistakes.ts';
import { newestMinor } from '../../../src/kubernetes/versions.ts';

const mistakes = (metadata: Json): string[] =>
  [...mistakesIn({ metadata }, 'Pod', newestMinor)].map((found) =>
    found.kind === 'type' ? `${found.path.toString()}: ${found.expected}` : `${found.path.toString()}: unknown`,
  );

test.each<[Json, boolean]>([
  ['2026-01-02T03:04:05Z', true],
  ['2026-01-02T03:04:05,5+01:00', true],
  [null, true],
  ['2026-01-02 03:04:05Z', false],
  ['2026-01-02T03:04:05', false],
  ['+002026-01-02T03:04:05Z', false],
  ['2026-01-02T03:04:05Z ', false],
  ['2026-13-02T03:04:05Z', false],
  [['2026-01-02T03:04:05Z'], false],
  [0, false],
])('%j is a time: %p', (creationTimestamp, expected) =>
  expect(mistakes({ creationTimestamp })).toEqual(expected ? [] : ['metadata.creationTimestamp: time']),
);

test('the content of a field of any type is not checked', () => {
  expect(mistakes({ managedFields: [{ fieldsV1: { 'f:spec': {} } }, { fieldsV1: 'x' }] })).toEqual([]);
  expect(mistakes({ managedFields: [{ fieldsV2: {} }] })).toEqual(['metadata.managedFields[0].fieldsV2: unknown']);
});
