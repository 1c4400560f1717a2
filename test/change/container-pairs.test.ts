import { expect, test } from '@jest/globals';
import { pairContainers } from '../../src/change/container-pairs.ts';

const named = (names: string) => [...names].map((name) => ({ name }));

test.each<[string, string, string, { renamed?: number[]; added?: number[]; removed?: number[]; isReordered?: true }]>([
  ['the same', 'ab', 'ab', {}],
  ['one is renamed', 'abc', 'axc', { renamed: [1] }],
  ['one is added', 'ab', 'axb', { added: [1] }],
  ['one is removed', 'abc', 'ac', { removed: [1] }],
  ['two are replaced by one', 'ab', 'x', { added: [0], removed: [0, 1] }],
  ['one is replaced by two', 'a', 'xy', { added: [0, 1], removed: [0] }],
  ['one is replaced, and another moves', 'ab', 'xa', { added: [0], removed: [1] }],
  ['two of three are swapped', 'abc', 'bac', { isReordered: true }],
])('%s: %s, %s', (_, before, after, expected) => {
  const { renamed, added, removed, isReordered } = pairContainers(named(before), named(after));
  expect({ renamed: [...renamed], added, removed, isReordered }).toEqual({
    renamed: [],
    added: [],
    removed: [],
    isReordered: false,
    ...expected,
  });
});
