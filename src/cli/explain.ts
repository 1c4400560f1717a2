/** `podward explain`: prints the page of a rule or a default, or the list of all of them. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import wrapAnsi from 'wrap-ansi';
import type { Default } from '../defaults/default.ts';
import { reasonOf } from '../text/errors.ts';
import { oneLine } from '../text/line.ts';
import { hintFor } from '../text/hint.ts';
import { showQuoted } from '../text/shown.ts';
import { activeModes, type ActiveMode } from '../engine/judged.ts';
import { namespaceFindings } from '../engine/namespace-labels.ts';
import { painter, styleOf } from '../report/paint.ts';
import { areas } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { addSections, colorVariables, maxWidth, type Section } from './help.ts';
import { processIo, unusable, type Io } from './io.ts';
import { markdownText } from './markdown.ts';
import { packageFile } from './package-file.ts';
import { catalogue } from '../catalogue.ts';

const sections: readonly Section[] = [
  { title: 'Environment variables', terms: colorVariables },
  {
    title: 'Exit status',
    terms: [
      ['0', 'The page or the list was printed.'],
      ['2', 'The usage is wrong, no rule and no default has the ID, or the output cannot be written.'],
    ],
  },
  { title: 'Examples', commands: ['podward explain', 'podward explain pod-spec-immutable'] },
];

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('explain')
    .summary('Explain a rule or a default, or list all of them.')
    .description('Print the page of a rule or a default. Without an ID, list all of them with their modes.')
    .argument('[ID]', 'ID of a rule or a default, as printed in brackets at the end of a finding.')
    .action((given: string | undefined) => {
      if (given === undefined) return io.out(list(io));
      // The id may have been copied from a finding together with its brackets.
      const failure = explain(given.replace(/^\[(.*)\]$/, '$1'), io);
      if (failure === undefined) return;
      io.err(`error: ${oneLine(failure)}\n`);
      io.status(unusable);
    });
  addSections(command, io, sections);
}

/** Returns an error message, if something went wrong. */
function explain(id: string, io: Io): string | undefined {
  const file = pageOf(id);
  if (file === undefined) return unknown(id);
  const page = packageFile(`docs/${file}`);
  try {
    const text = readFileSync(page, 'utf8');
    io.out(markdownText(text, { width: io.width, paint: painter(io.color) }));
    return undefined;
  } catch (error) {
    return `the page of ${id} cannot be read. ${page.pathname}: ${reasonOf(error)}.`;
  }
}

function pageOf(id: string): string | undefined {
  const has = (items: readonly { readonly id: string }[]): boolean => items.some((item) => item.id === id);
  if (has(catalogue.rules)) return `rules/${id}.md`;
  if (has(catalogue.defaults)) return `defaults/${id}.md`;
  return has(namespaceFindings) ? 'modes.md' : undefined;
}

function unknown(id: string): string {
  const ids = [...catalogue.rules, ...catalogue.defaults, ...namespaceFindings].map((item) => item.id);
  const advice = hintFor(id, ids) || 'To list all IDs, run podward explain.';
  return `no rule or default has the ID ${showQuoted(id)}. ${advice}`;
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly title: string;
}

/** A title with fewer columns is written below its id. */
const leastTitle = 30;
const stateColumns = 'audit'.length;

/** What the list and its columns are. */
const heading = [
  'The rules of Podward by area, and the defaults that it adds to Pods. To read about one of them, run: podward explain ID',
  'The second column is the mode of a rule: deny rejects the request, warn allows it with a warning, and audit only records the finding. A default is on or off. The configuration file can change them.',
];

/** Lists rules by area. On a terminal, a long title is wrapped. Elsewhere each rule has one line, so that grep finds it. */
function list({ color, terminal, width }: Io): string {
  const paint = painter(color);
  const groups = areas.map(({ title, rules }): [string, Row[]] => [title, rules.map(ruleRow)]);
  if (catalogue.defaults.length > 0) groups.push(['Defaults', catalogue.defaults.map(defaultRow)]);
  groups.push(['Labels of namespaces', namespaceFindings.map(({ id, mode, title }) => ({ id, state: mode, title }))]);
  const idColumns = Math.max(0, ...groups.flatMap(([, rows]) => rows.map(({ id }) => id.length)));
  const left = `  ${' '.repeat(idColumns)}  ${' '.repeat(stateColumns)}  `;
  const isNarrow = terminal && width - left.length < leastTitle;
  const before = isNarrow ? ' '.repeat(6) : left;
  const room = terminal ? Math.max(leastTitle, width - before.length) : Infinity;
  const lines = ({ id, state, title }: Row): string => {
    const mode = state.padEnd(stateColumns);
    const label = `  ${id.padEnd(idColumns)}  ${isMode(state) ? paint(styleOf[state], mode) : mode}  `;
    // Names of fields may be longer than the column.
    const text = wrapAnsi(title, room, { hard: true }).replaceAll('\n', `\n${before}`);
    return isNarrow ? `${label.trimEnd()}\n${before}${text}\n` : `${label}${text}\n`;
  };
  const about = heading.map((text) => `${wrapAnsi(text, terminal ? Math.min(width, maxWidth) : Infinity)}\n`);
  const listed = groups.map(([name, rows]) => `${paint('bold', name)}\n${rows.map(lines).join('')}`);
  return [...about, ...listed].join('\n');
}

const isMode = (state: string): state is ActiveMode => (activeModes as readonly string[]).includes(state);

const ruleRow = ({ id, mode = 'deny', title }: Rule): Row => ({ id, state: mode, title });
const defaultRow = ({ id, enabled, title }: Default): Row => ({ id, state: enabled ? 'on' : 'off', title });
