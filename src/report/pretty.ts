/** Findings for a terminal: grouped by file and object, each with its line of the file, and wrapped to the width of the terminal. */
import wrapAnsi from 'wrap-ansi';
import { sentences } from '../engine/judged.ts';
import { oneLine } from '../text/line.ts';
import { showText } from '../text/shown.ts';
import type { TextOptions } from './compact.ts';
import { frameLines } from './frame.ts';
import { moreOfObject, moreOfRun } from './omitted.ts';
import { painter, styleOf, type Paint } from './paint.ts';
import { inFileOrder, type Report, type ReportedFinding, type ReportedObject } from './report.ts';
import { summary } from './summary.ts';

interface PrettyOptions extends TextOptions {
  /** The width of the terminal in columns. */
  readonly width: number;
}

export function prettyReport(report: Report, options: PrettyOptions): string {
  const { verbose, width } = options;
  const layout: Layout = { paint: painter(options.colour), width: Math.max(minWidth, width) };
  const { paint } = layout;
  const findings = Map.groupBy(
    inFileOrder(report.findings.filter(({ mode }) => mode !== 'audit' || verbose)),
    ({ object }) => object,
  );
  const blocks: string[][] = [];
  let file: string | undefined;
  for (const [i, object] of report.objects.entries()) {
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
    if (object.file !== file) blocks.push([paint('underline', oneLine(object.file))]);
    file = object.file;
    blocks.push(wrapped(paint('bold', titleOf(object)), layout.width), ...parts);
  }
  for (const { mode, text } of moreOfRun(report, verbose)) blocks.push(said(mode, text, layout));
  blocks.push(wrapped(summary(report, paint), layout.width));
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** Nothing is readable in fewer columns. */
const minWidth = 30;

interface Layout {
  readonly paint: Paint;
  readonly width: number;
}

/** Enough for every valid name. */
const maxName = 253;

function titleOf({ kind, name, namespace }: ReportedObject): string {
  const named = [kind, ...(name === '' ? [] : [showText(name, maxName)])].join(' ');
  return namespace === '' ? named : `${named} in namespace ${showText(namespace, maxName)}`;
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
  const { file, line, column, path, mode, rule, lead, text, fix } = told;
  const { paint, width } = layout;
  const excerpts = [told.excerpt, told.contradicted].filter((excerpt) => excerpt !== undefined);
  const digits = Math.max(0, ...excerpts.map((excerpt) => String(excerpt.line).length));
  const margin = ' '.repeat(digits + 1);
  const place = `${paint('blue', `${margin}-->`)} ${oneLine(file)}:${line}:${column}`;
  const bar = paint('blue', `${margin} |`);
  const help = `${margin} = help: `;
  return [
    ...said(mode, `${oneLine(sentences({ lead, text }))} ${paint('dim', `[${rule}]`)}`, layout),
    place,
    ...(path === '' ? [] : [`${bar} ${paint('dim', oneLine(path))}`]),
    ...(excerpts.length === 0 ? [] : [bar]),
    ...frameLines(told, { digits, width, paint, style: styleOf[mode] }),
    ...(fix === undefined
      ? []
      : wrapped(oneLine(fix), width - help.length).map(
          (part, i) =>
            `${i === 0 ? `${paint('blue', `${margin} =`)} ${paint('bold', 'help')}: ` : ' '.repeat(help.length)}${part}`,
        )),
  ];
}
