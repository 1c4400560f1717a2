/** One line for each finding, in a format that problem matchers of editors can read: `file:line:column: [deny] path: message`. A summary follows. */
import { sentences, type ActiveMode } from '../engine/judged.ts';
import { oneLine } from '../text/line.ts';
import { painter, styleOf } from './paint.ts';
import { inFileOrder, type Place, type Report, type ReportedError, type ReportedNote } from './report.ts';
import { moreOfObject, moreOfRun } from './omitted.ts';
import { summary } from './summary.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Whether findings in mode audit are included. */
  readonly verbose: boolean;
}

/** `file:line:column`, or as much of it as is known. */
export const fileLineColumn = ({ file, line, column }: Pick<ReportedError, 'file' | 'line' | 'column'>): string =>
  [oneLine(file), line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');

export function compactReport(report: Report, options: TextOptions): string {
  const lines = reportLines(report, options);
  return lines.map(({ about, text }) => `${about ? `${fileLineColumn(about.place)}: ` : ''}${text}\n`).join('');
}

/** A line of the report. Its only control characters are those for colors. */
interface ReportLine {
  readonly text: string;
  /** Absent for a line about the whole run. */
  readonly about?: { readonly mode: LineMode; readonly place: Place };
}

/** `info` is that of a note, which is not a finding. */
export type LineMode = ActiveMode | 'info';

export function reportLines(report: Report, { color, verbose }: TextOptions): readonly ReportLine[] {
  const paint = painter(color);
  const tag = (mode: LineMode): string => paint(styleOf[mode], `[${mode}]`);
  const lines: Line[] = [];
  const add = (object: number, place: Place, mode: LineMode, told: ReportedNote): void => {
    const { file, line, column } = place;
    const field = told.path === '' ? '' : `${paint('bold', oneLine(told.path))}: `;
    const text = `${tag(mode)} ${field}${oneLine(`${sentences(told)} [${told.rule}]`)}`;
    lines.push({ object, file, line, column, mode, text });
  };
  for (const [object, { notes, file }] of report.objects.entries())
    for (const note of notes) add(object, { ...note, file }, 'info', note);
  for (const finding of report.findings)
    if (finding.mode !== 'audit' || verbose) add(finding.object, finding, finding.mode, finding);
  const listed = Map.groupBy(inFileOrder(lines), ({ object }) => object);
  const ofObjects = report.objects.flatMap((object, i): ReportLine[] => [
    ...(listed.get(i) ?? []).map((line) => ({ text: line.text, about: { mode: line.mode, place: line } })),
    ...moreOfObject(object, verbose).map(({ mode, text }) => ({
      text: `${tag(mode)} ${text}`,
      about: { mode, place: object },
    })),
  ]);
  const more = moreOfRun(report, verbose).map(({ mode, text }) => ({ text: `${tag(mode)} ${text}` }));
  return [...ofObjects, ...more, { text: summary(report, verbose, paint).join(' ') }];
}

interface Line extends Place {
  readonly object: number;
  readonly mode: LineMode;
  readonly text: string;
}

/** Enough for a sentence with the name of a file in it. */
export const maxMessage = 1000;

export const errorText = (error: ReportedError): string =>
  `${fileLineColumn(error)}: error: ${oneLine(error.message, maxMessage)}\n`;
