import { expect, test } from '@jest/globals';
import { defaultBase } from '../../scripts/image/base.ts';
import { maxPulled, maxStored, tooLarge } from '../../scripts/image/limits.ts';

const other = 'docker.io/library/debian:13';

test.each<[pulled: number, stored: number, base: string, problem: RegExp | undefined]>([
  [maxPulled - 1, maxStored - 1, 'scratch', undefined],
  [maxPulled - 1, maxStored, other, undefined],
  [maxPulled, maxStored - 1, other, /60 MiB to pull/],
  [maxPulled, maxStored, 'scratch', /60 MiB to pull/],
  [maxPulled - 1, maxStored, 'scratch', /120 MiB on a node/],
  [maxPulled - 1, maxStored, defaultBase, /120 MiB on a node/],
])('%d MiB to pull and %d MiB on a node, on %s', (pulled, stored, base, problem) => {
  const found = tooLarge({ compressedBytes: pulled * 2 ** 20, bytes: stored * 2 ** 20 }, base);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});
