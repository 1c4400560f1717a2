/** What the scaffolds share. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaults } from '../../src/defaults/index.ts';
import { rules } from '../../src/rules/index.ts';

const root = join(import.meta.dirname, '..', '..');

export function stop(message: string): never {
  console.error(message);
  process.exit(2);
}

/**
 * What the id must be, or undefined if it can be used. Rules and defaults share their ids. With two words, an id is never a reserved word, the
 * name of an area or `index`.
 */
export function idError(id: string): string | undefined {
  if (id === '') return 'required.';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))
    return `"${id}" must be two or more words in kebab-case, such as image-tag.`;
  if (rules.some((one) => one.id === id)) return `the rule "${id}" exists already.`;
  return defaults.some((one) => one.id === id) ? `the default "${id}" exists already.` : undefined;
}

export const camelCase = (id: string): string => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The text with the placeholders of these names filled; other double braces are the rule's own. */
const fill = (text: string, names: Readonly<Record<string, string>>): string =>
  Object.entries(names).reduce((filled, [name, value]) => filled.replaceAll(`{{${name}}}`, value), text);

/** Creates files from templates, by their names, if none of them exists. */
export function fromTemplates(files: Readonly<Record<string, string>>, names: Readonly<Record<string, string>>): void {
  const existing = Object.keys(files).filter((name) => existsSync(join(root, name)));
  if (existing.length > 0)
    stop(`ID: the file ${existing.join(' and the file ')} exists already. Use another ID, or remove it.`);
  for (const [name, template] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), fill(readFileSync(join(import.meta.dirname, template), 'utf8'), names));
    console.log(`created ${name}`);
  }
}

/**
 * Adds the import among the others, in the order of the alphabet, and the name as the last of the list that follows `before`: the order
 * there has a meaning.
 */
export function addToList(name: string, before: string, names: { readonly id: string; readonly name: string }): void {
  const file = join(root, name);
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = fill("import { {{name}} } from './{{id}}.ts';", names);
  const isMember = (text: string): boolean => text.startsWith('import {') && text.includes("from './");
  const at = lines.findIndex((text) => isMember(text) && text.slice(text.indexOf("'")) > line.slice(line.indexOf("'")));
  lines.splice(at === -1 ? lines.findLastIndex((text) => text.startsWith('import ')) + 1 : at, 0, line);
  const source = lines.join('\n');
  const begin = source.indexOf(`${before}[`);
  const end = source.indexOf(']', begin + before.length + 1);
  if (begin === -1 || end === -1)
    stop(`${name}: no list follows "${before.trim()}". Write the list as ${before.trim()} [...].`);
  const listed = `${source.slice(0, end).trimEnd().replace(/,$/, '')}, ${names.name}${source.slice(end)}`;
  writeFileSync(file, listed);
  console.log(`changed ${name}`);
}
