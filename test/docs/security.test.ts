/** Each threat in SECURITY.md names an attacker that the page describes, and files of tests that exist. Only a reader can say whether these tests cover the threat. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const [, section = ''] = page.split('## Threat model\n');
const rows = section
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => /^\| [^-]/.test(line))
  .slice(1)
  .map((line) => line.split(' | '));

const attackers = [...section.matchAll(/\*\*([A-Z][a-z ]+)\*\*: /g)].map(([, name]) => name!);

test('the table has threats', () => expect(rows.length).toBeGreaterThan(15));

test.each(attackers)('the table has a threat by the attacker %s', (attacker) => {
  expect(rows.some(([, who]) => who!.startsWith(attacker))).toBe(true);
});

test.each(rows.map((row): [string, string[]] => [row[0]!.slice(2), row]))('%s', (_, row) => {
  expect(row).toHaveLength(5);
  expect(['any', ...attackers].filter((attacker) => row[1]!.startsWith(attacker))).toHaveLength(1);
  const files = [...row[4]!.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file!);
  expect(files).not.toEqual([]);
  expect(files.filter((file) => !/\.test\.ts$/.test(file) || !existsSync(join(root, file)))).toEqual([]);
});
