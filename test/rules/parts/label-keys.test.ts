import { specPath } from '../../../src/kubernetes/kinds.ts';
import { expect, test } from '@jest/globals';
import { labelKeyFindings } from '../../../src/rules/parts/label-keys.ts';

test('a number is not the key of a label with the same digits', () => {
  const constraint = { labelSelector: {}, matchLabelKeys: [5, 5] };
  const found = [...labelKeyFindings(constraint, [], specPath, { '5': 'a' })];
  expect(found.map(({ messageId }) => messageId)).toEqual(['notString', 'notString']);
});
