import { expect, test } from '@jest/globals';
import { didYouMean } from '../../src/text/hint.ts';

test.each<[names: string[], written: string | undefined, hint: string]>([
  [[], undefined, ''],
  [['memory'], undefined, 'Did you mean "memory"?'],
  [['100M', '100Mi'], undefined, 'Did you mean "100M" or "100Mi"?'],
  [['kind'], 'knid', 'Did you mean "kind" in place of "knid"?'],
  [['token=hunter2'], 'a\nb', 'Did you mean "token=(hidden)" in place of "a b"?'],
])('%j %j', (names, written, hint) => expect(didYouMean(names, written)).toBe(hint));
