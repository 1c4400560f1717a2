import { expect, test } from '@jest/globals';
import { doubledWords, phrasesInNames } from '../../scripts/words.ts';

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

test('a phrase in a name of the code', () => {
  // In one piece, `make verify` would find it here.
  const name = ['is', 'Left', 'Alone'].join('');
  expect([...phrasesInNames(`if (${name}(pod) || !${name}(old) || isLeft) return;`, 'a.ts')]).toEqual([
    `a.ts: ${name}: must not say "leave alone". Write "do not change".`,
  ]);
});
