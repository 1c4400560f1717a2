/** Findings for a terminal: grouped by file and object, each with its line of the file, and wrapped to the width of the terminal. */
import wrapAnsi from 'wrap-ansi';
import { sentences } from '../engine/judged.ts';
import { maxSubdomain } from '../kubernetes/names.ts';
import { oneLine } from '../text/line.ts';
import { hidden } from '../text/credentials.ts';
import { showText } from '../text/shown.ts';
import { maxMessage, fileLineColumn, type TextOptions } from './compact.ts';
import { frameLines } from './frame.ts';
import { moreOfObject, moreOfRun } from './omitted.ts';
import { painter, styleOf, type Paint } from './paint.ts';
import { inFileOrder, type Report, type ReportedError, type ReportedFinding, type ReportedObject } from './report.ts';
import { summary } from './summary.ts';

interface PrettyOptions extends TextOptions {
  /** The width of the terminal in columns. */
  readonly width: number;
  /** Whether the errors are among the findings. Otherwise, they are only counted. */
  readonly withErrors?: boolean;
}

export function prettyReport(report: Report, options: PrettyOptions): string {
  const { verbose, withErrors = false } = options;
  const layout = layoutOf(options);
  const { paint } = layout;
  const findings = Map.groupBy(
    inFileOrder(report.findings.filter(({ mode }) => mode !== 'audit' || verbose)),
    ({ object }) => object,
  );
  const blocks: string[][] = [];
  let file: string | undefined;
  let firstRule: string | undefined;
  const begin = (name: string): void => {
    if (name !== file) blocks.push([paint('underline', oneLine(name))]);
    file = name;
  };
  const errors = withErrors ? byNextObject(report.errors) : new Map<number, ReportedError[]>();
  const addErrors = (next: number): void => {
    for (const error of errors.get(next) ?? []) {
      begin(error.file);
      blocks.push(linesOfError(error, layout));
    }
  };
  for (const [i, object] of report.objects.entries()) {
    addErrors(i);
    const notes = object.notes.map((note) => ({
      ...note,
      object: i,
      file: object.file,
      mode: 'info' as const,
    }));
    const more = moreOfObject(object, verbose).map(({ mode, text }) => said(mode, text, layout));
    const listed = inFileOrder<Told>([...notes, ...(findings.get(i) ?? [])]);
    const parts = [...listed.map((told) => linesOf(told, layout)), ...more];
    if (parts.length === 0) continue;
    begin(object.file);
    firstRule ??= listed[0]?.rule;
    blocks.push(wrapped(paint('bold', titleOf(object)), layout.width), ...parts);
  }
  addErrors(report.objects.length);
  for (const { mode, text } of moreOfRun(report, verbose)) blocks.push(said(mode, text, layout));
  const lines = [...blocks.flat(), ...report.errors.flatMap(({ excerpt }) => excerpt?.text ?? [])];
  const hints = hintsOn(lines, firstRule, layout).map((hint) => paint('dim', hint));
  const end = [...summary(report, verbose, paint), ...hints];
  blocks.push(end.flatMap((line) => wrapped(line, layout.width)));
  return blocks.map((block) => `${block.join('\n')}\n`).join('\n');
}

/** How to read the lines. `rule` is a rule or a default of one of the messages. */
function hintsOn(lines: readonly string[], rule: string | undefined, layout: Layout): string[] {
  return [
    ...(lines.some((line) => line.includes(hidden)) ? [`${hidden} stands for a value that may be secret.`] : []),
    ...(rule === undefined ? [] : commandHint('For more about a rule, run:', `podward explain ${rule}`, layout)),
  ];
}

/** An error for standard error, with its line of the file. */
export function prettyError(error: ReportedError, options: Omit<PrettyOptions, 'verbose'>): string {
  return `${linesOfError(error, layoutOf(options)).join('\n')}\n\n`;
}

function linesOfError(error: ReportedError, layout: Layout): string[] {
  const { message, excerpt } = error;
  const words = said('error', oneLine(message, maxMessage), layout);
  return [...words, ...frameOf({ excerpt }, fileLineColumn(error), 'error', layout)];
}

/** An error that only counts others follows the error before it. */
function byNextObject(errors: readonly ReportedError[]): Map<number, ReportedError[]> {
  let next = 0;
  return Map.groupBy(errors, ({ object = next }) => (next = object));
}

/** A line for standard error that is not an error. */
export function prettyNote(kind: string, text: string, options: Omit<PrettyOptions, 'verbose'>): string {
  const { width, paint } = layoutOf(options);
  return `${wrapped(`${paint('bold', kind)}: ${oneLine(text)}`, width).join('\n')}\n\n`;
}

/** The command is on one line, so that it can be copied. */
function commandHint(words: string, command: string, { width }: Layout): string[] {
  const line = `${words} ${command}`;
  return line.length <= width ? [line] : [words, command];
}

/** Nothing is readable in fewer columns. */
const minWidth = 30;

interface Layout {
  readonly paint: Paint;
  readonly width: number;
}

const layoutOf = ({ color, width }: Omit<PrettyOptions, 'verbose'>): Layout => ({
  paint: painter(color),
  width: Math.max(minWidth, width),
});

function titleOf({ kind, name, namespace }: ReportedObject): string {
  const named = [kind, ...(name === '' ? [] : [showText(name, maxSubdomain)])].join(' ');
  return namespace === '' ? named : `${named} in namespace ${showText(namespace, maxSubdomain)}`;
}

const wrapped = (text: string, width: number): string[] => wrapAnsi(text, width).split('\n');

const said = (mode: keyof typeof styleOf, text: string, { paint, width }: Layout): string[] =>
  wrapped(`${paint('bold', paint(styleOf[mode], mode))}: ${text}`, width);

/** A finding, or a note. */
type Told = Pick<
  ReportedFinding,
  'object' | 'file' | 'line' | 'column' | 'path' | 'rule' | 'lead' | 'text' | 'fix' | 'excerpt' | 'contradicted'
> & { readonly mode: keyof typeof styleOf };

function linesOf(told: Told, layout: Layout): string[] {
  const { path, mode, rule, lead, text, fix } = told;
  return [
    ...said(mode, `${oneLine(sentences({ lead, text }))} ${layout.paint('dim', `[${rule}]`)}`, layout),
    ...frameOf(told, fileLineColumn(told), mode, layout, { path, fix }),
  ];
}

/** Where it is: the place, the path of the field, the lines of the file, and what to do. */
function frameOf(
  excerpts: Pick<ReportedFinding, 'excerpt' | 'contradicted'>,
  place: string,
  mode: keyof typeof styleOf,
  { paint, width }: Layout,
  { path = '', fix }: { readonly path?: string; readonly fix?: string | undefined } = {},
): string[] {
  const shown = [excerpts.excerpt, excerpts.contradicted].filter((excerpt) => excerpt !== undefined);
  const numbers = shown.flatMap(({ line, around = [] }) => [line, ...around.map((other) => other.line)]);
  const digits = Math.max(0, ...numbers.map((number) => String(number).length));
  const margin = ' '.repeat(digits + 1);
  const bar = paint('blue', `${margin} |`);
  const help = `${margin} = help: `;
  return [
    `${paint('blue', `${margin}-->`)} ${place}`,
    ...(path === '' ? [] : [`${bar} ${paint('dim', oneLine(path))}`]),
    ...(shown.length === 0 ? [] : [bar]),
    ...frameLines(excerpts, { digits, width, paint, style: styleOf[mode] }),
    ...(fix === undefined
      ? []
      : wrapped(oneLine(fix), width - help.length).map(
          (part, i) =>
            `${i === 0 ? `${paint('blue', `${margin} =`)} ${paint('bold', 'help')}: ` : ' '.repeat(help.length)}${part}`,
        )),
  ];
}
