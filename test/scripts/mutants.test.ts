import { describe, expect, test } from '@jest/globals';
import { belowMinimum, staleOnPage, withScores } from '../../scripts/mutants.ts';

type Files = Parameters<typeof belowMinimum>[0];

/** Files with as many mutants that the tests notice, and that they do not notice. */
const files = (counts: Readonly<Record<string, readonly [noticed: number, not: number]>>): Files =>
  Object.fromEntries(
    Object.entries(counts).map(([file, [noticed, not]]) => [
      file,
      {
        language: 'typescript',
        source: '',
        mutants: [...Array<string>(noticed).fill('Killed'), ...Array<string>(not).fill('Survived')].map(
          (status, i) => ({
            id: String(i),
            mutatorName: '',
            location: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
            status: status as 'Killed' | 'Survived',
          }),
        ),
      },
    ]),
  );

describe('a folder below its minimum', () => {
  const low = 'src/rules: the tests notice 89.0 % of the mutants, and must notice 90 %.';

  test.each<[string, Files, string | undefined, readonly string[]]>([
    ['exactly the minimum', files({ 'src/rules/env/a.ts': [90, 10] }), undefined, []],
    ['less', files({ 'src/rules/env/a.ts': [89, 11] }), undefined, [low]],
    [
      'files of a folder together',
      files({ 'src/rules/env/a.ts': [89, 11], 'src/rules/b.ts': [100, 0] }),
      undefined,
      [],
    ],
    ['another folder', files({ 'src/rules/a.ts': [89, 11], 'src/engine/b.ts': [100, 0] }), undefined, [low]],
    ['a folder without a minimum', files({ 'src/server/a.ts': [0, 9] }), undefined, []],
    ['a run of the folder', files({ 'src/rules/env/a.ts': [89, 11] }), 'src/rules/env', [low]],
    ['a run of another folder', files({ 'src/rules/env/a.ts': [89, 11] }), 'src/engine', []],
  ])('%s', (_, run, start, said) =>
    expect(belowMinimum(run, start).map((one) => one.replace(/ Write tests .*/, ''))).toEqual(said),
  );
});

test.each([
  ['nothing', '<!-- scores -->\n<!-- end -->'],
  ['older scores', '<!-- scores -->\n\n| old |\n\n<!-- end -->'],
])('the scores take the place of %s on the page', (_, text) =>
  expect(withScores(`a\n${text}\nb`, '| 1 |', '2026-01-02')).toBe(
    'a\n<!-- scores -->\n\nThese are the scores of the run of 2026-01-02.\n\n| 1 |\n\n<!-- end -->\nb',
  ),
);

describe('what is stale on the page', () => {
  const scores = '<!-- scores -->\n\n| all | 1 |\n\n<!-- end -->\n';
  const source = "if (a >= b.c) {\n  return list\n    .map(($) => $)\n    .join('/');\n}\n";
  const read = (file: string) => (file === 'src/a.ts' ? source : undefined);
  const stale = (file: string) => [
    `docs/mutants.md:6: ${file} does not contain this code. Correct or remove the line.`,
  ];

  test.each<[string, string, readonly string[]]>([
    ['nothing', 'src/a.ts: if («a >= b.c» → «a > b.c») {', []],
    ['code over several lines', 'src/a.ts: return «list .map(($) => $) .join(\'/\')» → «"»"»;', []],
    ['code that was cut', 'src/a.ts: return «list .map(…» → «list .filter(…»;', []],
    ['the changed code', 'src/a.ts: if («a > b.c» → «true») {', stale('src/a.ts')],
    ['the code around it', 'src/a.ts: while («a >= b.c» → «true») {', stale('src/a.ts')],
    ['the code behind it', 'src/a.ts: if («a >= b.c» → «true») return;', stale('src/a.ts')],
    ['a character of a regular expression', 'src/a.ts: if («a >= b+c» → «true») {', stale('src/a.ts')],
    ['the file', 'src/b.ts: if («a >= b.c» → «true») {', stale('src/b.ts')],
  ])('%s', (_, line, expected) => expect(staleOnPage(`${scores}${line}\n`, read)).toEqual(expected));

  test('the scores', () =>
    expect(staleOnPage('<!-- scores -->\n<!-- end -->\n', read)).toEqual([
      'docs/mutants.md: the table of the scores is empty. Run make mutate, then node scripts/mutants.ts --page.',
    ]));
});
