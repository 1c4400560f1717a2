/**
 * Prints the score of each folder in the last run of `make mutate`, and the mutants that no test notices and docs/mutants.md does not list:
 * all of them, or those in the files whose path begins with the argument. With --page, writes the scores into docs/mutants.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { schema } from '@stryker-mutator/api/core';
import { root, table } from './docs/markdown.ts';

const { values, positionals } = parseArgs({ options: { page: { type: 'boolean' } }, allowPositionals: true });
const [start = 'src/'] = positionals;
const page = join(root, 'docs', 'mutants.md');
const { files } = JSON.parse(
  readFileSync(join(root, '.cache', 'mutants', 'report.json'), 'utf8'),
) as schema.MutationTestResult;

/** Of a long piece of code, this much is enough to recognize it. */
const maxPiece = 80;

const noticed = ['Killed', 'Timeout'];
const unnoticed = ['Survived', 'NoCoverage'];
const isUnnoticed = ({ status }: schema.MutantResult): boolean => unnoticed.includes(status);

const byLine = (a: schema.MutantResult, b: schema.MutantResult): number =>
  a.location.start.line - b.location.start.line;

function scores(): string {
  const folders = new Map<string, schema.MutantResult[]>();
  for (const [file, { mutants }] of Object.entries(files)) {
    for (const name of [dirname(file), 'all']) folders.set(name, [...(folders.get(name) ?? []), ...mutants]);
  }
  const rows = [...folders].sort().map(([name, mutants]) => {
    const [killed, alive] = [noticed, unnoticed].map(
      (of) => mutants.filter(({ status }) => of.includes(status)).length,
    );
    const errors = mutants.filter(({ status }) => /Error|Pending/.test(status)).length;
    return [name, killed! + alive!, alive!, `${((100 * killed!) / (killed! + alive!)).toFixed(1)} %`, errors].map(
      String,
    );
  });
  return table(['folder', 'mutants', 'not noticed', 'score', 'errors'], rows);
}

/** The line of the code with the change in it: `if («name === ''» → «true») {`. */
function shown(source: string, { location: { start, end }, replacement = '' }: schema.MutantResult): string {
  const lines = source.split('\n');
  const first = lines[start.line - 1]!;
  const last = lines[end.line - 1]!;
  const original = lines.slice(start.line - 1, end.line).join('\n');
  const changed = original.slice(start.column - 1, original.length - (last.length - end.column + 1));
  const around = [first.slice(0, start.column - 1).trimStart(), last.slice(end.column - 1)];
  return `${piece(around[0]!)}«${piece(changed)}» → «${piece(replacement)}»${piece(around[1]!)}`;
}

function piece(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > maxPiece ? `${line.slice(0, maxPiece)}…` : line;
}

const known = readFileSync(page, 'utf8');
let listed = 0;
for (const [file, { source, mutants }] of Object.entries(files).sort()) {
  if (!file.startsWith(start)) continue;
  for (const mutant of mutants.filter(isUnnoticed).sort(byLine)) {
    const change = shown(source, mutant);
    if (known.includes(`- ${file}: \`${change}\``)) listed++;
    else
      console.log(
        `${file}:${mutant.location.start.line}: ${change}${mutant.status === 'NoCoverage' ? ' (not reached)' : ''}`,
      );
  }
}
console.log(`\n${scores()}\n\ndocs/mutants.md lists ${listed} more.`);
if (values.page === true)
  writeFileSync(page, known.replace(/(<!-- scores -->\n)[^]*?(\n<!-- end -->)/, `$1\n${scores()}\n$2`));
