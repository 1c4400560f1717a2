/** `podward explain`: the page of a rule or a default, or the list of all. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Default } from '../defaults/default.ts';
import { reasonOf } from '../text/errors.ts';
import { nearest } from '../text/nearest.ts';
import { areas } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { endsBy, processIo, type Io } from './io.ts';
import { plainText, terminalText } from './markdown.ts';
import { catalogue } from './policy-file.ts';

/** Two folders up is the package, from src/cli as from dist/cli. */
const docs = new URL('../../docs/', import.meta.url);

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('explain')
    .exitOverride(endsBy(io))
    .summary('tell what a rule or a default is for')
    .description('Print the page of a rule or a default; without an id, list all of them with their modes.')
    .argument('[id]', 'id of a rule or a default, as it stands in brackets at the end of a finding')
    .action((given: string | undefined) => {
      // Copied from a finding, the brackets may come along.
      const id = given?.replace(/^\[(.*)\]$/, '$1');
      const failure = id === undefined ? void io.out(list()) : explain(id, io);
      if (failure !== undefined) command.error(`error: ${failure}`, { code: 'podward.usage' });
    });
}

/** What went wrong, if anything. */
function explain(id: string, io: Io): string | undefined {
  const folder = catalogue.rules.some((rule) => rule.id === id) ? 'rules' : 'defaults';
  if (folder === 'defaults' && !catalogue.defaults.some((item) => item.id === id)) return unknown(id);
  const page = new URL(`${folder}/${id}.md`, docs);
  try {
    const text = readFileSync(page, 'utf8');
    io.out((io.colour ? terminalText : plainText)(text));
    return undefined;
  } catch (error) {
    return `the page of ${id} cannot be read from ${page.pathname}: ${reasonOf(error)}`;
  }
}

function unknown(id: string): string {
  const meant = nearest(
    id,
    [...catalogue.rules, ...catalogue.defaults].map((item) => item.id),
  );
  const hint = meant === undefined ? 'podward explain lists them' : `did you mean ${meant}?`;
  return `there is no rule or default ${JSON.stringify(id)}; ${hint}`;
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly title: string;
}

function list(): string {
  const groups = areas.map(({ title, rules }): [string, Row[]] => [title, rules.map(ruleRow)]);
  if (catalogue.defaults.length > 0) groups.push(['Defaults', catalogue.defaults.map(defaultRow)]);
  const width = Math.max(0, ...groups.flatMap(([, rows]) => rows.map(({ id }) => id.length)));
  const line = ({ id, state, title }: Row): string =>
    `  ${id.padEnd(width)}  ${state.padEnd('audit'.length)}  ${title}\n`;
  return groups.map(([name, rows]) => `${name}\n${rows.map(line).join('')}`).join('\n');
}

const ruleRow = ({ id, mode = 'deny', title }: Rule): Row => ({ id, state: mode, title });
const defaultRow = ({ id, enabled, title }: Default): Row => ({ id, state: enabled ? 'on' : 'off', title });
