/** The layout of all help texts: as wide as the terminal, in the same order, with each default written in the same way. */
import type { Command, Help, Option } from 'commander';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { painter } from '../report/paint.ts';
import type { Io } from './io.ts';

/** A part of a help text after the options: paragraphs, terms with descriptions, or commands, which are never wrapped. */
export interface Section {
  readonly title: string;
  readonly text?: readonly string[];
  readonly terms?: readonly (readonly [term: string, description: string])[];
  readonly commands?: readonly string[];
}

/** Longer lines are hard to read. */
export const maxWidth = 100;
/** In fewer columns nothing is readable. */
const minWidth = 30;
/** A description with less room is written below its term. */
const leastRoom = 30;
const indent = 2;

const widthOf = ({ width }: Io): number => Math.max(minWidth, Math.min(width, maxWidth));

const wrap = (text: string, width: number, left: number): string =>
  wrapAnsi(text, width - left)
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(left) + line))
    .join('\n');

/** Terms and descriptions in two columns. `columns` is the width of the longest term. */
function item(term: string, columns: number, description: string, width: number): string {
  const left = indent + columns + indent;
  const label = ' '.repeat(indent) + term;
  if (description === '') return label;
  if (width - left < leastRoom) return `${label}\n${wrap(description, width, 3 * indent)}`;
  return label + ' '.repeat(columns - stringWidth(term)) + wrap(description, width, left).slice(indent + columns);
}

/** The description of an option, with its values and its default. */
function describe({ description, argChoices, defaultValue, defaultValueDescription, mandatory }: Option): string {
  const parts = [description];
  if (argChoices !== undefined) parts.push(`Values: ${argChoices.join(', ')}.`);
  if (mandatory) parts.push('Required.');
  else if (defaultValue !== undefined && String(defaultValue) !== '')
    parts.push(`Default: ${defaultValueDescription ?? String(defaultValue)}.`);
  return parts.join(' ');
}

/** For `configureHelp` of commander. */
export function layout(io: Io): Partial<Help> {
  const paint = painter(io.color);
  const width = widthOf(io);
  return {
    helpWidth: width,
    styleTitle: (title) => paint('bold', title),
    boxWrap: (text, room) => wrapAnsi(text, room),
    formatItem: (term, columns, description) => item(term, columns, description, width),
    optionDescription: describe,
  };
}

/** Adds sections after the options. */
export function addSections(command: Command, io: Io, sections: readonly Section[]): Command {
  const paint = painter(io.color);
  const width = widthOf(io);
  const written = sections.map(({ title, text = [], terms = [], commands = [] }) => {
    const columns = Math.max(0, ...terms.map(([term]) => stringWidth(term)));
    const blocks = [
      ...text.map((paragraph) => wrap(paragraph, width, indent)),
      ...[terms.map(([term, description]) => item(term, columns, description, width)).join('\n')],
      ...[commands.map((line) => ' '.repeat(indent) + line).join('\n')],
    ];
    return `${paint('bold', `${title}:`)}\n${blocks.filter((block) => block !== '').join('\n\n')}`;
  });
  return command.addHelpText('after', `\n${written.join('\n\n')}`);
}

/** The variables that decide about colors. */
export const colorVariables: NonNullable<Section['terms']> = [
  ['NO_COLOR', 'Set NO_COLOR=1 to disable the colors on a terminal.'],
  ['FORCE_COLOR', 'Set FORCE_COLOR=1 to use colors even if standard output is not a terminal.'],
];
