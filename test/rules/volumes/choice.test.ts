import { expect, test } from '@jest/globals';
import { choiceOf } from '../../../src/rules/volumes/choice.ts';

test.each([
  ['one name', ['data'], '"data"'],
  ['all names', ['data', 'cache'], 'one of "data", "cache"'],
  ['names that fit exactly', ['a'.repeat(46), 'b'.repeat(46)], `one of "${'a'.repeat(46)}", "${'b'.repeat(46)}"`],
  ['names that are too long', ['a'.repeat(46), 'b'.repeat(47)], `a name such as "${'a'.repeat(46)}"`],
])('a choice of %s', (_, names, expected) => expect(choiceOf(names)).toBe(expected));
