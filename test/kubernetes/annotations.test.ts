import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/json/json.ts';
import {
  annotationBytes,
  lastApplied,
  lastAppliedAnnotation,
  maxAnnotationBytes,
} from '../../src/kubernetes/annotations.ts';

describe('the manifest that was applied last', () => {
  const object = (text: Json): Json => ({ metadata: { annotations: { [lastAppliedAnnotation]: text } } });
  const ofLength = (length: number): string => `{"a":"${'x'.repeat(length - '{"a":""}'.length)}"}`;

  test.each<[string, Json, unknown]>([
    ['no annotation', {}, undefined],
    ['a manifest', '{"kind":"Pod"}', { kind: 'Pod' }],
    ['not JSON', '{', undefined],
    ['not an object', '[]', undefined],
    ['not a text', 1, undefined],
    ['as long as annotations can be', ofLength(maxAnnotationBytes), expect.anything()],
    ['longer than annotations can be', ofLength(maxAnnotationBytes + 1), undefined],
  ])('%s', (_, text, expected) => expect(lastApplied(object(text))).toEqual(expected));
});

describe('the size of annotations', () => {
  test.each<[string, Json | undefined, number]>([
    ['none', undefined, 0],
    ['keys and values', { 'example.com/a': 'xyz', b: '' }, 17],
    ['a value of another type', { a: 5 }, 1],
    ['many characters of three bytes', { a: '€'.repeat(maxAnnotationBytes / 2) }, 1 + (3 * maxAnnotationBytes) / 2],
    [
      'two long values',
      { a: 'x'.repeat(maxAnnotationBytes), b: 'x'.repeat(maxAnnotationBytes) },
      2 + 2 * maxAnnotationBytes,
    ],
  ])('%s', (_, annotations, bytes) => expect(annotationBytes(annotations)).toBe(bytes));

  test('characters of three bytes, near a lower limit', () => {
    const annotations = { a: '€'.repeat(10) };
    expect(annotationBytes(annotations, 30)).toBe(31);
    expect(annotationBytes(annotations, 33)).toBeLessThanOrEqual(31);
  });
});
