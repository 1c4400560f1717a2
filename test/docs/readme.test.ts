/** The README shows a real error message, from the golden file that test/e2e compares with the output of kubectl. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

test('the README quotes kubectl literally', () => {
  const lines = read('test/golden/refusals/several.txt').trim().split('\n').slice(1);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(read('README.md')).toContain(line.replaceAll('NAMESPACE', 'default'));
});
