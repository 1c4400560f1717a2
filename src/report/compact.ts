/** One line for each finding, in a format that problem matchers of editors can read: `file:line:column: [deny] path: message`. A summary follows. */
import { sentences } from '../engine/judged.ts';
import { oneLine } from '../text/line.ts';
import { showText } from '../text/shown.ts';
import { painter, styleOf } from './paint.ts';
import { inFileOrder, type Place, type Report, type ReportedError, type ReportedNote } from './report.ts';
import { moreOfObject, moreOfRun } from './omitted.ts';
import { summary } from './summary.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Whether findings in mode audit are included. */
  readonly verbose: boolean;
}

const at = ({ file, line, column }: Place): string => `${oneLine(file)}:${line}:${column}`;

export function compactReport(report: Report, { colour, verbose }: TextOptions): string {
  const paint = painter(colour);
  const tag = (mode: keyof typeof styleOf): string => paint(styleOf[mode], `[${mode}]`);
  const lines: Line[] = [];
  const add = (object: number, place: Place, mode: keyof typeof styleOf, told: ReportedNote): void => {
    const { file, line, column } = place;
    const field = told.path === '' ? '' : `${paint('bold', oneLine(told.path))}: `;
    const text = `${tag(mode)} ${field}${oneLine(`${sentences(told)} [${told.rule}]`)}`;
    lines.push({ object, file, line, column, text });
  };
  for (const [object, { notes, file }] of report.objects.entries())
    for (const note of notes) add(object, { ...note, file }, 'info', note);
  for (const finding of report.findings)
    if (finding.mode !== 'audit' || verbose) add(finding.object, finding, finding.mode, finding);
  const listed = inFileOrder(lines).map((line) => `${at(line)}: ${line.text}\n`);
  const more = [
    ...report.objects.flatMap((object) =>
      moreOfObject(object, verbose).map(({ mode, text }) => `${at(object)}: ${tag(mode)} ${text}\n`),
    ),
    ...moreOfRun(report, verbose).map(({ mode, text }) => `${tag(mode)} ${text}\n`),
  ];
  return [...listed, ...more, `${summary(report, paint)}\n`].join('');
}

/** Each part of the text is clean. Its only control characters are those for colors. */
interface Line extends Place {
  readonly object: number;
  readonly text: string;
}

/** Enough for a sentence with the name of a file in it. */
const maxMessage = 1000;

export function errorText({ file, line, column, message }: ReportedError): string {
  const place = [oneLine(file), line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
  return `${place}: error: ${showText(message, maxMessage)}\n`;
}

/** A line about something that was not judged and is not an error. */
export const noteText = (note: string): string => `note: ${oneLine(note)}\n`;
