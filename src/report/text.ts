/** Findings for a person: `file:line:column: [deny] path: message`, one a line, and a summary. */
import { sentences } from '../engine/judged.ts';
import { oneLine } from '../text/line.ts';
import { showText } from '../text/shown.ts';
import { count, countErrors, inFileOrder, type Place, type Report, type ReportedError } from './report.ts';

interface TextOptions {
  readonly colour: boolean;
  /** Also findings that are for the audit only. */
  readonly verbose: boolean;
}

const styles = { deny: 31, warn: 33, audit: 36, info: 36, error: 31, bold: 1 } as const;

const painter =
  (colour: boolean) =>
  (style: keyof typeof styles, text: string): string =>
    colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

const at = ({ file, line, column }: Place): string => `${oneLine(file)}:${line}:${column}`;

export function textReport(report: Report, { colour, verbose }: TextOptions): string {
  const paint = painter(colour);
  const lines: Line[] = [];
  for (const [object, { notes, ...place }] of report.objects.entries()) {
    for (const note of notes) lines.push({ object, ...place, text: `${paint('info', '[info]')} ${oneLine(note)}` });
  }
  for (const finding of report.findings) {
    const { object, mode, path, rule, ...place } = finding;
    if (mode === 'audit' && !verbose) continue;
    const field = path === '' ? '' : `${paint('bold', oneLine(path))}: `;
    lines.push({
      object,
      ...place,
      text: `${paint(mode, `[${mode}]`)} ${field}${oneLine(`${sentences(finding)} [${rule}]`)}`,
    });
  }
  const more = report.objects.flatMap(({ omitted = [], ...place }) =>
    omitted
      .filter(({ mode }) => mode !== 'audit' || verbose)
      .map(({ rule, mode, count: n }) => `${at(place)}: ${paint(mode, `[${mode}]`)} and ${n} more [${rule}]\n`),
  );
  for (const { rule, mode, count: n } of report.omitted ?? [])
    if (mode !== 'audit' || verbose)
      more.push(`${paint(mode, `[${mode}]`)} and ${n} more in the objects after these [${rule}]\n`);
  const listed = inFileOrder(lines).map((line) => `${at(line)}: ${line.text}\n`);
  return [...listed, ...more, `${summary(report)}\n`].join('');
}

/** Each part of the text is clean, and its colours are the only control characters in it. */
interface Line extends Place {
  readonly object: number;
  readonly text: string;
}

/** Room for a sentence with the name of a file in it. */
const maxMessage = 1000;

export function errorText({ file, line, column, message }: ReportedError, colour: boolean): string {
  const place = [oneLine(file), line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
  return `${place}: ${painter(colour)('error', 'error')}: ${showText(message, maxMessage)}\n`;
}

/** A line about something that was not judged and is no error. */
export const noteText = (note: string): string => `note: ${oneLine(note)}\n`;

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `3 findings (2 denied, 1 warning) in 2 objects` */
export function summary(report: Report): string {
  const { denied, warned, audited } = count(report);
  const parts = [
    denied === 0 ? [] : [`${denied} denied`],
    warned === 0 ? [] : [plural(warned, 'warning')],
    audited === 0 ? [] : [`${audited} for the audit`],
  ].flat();
  const total = denied + warned + audited;
  const found = total === 0 ? 'no findings' : `${plural(total, 'finding')} (${parts.join(', ')})`;
  const errors = countErrors(report);
  const rest = [
    report.passedOver === 0 ? [] : [`${plural(report.passedOver, 'object')} of other kinds passed over`],
    errors === 0 ? [] : [plural(errors, 'error')],
  ].flat();
  return [`${found} in ${plural(report.objects.length, 'object')}`, ...rest].join('; ');
}
