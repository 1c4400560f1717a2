/**
 * The report as commands to the runner of GitHub Actions, which shows each at its line of the pull request. Nothing in a file can be another command:
 * each line begins with one, and what would end a part of it is escaped.
 */
import { errorText, fileLineColumn, reportLines, type TextOptions } from './compact.ts';
import { oneLine } from '../text/line.ts';
import type { styleOf } from './paint.ts';
import type { Report, ReportedError } from './report.ts';

const commands: Readonly<Record<keyof typeof styleOf, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  deny: 'error',
  warn: 'warning',
  audit: 'notice',
  info: 'notice',
};

/** The text has the place, too, because the log shows only the text, and GitHub shows few commands of a step at their lines. */
export const githubReport = (report: Report, { verbose }: Pick<TextOptions, 'verbose'>): string =>
  reportLines(report, { color: false, verbose })
    .map(({ mode = 'info', place, text }) =>
      place === undefined ? command(mode, {}, text) : command(mode, place, `${fileLineColumn(place)}: ${text}`),
    )
    .join('');

export const githubError = (error: ReportedError): string => command('error', error, errorText(error).trimEnd());

export const githubNote = (text: string): string => command('info', {}, oneLine(text));

type KnownPlace = Partial<Pick<ReportedError, 'file' | 'line' | 'column'>>;

function command(mode: keyof typeof styleOf, { file, line, column }: KnownPlace, text: string): string {
  const properties = Object.entries({ file: file && oneLine(file), line, col: column })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${commands[mode]}${properties.length === 0 ? '' : ` ${properties.join(',')}`}::${escapeData(text)}\n`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
