/** The differences between the Kubernetes versions, for the pages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownMinors, versionFacts, type VersionFacts } from '../../src/kubernetes/versions.ts';
import { root, table } from './markdown.ts';

/** The values of the facts with these names, or of all facts, in each version. */
export function versionTable(names?: readonly string[]): string {
  const wanted = Object.keys(versionFacts(knownMinors[0]!)).filter((name) => names?.includes(name) !== false);
  const comments = commentsOfFacts();
  const rows = (wanted as (keyof VersionFacts)[]).map((name) => {
    const comment = comments.get(name);
    if (comment === undefined) throw new Error(`src/kubernetes/versions.ts: ${name} lacks a comment`);
    return [comment, ...knownMinors.map((minor) => shown(versionFacts(minor)[name]))];
  });
  return table(['', ...knownMinors.map((minor) => `1.${minor}`)], rows);
}

/** The names of the facts that a source text mentions. */
export const factsIn = (source: string): string[] =>
  Object.keys(versionFacts(knownMinors[0]!)).filter((name) => new RegExp(`\\b${name}\\b`).test(source));

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

function shown(value: VersionFacts[keyof VersionFacts]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : value.map((name) => `\`${name}\``).join(', ');
}
