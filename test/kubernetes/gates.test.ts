/** Every feature gate and every fact of a version changes something: a rule that forgot its gate would be stricter with the gate off. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { dropsOf, gateNames } from '../../src/kubernetes/gates.ts';
import { factTexts } from '../../src/kubernetes/versions.ts';

const root = join(import.meta.dirname, '..', '..');
const own = ['src/kubernetes/gates.ts', 'src/kubernetes/versions.ts'];
const code = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => !own.includes(file))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n')
  // These only name it in a message.
  .replaceAll(/(?:changedIn|gateSince)\('\w+'\)|feature gate \w+/g, '');
const isRead = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(code);

test('each feature gate is read by a rule, or drops fields', () => {
  expect(gateNames.filter((name) => dropsOf(name).length === 0 && !isRead(name))).toEqual([]);
});

test('each fact is read', () => expect(Object.keys(factTexts).filter((name) => !isRead(name))).toEqual([]));
