import { expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import { specPath } from '../../../src/kubernetes/kinds.ts';
import { notString } from '../../../src/rules/parts/not-string.ts';

const inQuotes = 'Put the value in quotes.';
const asOne = 'Write the value as one string in quotes.';

test.each<[Json, string, string]>([
  [5, 'a number', inQuotes],
  [0.5, 'a number with a fraction', inQuotes],
  [false, 'a boolean', inQuotes],
  [null, 'null', inQuotes],
  [['a'], 'a list', asOne],
  [{ a: 1 }, 'an object', asOne],
])('%j is not a string', (to, actual, quote) =>
  expect(notString(specPath, to)).toMatchObject({ messageId: 'notString', to, shown: { actual, quote } }),
);
