/**
 * The report as commands to the runner of GitHub Actions, which shows each at its line of the pull request. Nothing in a file can be another command: a
 * command ends where it is escaped, and the lines of the log are plain. The runner knows commands that begin with `::` at the start of a line, and with
 * `##[` anywhere in another line (src/Runner.Common/ActionCommand.cs of actions/runner).
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

/** `inRepository` gives the path of a file from GITHUB_WORKSPACE, which is its name for GitHub. */
export const githubReport = (
  report: Report,
  inRepository: (file: string) => string,
  { verbose }: Pick<TextOptions, 'verbose'>,
): string =>
  reportLines(report, { color: false, verbose })
    .map(({ mode, place, text }) =>
      mode === undefined || place === undefined
        ? plain(text)
        : command(commands[mode], inRepository, place, `${fileLineColumn(place)}: ${text}`),
    )
    .join('');

export const githubError = (error: ReportedError, inRepository: (file: string) => string): string =>
  command('error', inRepository, error, errorText(error).trimEnd());

/** The text begins with words of Podward. */
export const githubNote = (text: string): string =>
  text.startsWith('warning: ') ? `::warning::${escapeData(oneLine(text))}\n` : plain(oneLine(text));

type Place = Pick<ReportedError, 'file' | 'line' | 'column'>;

/** The text has the place, too, because the log shows only the text, and GitHub shows few commands of a step at their lines. */
function command(
  name: string,
  inRepository: (file: string) => string,
  { file, line, column }: Place,
  text: string,
): string {
  // Standard input has no name, and a name that is not printable would be another one.
  const isShown = file !== '-' && oneLine(file) === file;
  const place = isShown ? { file: inRepository(file), line, col: column } : {};
  const properties = Object.entries(place)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${[name, properties.join(',')].join(' ').trimEnd()}::${escapeData(text)}\n`;
}

/** A line of the log only, because GitHub shows few commands of a step. */
const plain = (text: string): string => `${text.replaceAll('#[', '# [')}\n`;

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
