/**
 * The report as commands to the runner of GitHub Actions, which shows each at its line of the pull request.
 *
 * The runner reads a line as a command if it starts with `::` or has `##[` anywhere (src/Runner.Common/ActionCommand.cs of actions/runner). Nothing in
 * a file can be another command: what a command quotes is escaped, so it stays one line, and no other line has `#[` or starts with what a file says.
 */
import { errorText, fileLineColumn, reportLines, type LineMode, type TextOptions } from './compact.ts';
import { oneLine } from '../text/line.ts';
import type { Report, ReportedError } from './report.ts';

const commands: Readonly<Record<LineMode, 'error' | 'warning' | 'notice'>> = {
  deny: 'error',
  warn: 'warning',
  audit: 'notice',
  info: 'notice',
};

/** `inRepository` gives the path of a file from GITHUB_WORKSPACE, which is its name for GitHub if the repository is checked out there. */
export const githubReport = (
  report: Report,
  inRepository: (file: string) => string,
  { verbose }: Pick<TextOptions, 'verbose'>,
): string =>
  reportLines(report, { color: false, verbose })
    .map(({ text, about }) => {
      if (about === undefined) return plain(text);
      const { mode, place } = about;
      return command(commands[mode], inRepository, place, `${fileLineColumn(place)}: ${text}`);
    })
    .join('');

export const githubError = (error: ReportedError, inRepository: (file: string) => string): string =>
  command('error', inRepository, error, errorText(error).trimEnd());

export function githubNote(kind: 'note' | 'warning' | 'error', text: string): string {
  const line = `${kind}: ${oneLine(text)}`;
  return kind === 'note' ? plain(line) : `::${kind}::${escapeData(line)}\n`;
}

type Place = Pick<ReportedError, 'file' | 'line' | 'column'>;

/** The text has the place, too, because the log shows only the text, and GitHub shows few commands of a step at their lines. */
function command(
  name: string,
  inRepository: (file: string) => string,
  { file, line, column }: Place,
  text: string,
): string {
  // Standard input has no name. Without its unprintable characters, a name would be that of another file.
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
