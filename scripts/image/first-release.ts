/**
 * Checks that a release does not ship pages of the time before the first one. Prints `file:line: what is wrong`. The workflow release.yml runs this
 * program before it builds anything, and has installed no package then.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** What the chart, the image and the npm package contain, and what their users read next. */
const pages = [
  'README.md',
  'CHANGELOG.md',
  'charts/podward/README.md',
  'docs/upgrading.md',
  'docs/runbooks.md',
  'docs/server.md',
];

/** The last two are the image of a clone, which no registry has, and the name that the new text leaves to fill in. */
const outdated = [
  String.raw`\b(?:published|released)\s+yet\b`,
  String.raw`\bno\s+(?:image|release)\s+is\s+published\b`,
  String.raw`\bwhen\s+there\s+is\s+a\s+release\b`,
  String.raw`\blocalhost/podward\b`,
  String.raw`\bghcr\.io/OWNER\b`,
];

export const mistakesOn = (page: string, text: string): string[] =>
  [...text.matchAll(new RegExp(outdated.join('|'), 'gi'))].map(({ 0: found, index }) => {
    const line = text.slice(0, index).split('\n').length;
    return `${page}:${line}: a release must not say "${found.replaceAll(/\s+/g, ' ')}". Change the page as CONTRIBUTING.md, "The first release", says.`;
  });

export const mistakesOfRelease = (): string[] =>
  pages.flatMap((page) => mistakesOn(page, readFileSync(join(root, page), 'utf8')));

if (import.meta.main) {
  const mistakes = mistakesOfRelease();
  for (const mistake of mistakes) console.error(mistake);
  if (mistakes.length > 0) process.exitCode = 1;
}
