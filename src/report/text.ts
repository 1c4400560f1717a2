/** Findings for a person: `file:line:column: [deny] path: message`, one a line, and a summary. */
import { count, type Place, type Report, type ReportedError } from './report.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Also what the defaults add, and findings that are for the audit only. */
  readonly verbose: boolean;
}

const styles = { deny: 31, warn: 33, audit: 36, info: 36, error: 31, bold: 1 } as const;

const painter =
  (colour: boolean) =>
  (style: keyof typeof styles, text: string): string =>
    colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

const at = ({ file, line, column }: Place): string => `${oneLine(file)}:${line}:${column}`;

/** Names of files and fields come from outside: none may break the line or drive the terminal. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

export function textReport(report: Report, { colour, verbose }: TextOptions): string {
  const paint = painter(colour);
  const lines: { readonly object: number; readonly place: Place; readonly text: string }[] = [];
  if (verbose) {
    for (const [object, { notes, ...place }] of report.objects.entries()) {
      for (const note of notes) lines.push({ object, place, text: `${paint('info', '[info]')} ${note}` });
    }
  }
  for (const { object, mode, path, message, ...place } of report.findings) {
    if (mode === 'audit' && !verbose) continue;
    const field = path === '' ? '' : `${paint('bold', path)}: `;
    lines.push({ object, place, text: `${paint(mode, `[${mode}]`)} ${field}${message}` });
  }
  const sorted = lines.toSorted((a, b) => a.object - b.object);
  return [
    ...sorted.map(({ place, text }) => `${at(place)}: ${oneLineButColour(text, colour)}\n`),
    `${summary(report)}\n`,
  ].join('');
}

/** Colours are the only control characters in a line. */
const oneLineButColour = (text: string, colour: boolean): string =>
  colour ? text.replace(/(\u001b\[\d+m)|[\p{Cc}\p{Zl}\p{Zp}]+/gu, (_, style?: string) => style ?? ' ') : oneLine(text);

export function errorText({ file, line, column, message }: ReportedError, colour: boolean): string {
  const place = [oneLine(file), line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
  return `${place}: ${painter(colour)('error', 'error')}: ${oneLine(message)}\n`;
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
  const rest = [
    report.passedOver === 0 ? [] : [`${plural(report.passedOver, 'object')} of other kinds passed over`],
    report.errors.length === 0 ? [] : [plural(report.errors.length, 'error')],
  ].flat();
  return [`${found} in ${plural(report.objects.length, 'object')}`, ...rest].join('; ');
}
