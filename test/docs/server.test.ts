/** docs/server.md lists every flag of `podward serve` with its default, and every path of the health port. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { processIo } from '../../src/cli/io.ts';
import { createProgram } from '../../src/cli/program.ts';
import { register } from '../../src/cli/serve.ts';

const page = readFileSync(new URL('../../docs/server.md', import.meta.url), 'utf8');

/** The cells of the table rows whose first cell is inline code that matches. */
const rows = (first: RegExp): string[][] =>
  [...page.matchAll(/^\| `(.*)$/gm)]
    .map(([line]) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([cell = '']) => first.test(cell));
const code = (cell: string): string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, text = '']) => text);

test('the flags are those of podward serve --help', () => {
  const program = createProgram(processIo);
  register(program);
  const help = program.commands[0]!.helpInformation().replaceAll(/\n {10,}/g, ' ');
  const listed = [...help.matchAll(/^ {2}(--\S+(?: <\w+>)?) +(.*)$/gm)].map(([, flag, text = '']) => [
    flag,
    /Default: (\S+?)(?: \(.*\))?\.$/.exec(text)?.[1] ?? '',
  ]);
  expect(listed.length).toBeGreaterThan(10);
  const named = rows(/^`--/).map(([flag = '', fallback = '']) => [code(flag)[0], code(fallback)[0] ?? '']);
  expect(named).toEqual(listed);
});

test('the paths of the health port are complete', () => {
  const server = readFileSync(new URL('../../src/server/health.ts', import.meta.url), 'utf8');
  const served = [...server.matchAll(/case '(\/\w+)'/g)].map(([, path]) => `GET ${path}`);
  expect(rows(/^`GET /).map(([path = '']) => code(path)[0])).toEqual(served);
});
