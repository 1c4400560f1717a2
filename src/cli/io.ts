/** The input and output of a command. It is a parameter, so that a command runs in a test as it runs in a shell. */
import { oneLine } from '../text/line.ts';

export interface Io {
  /** Standard input, in chunks, because it may have no end. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  /** The same for standard error. */
  readonly errorTerminal: boolean;
  /** The width of standard output in columns. */
  readonly width: number;
  /** Whether standard output should have colors. */
  readonly color: boolean;
  /** The same for standard error. */
  readonly errorColor: boolean;
  /** Sets the exit status of the process. */
  readonly status: (code: number) => void;
  /** Ends the command with this exit status, after everything has been written. Throws `Exit`. */
  readonly exit: (code: number) => never;
}

/** Ends a command. Its exit status is set, and the process ends as soon as the output is written, or could not be. */
export class Exit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`exit status ${status}`);
    this.status = status;
  }
}

/** What a shell reports for a program that SIGPIPE ended, as it ends most programs. Node.js ignores the signal. */
const endedByPipe = 128 + 13;

/** A reader that has seen enough, such as `head`, closes the pipe. Any other failure, such as a full disk, is an error. */
function onOutputError({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') process.exit(endedByPipe);
  process.stderr.write(`error: the output cannot be written. ${oneLine(message)}.\n`);
  process.exit(unusable);
}

/** Errors that cannot be printed do not change what the command does. Its exit status tells that it failed. */
function onErrorsLost(): void {}

function write(stream: NodeJS.WriteStream, text: string, onError: (error: NodeJS.ErrnoException) => void): void {
  if (!stream.listeners('error').includes(onError)) stream.on('error', onError);
  stream.write(text);
}

/**
 * FORCE_COLOR requests colors everywhere, and NO_COLOR none (https://force-color.org, https://no-color.org). Otherwise a terminal has
 * colors, unless TERM is `dumb`.
 */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '', TERM: term } = env;
  if (forced !== '') return !['0', 'false'].includes(forced);
  return isTerminal && refused === '' && term !== 'dumb';
}

/** For a pipe, and for a terminal that does not report its width. */
const usualWidth = 80;

const isTerminal = process.stdout.isTTY === true;
const isErrorTerminal = process.stderr.isTTY === true;

export const processIo: Io = {
  stdin: () => process.stdin,
  out: (text) => write(process.stdout, text, onOutputError),
  err: (text) => write(process.stderr, text, onErrorsLost),
  terminal: isTerminal,
  errorTerminal: isErrorTerminal,
  width: process.stdout.columns || usualWidth,
  color: wantsColor(process.env, isTerminal),
  errorColor: wantsColor(process.env, isErrorTerminal),
  status: (code) => {
    process.exitCode = code;
  },
  exit: (code) => {
    process.exitCode = code;
    throw new Exit(code);
  },
};

/** The exit status for wrong usage, and for input that cannot be read. Findings use 1, which commander would use for wrong usage. */
export const unusable = 2;

/** The error messages of commander quote the arguments, such as names of files. The runner of GitHub Actions reads `##[` in a log as a command. */
export const cleanErrors = {
  outputError: (message: string, write: (text: string) => void): void =>
    write(
      message
        .split('\n')
        .map((line) => oneLine(line).replaceAll('##[', '## ['))
        .join('\n'),
    ),
};

/** Wrong usage of a command ends with `unusable`, and help with 0. */
export const endsBy =
  (io: Io) =>
  ({ exitCode }: { readonly exitCode: number }): never =>
    io.exit(exitCode === 0 ? 0 : unusable);
