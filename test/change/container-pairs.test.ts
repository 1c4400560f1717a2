import { expect, test } from '@jest/globals';
import { pairContainers } from '../../src/change/container-pairs.ts';
import { stringAt } from '../../src/json/json.ts';

const named = (names: string) => [...names].map((name) => ({ name }));

/** `oldOf` has the name of the old container of each new one, or `-` for an added one. */
interface Expected {
  readonly oldOf: string;
  readonly renamed?: number[];
  readonly added?: number[];
  readonly removed?: number[];
  readonly isReordered?: true;
}

test.each<[string, string, string, Expected]>([
  ['the same', 'ab', 'ab', { oldOf: 'ab' }],
  ['one is renamed', 'abc', 'axc', { oldOf: 'abc', renamed: [1] }],
  ['one is added', 'ab', 'axb', { oldOf: 'a-b', added: [1] }],
  ['one is removed', 'abc', 'ac', { oldOf: 'ac', removed: [1] }],
  ['two are replaced by one', 'ab', 'x', { oldOf: '-', added: [0], removed: [0, 1] }],
  ['one is replaced by two', 'a', 'xy', { oldOf: '--', added: [0, 1], removed: [0] }],
  ['one is replaced, and another moves', 'ab', 'xa', { oldOf: '-a', added: [0], removed: [1] }],
  ['two of three are swapped', 'abc', 'bac', { oldOf: 'bac', isReordered: true }],
])('%s: %s, %s', (_, before, after, expected) => {
  const { oldOf, renamed, ...others } = pairContainers(named(before), named(after));
  const names = oldOf.map((container) => stringAt(container, 'name') ?? '-').join('');
  expect({ oldOf: names, renamed: [...renamed], ...others }).toEqual({
    renamed: [],
    added: [],
    removed: [],
    isReordered: false,
    ...expected,
  });
});
