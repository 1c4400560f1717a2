import { expect, test } from '@jest/globals';
import { choiceOf } from '../../../src/rules/volumes/choice.ts';

test.each([
  ['one name', ['data'], '"data"'],
  ['all names', ['data', 'cache'], 'one of "data", "cache"'],
  ['names that fit exactly', ['a'.repeat(41), 'b'.repeat(41)], `one of "${'a'.repeat(41)}", "${'b'.repeat(41)}"`],
  ['names that are too long', ['a'.repeat(41), 'b'.repeat(42)], `a name such as "${'a'.repeat(41)}"`],
])('a choice of %s', (_, names, expected) => expect(choiceOf(names)).toBe(expected));
