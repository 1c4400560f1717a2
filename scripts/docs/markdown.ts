/** Parts of generated pages. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isList, isObject, type Json, type JsonObject } from '../../src/json/json.ts';

export const command = 'make pages';
export const root = join(import.meta.dirname, '..', '..');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

export const word = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The type of an option, such as `list of strings`, or its values. */
export function typeOf(schema: JsonObject): string {
  const { enum: values, items, type = 'any' } = schema;
  // In YAML, the mode off is false, too.
  if (isList(values))
    return values
      .filter((value) => value !== false)
      .map(word)
      .join(', ');
  const listed = isObject(items) ? `list of ${typeOf(items)}${isList(items['enum']) ? '' : 's'}` : 'list';
  return [type]
    .flat()
    .map((name) => (name === 'array' ? listed : word(name)))
    .join(' or ');
}

/** Writes the file, or, with --check, compares it. Returns the problems. */
export function publish(name: string, page: string, by = command): string[] {
  const file = join(root, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === page) return [];
  if (process.argv.includes('--check')) return [`${name}: stale. Run ${by}.`];
  writeFileSync(file, page);
  return [];
}

/** Ends a script: prints the problems, one on each line, and fails if there are any. */
export function report(problems: readonly string[]): void {
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
