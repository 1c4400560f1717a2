/** Parts of generated pages. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const command = 'make pages';
export const root = join(import.meta.dirname, '..', '..');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

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
