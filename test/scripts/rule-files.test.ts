import { expect, test } from '@jest/globals';
import { missingParts } from '../../scripts/rule-files.ts';
import { defaults } from '../../src/defaults/index.ts';
import { rules } from '../../src/rules/index.ts';

test('a rule or a default that its list lacks, or that has no test', () => {
  const lists = [rules, defaults] as const;
  expect(missingParts(...lists)).toEqual([]);
  const [first = '', ...others] = defaults.map(({ id }) => id).sort();
  expect(missingParts([...rules, { id: 'image-of-container' }], [{ id: first }])).toEqual([
    ...others.map(
      (id) =>
        `src/defaults/${id}.ts: the id must be '${id}', like the name of the file, or src/defaults/index.ts imports it and does not list it.`,
    ),
    'test/{rules/*,defaults}/image-of-container.test.ts: missing. Write the test of image-of-container: CONTRIBUTING.md tells what it contains.',
  ]);
});
