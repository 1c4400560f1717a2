import { expect, test } from '@jest/globals';
import { doubledWords } from '../../scripts/words.ts';

test.each<[text: string, previous: string, found: string | undefined]>([
  ['Remove the the field.', '', 'the the'],
  ['The the field.', '', 'The the'],
  ['must be a a list.', '', 'a a'],
  ['list of names.', 'Remove the list', 'list list'],
  ['* the field.', 'Remove the', undefined],
  ['the field.', 'Remove the.', undefined],
  ['Write `name name` or "a a".', '', undefined],
  ['kubectl delete pod POD', '', undefined],
  ['the then', '', undefined],
])('%j after %j', (text, previous, found) =>
  expect([...doubledWords(text, 'a.md:1', previous)]).toEqual(
    found === undefined ? [] : [`a.md:1: "${found}" has a word twice. Remove one.`],
  ),
);
