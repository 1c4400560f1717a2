/** The differences between the Kubernetes versions, for the pages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownMinors, versionFacts, type VersionFacts } from '../../src/kubernetes/versions.ts';
import { root, table } from './markdown.ts';

/** The values of all facts in each version. */
export const versionTable = (): string => tableOf(names, (fields) => fields.map((name) => `\`${name}\``).join(', '));

/** The values of the facts that a rule reads. The fields that a version drops are listed once, in the other table. */
export function versionTableOf(read: readonly string[]): string {
  const lists = read.includes('droppedFields') ? '\n\n[parity.md](../parity.md#versions) lists these fields.' : '';
  const wanted = names.filter((name) => read.includes(name));
  return tableOf(wanted, (fields) => `${fields.length} fields`) + lists;
}

const names = Object.keys(versionFacts(knownMinors[0]!)) as (keyof VersionFacts)[];

function tableOf(wanted: readonly (keyof VersionFacts)[], list: (fields: readonly string[]) => string): string {
  const comments = commentsOfFacts();
  const rows = wanted.map((name) => {
    const comment = comments.get(name);
    if (comment === undefined) throw new Error(`src/kubernetes/versions.ts: ${name} lacks a comment`);
    return [comment, ...knownMinors.map((minor) => shown(versionFacts(minor)[name], list))];
  });
  return table(['', ...knownMinors.map((minor) => `1.${minor}`)], rows);
}

/** The names of the facts that the function reads, itself or through others. */
export function factsReadBy(run: () => void): string[] {
  read.clear();
  run();
  return [...read];
}

/** Each fact becomes a getter that notes its name, because a rule looks up the facts of its version itself. */
const read = new Set<string>();
for (const facts of knownMinors.map(versionFacts)) {
  for (const [name, value] of Object.entries(facts)) {
    Object.defineProperty(facts, name, { get: () => (read.add(name), value as unknown), enumerable: true });
  }
}

function commentsOfFacts(): ReadonlyMap<string, string> {
  const source = readFileSync(join(root, 'src', 'kubernetes', 'versions.ts'), 'utf8');
  return new Map(
    [...source.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s+readonly (\w+):/g)].map(([, text = '', name = '']) => [
      name,
      text
        .replace(/\s*\n\s*\*/g, '')
        .trim()
        .replace(/\.$/, ''),
    ]),
  );
}

function shown(value: VersionFacts[keyof VersionFacts], list: (fields: readonly string[]) => string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : list(value);
}
