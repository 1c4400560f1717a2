import { expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import { isFileMode } from '../../../src/kubernetes/pod/volumes.ts';

test.each<[Json | undefined, boolean]>([
  [undefined, true],
  [null, true],
  [0, true],
  [0o777, true],
  [0o1000, false],
  [-1, false],
  ['420', false],
])('%j is the mode of a file: %p', (value, expected) => expect(isFileMode(value)).toBe(expected));
