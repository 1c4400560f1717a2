import { expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import { isFileMode, meantMode } from '../../../src/kubernetes/pod/volumes.ts';

test.each<[Json | undefined, boolean]>([
  [undefined, true],
  [null, true],
  [0, true],
  [0o777, true],
  [0o1000, false],
  [-1, false],
  ['420', false],
])('%j is the mode of a file: %p', (value, expected) => expect(isFileMode(value)).toBe(expected));

test.each<[Json, number | undefined]>([
  [644, 0o644],
  [777, 0o777],
  [64, undefined],
  [689, undefined],
  [1644, undefined],
  ['644', undefined],
])('%j, with its digits read as octal ones, is %p', (value, meant) => expect(meantMode(value)).toBe(meant));
