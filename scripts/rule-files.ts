/** The files of rules and defaults, for scripts and tests. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Default } from '../src/defaults/default.ts';
import type { Rule } from '../src/rules/rule.ts';
import { nearest } from '../src/text/nearest.ts';
import { root } from './docs/markdown.ts';

type Item = Pick<Rule | Default, 'id'>;

const files = globSync('{src,test}/{rules/*,defaults}/*.ts', { cwd: root });

/** The file of the rule, of the default, or of its test, from the root of the repository. */
export const fileOf = (folder: 'src' | 'test', { id }: Item): string => {
  const name = `${id}${folder === 'src' ? '' : '.test'}.ts`;
  return (
    files.find((file) => file.startsWith(folder) && file.endsWith(`/${name}`)) ?? `${folder}/{rules/*,defaults}/${name}`
  );
};

const quote = (name: string): string => `"${name}"`;

/** ` Did you mean "image"?`, or nothing if no known name is similar. */
export const meaning = (name: string, known: readonly string[], show = quote): string => {
  const meant = nearest(name, known);
  return meant === undefined ? '' : ` Did you mean ${show(meant)}?`;
};

/** Rules and defaults that no list contains, that have another id than their file, or that have no test. The pages cannot be written without these. */
export const missingParts = (rules: readonly Item[], defaults: readonly Item[]): string[] => [
  ...unlisted('src/rules/*/*.ts', /\bdefine(Pod|Update)?Rule\(/, rules),
  ...unlisted('src/defaults/*.ts', /\bdefineDefault\(\{/, defaults),
  ...[...rules, ...defaults]
    .filter((item) => !existsSync(join(root, fileOf('test', item))))
    .map((item) => {
      const source = fileOf('src', item);
      const test = source.replace('src', 'test').replace(/\.ts$/, '.test.ts');
      return `${test}: missing. Write the test of ${item.id}: CONTRIBUTING.md tells what it contains.`;
    }),
];

function unlisted(pattern: string, definition: RegExp, listed: readonly Item[]): string[] {
  return globSync(pattern, { cwd: root })
    .sort()
    .filter((file) => definition.test(readFileSync(join(root, file), 'utf8')))
    .filter((file) => !listed.some(({ id }) => id === basename(file, '.ts')))
    .map((file) => {
      const id = basename(file, '.ts');
      const index = file.replace(/[^/]+$/, 'index.ts');
      return readFileSync(join(root, index), 'utf8').includes(`'./${id}.ts'`)
        ? `${file}: the id must be '${id}', like the name of the file, or ${index} imports it and does not list it.`
        : `${file}: ${id} is missing from ${index}. Import it there, and add it to the list.`;
    });
}
