/**
 * Prints the mutants of the last run of `make mutate` that no test notices and docs/mutants.md does not list: all of them, or those in the files
 * whose path begins with the argument. Then prints the score of each folder, and fails if one of `minimums` is not reached. With --page,
 * writes the scores into docs/mutants.md. With --check, only checks that page, without a run: whether it has scores, and whether the code of each
 * listed mutant exists.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { schema } from '@stryker-mutator/api/core';
import { report, root, table } from './docs/markdown.ts';

/** Of a long piece of code, this much is enough to recognize it. */
const maxPiece = 80;

const pageName = 'docs/mutants.md';

const noticed = ['Killed', 'Timeout'];
const unnoticed = ['Survived', 'NoCoverage'];
const isUnnoticed = ({ status }: schema.MutantResult): boolean => unnoticed.includes(status);

const byLine = (a: schema.MutantResult, b: schema.MutantResult): number =>
  a.location.start.line - b.location.start.line;

type Files = schema.MutationTestResult['files'];

/** What the tests must notice of the mutants in each folder and those below it, in percent. */
const minimums: ReadonlyMap<string, number> = new Map(
  ['src/engine', 'src/change', 'src/kubernetes', 'src/rules'].map((folder) => [folder, 90]),
);

const countOf = (mutants: readonly schema.MutantResult[], of: readonly string[]): number =>
  mutants.filter(({ status }) => of.includes(status)).length;

/** In percent. NaN without mutants. */
function scoreOf(mutants: readonly schema.MutantResult[]): number {
  const killed = countOf(mutants, noticed);
  return (100 * killed) / (killed + countOf(mutants, unnoticed));
}

const percent = (score: number): string => `${score.toFixed(1)} %`;

function scores(files: Files): string {
  const folders = new Map<string, schema.MutantResult[]>();
  for (const [file, { mutants }] of Object.entries(files)) {
    for (const name of [dirname(file), 'all']) folders.set(name, [...(folders.get(name) ?? []), ...mutants]);
  }
  const rows = [...folders].sort().map(([name, mutants]) => {
    const errors = mutants.filter(({ status }) => /Error|Pending/.test(status)).length;
    const alive = countOf(mutants, unnoticed);
    return [name, countOf(mutants, noticed) + alive, alive, percent(scoreOf(mutants)), errors].map(String);
  });
  return table(['folder', 'mutants', 'not noticed', 'score', 'errors'], rows);
}

/** A sentence for each folder with a score below its minimum. Only folders of the run with the argument `start` are judged. */
export function belowMinimum(files: Files, start = 'src/'): string[] {
  return [...minimums]
    .filter(([folder]) => folder.startsWith(start) || start.startsWith(folder))
    .map(([folder, minimum]) => {
      const mutants = Object.entries(files).flatMap(([file, of]) => (file.startsWith(`${folder}/`) ? of.mutants : []));
      return { folder, minimum, score: scoreOf(mutants) };
    })
    .filter(({ score, minimum }) => score < minimum)
    .map(
      ({ folder, minimum, score }) =>
        `${folder}: the tests notice ${percent(score)} of the mutants, and must notice ${minimum} %. Write tests for those above, as docs/mutants.md says.`,
    );
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

/** The page with these scores, of a run that ended on this day. */
export const withScores = (text: string, table: string, day: string): string =>
  text.replace(
    /(?<=<!-- scores -->\n)[^]*?(?=<!-- end -->)/,
    () => `\nThese are the scores of the run of ${day}.\n\n${table}\n\n`,
  );

/** What is wrong with the page. `read` returns the content of a source file, or undefined if it does not exist. */
export function staleOnPage(text: string, read: (file: string) => string | undefined): string[] {
  const [, scores = ''] = /<!-- scores -->([^]*?)<!-- end -->/.exec(text) ?? [];
  const noScores = `${pageName}: the table of the scores is empty. Run make mutate, then node scripts/mutants.ts --page.`;
  const stale = text.split('\n').flatMap((line, i) => {
    const { file = '', code } = /^(?<file>src\/\S+\.ts): (?<code>.*«.*» → «.*».*)$/.exec(line)?.groups ?? {};
    if (code === undefined || codeOf(code).test((read(file) ?? '').replace(/\s+/g, ' '))) return [];
    return [`${pageName}:${i + 1}: ${file} does not contain this code. Correct or remove the line.`];
  });
  return [...(/^\| all \|/m.test(scores) ? [] : [noScores]), ...stale];
}

/** Matches the code that `shown` printed, before the change. Of each piece that was cut, the beginning must exist. */
function codeOf(change: string): RegExp {
  const literal = (piece: string): string => piece.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replace(/…$/, '.*');
  const original = change.replace(/» → «[^]*»/, '»').split(/[«»]/);
  return new RegExp(original.map(literal).join(''));
}

/** Prints what the last run found, and writes the scores to the page if `toPage`. */
function readRun(text: string, start: string, toPage: boolean): void {
  const run = join(root, '.cache', 'mutants', 'report.json');
  const { files } = JSON.parse(readFileSync(run, 'utf8')) as schema.MutationTestResult;
  const known = new Set(text.split('\n'));
  let listed = 0;
  for (const [file, { source, mutants }] of Object.entries(files).sort()) {
    if (!file.startsWith(start)) continue;
    for (const mutant of mutants.filter(isUnnoticed).sort(byLine)) {
      const change = shown(source, mutant);
      if (known.has(`${file}: ${change}`)) listed++;
      else {
        const reached = mutant.status === 'NoCoverage' ? ' (not reached)' : '';
        console.log(`${file}:${mutant.location.start.line}: ${change}${reached}`);
      }
    }
  }
  console.log(`\n${scores(files)}\n\n${pageName} lists ${listed} more.`);
  const day = statSync(run).mtime.toISOString().slice(0, 10);
  if (toPage) writeFileSync(join(root, pageName), withScores(text, scores(files), day));
  report(belowMinimum(files, start));
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { page: { type: 'boolean' }, check: { type: 'boolean' } },
    allowPositionals: true,
  });
  const text = readFileSync(join(root, pageName), 'utf8');
  if (values.check === true) {
    const read = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined);
    report(staleOnPage(text, read));
  } else readRun(text, positionals[0] ?? 'src/', values.page === true);
}
