import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { newestMinor } from '../../../src/kubernetes/versions.ts';
import { unknownFieldsIn } from '../../../src/rules/files/meaning.ts';
import { pod, podWith } from '../../objects.ts';

const meaningsIn = (object: JsonObject) =>
  [...unknownFieldsIn(object, 'Pod', newestMinor)].map(([, meaning]) => meaning);

test('an object around known fields means these fields', () => {
  const [meaning] = meaningsIn(podWith({ settings: { tty: true, stdin: true } }));
  expect(meaning?.paths.map(String)).toEqual(['spec.containers[0].tty', 'spec.containers[0].stdin']);
});

test('only the first 500 unknown fields have a meaning', () => {
  const meanings = meaningsIn(pod({ containers: Array.from({ length: 501 }, () => ({ entrypoint: ['a'] })) }));
  expect(meanings.map((meaning) => meaning?.kind)).toEqual([...Array<string>(500).fill('misspelled'), undefined]);
});
