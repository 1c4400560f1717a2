/** The world of a command: what it reads, where it writes. Handed in, so that a command runs in a test as it runs in a shell. */
import { oneLine } from '../text/line.ts';

export interface Io {
  /** Standard input, piece by piece: it may have no end. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  /** Its columns. */
  readonly width: number;
  /** Whether colours are wanted on standard output. */
  readonly colour: boolean;
  /** Sets the status with which the process will end. */
  readonly status: (code: number) => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => never;
}

/** A reader that has seen enough, such as `head`, closes the pipe. Any other failure, such as a full disk, is no result of the command. */
function onOutputError({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  process.stderr.write(`error: the output cannot be written. ${oneLine(message)}.\n`);
  process.exit(unusable);
}

/**
 * FORCE_COLOR asks for colours everywhere and NO_COLOR for none (https://force-color.org, https://no-color.org). Without them a terminal
 * has colours, unless its TERM says that it is a dumb one.
 */
export function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '', TERM: term } = env;
  if (forced !== '') return !['0', 'false'].includes(forced);
  return isTerminal && refused === '' && term !== 'dumb';
}

/** Of a pipe, and of a terminal that does not know its own. */
const usualWidth = 80;

const isTerminal = process.stdout.isTTY === true;

export const processIo: Io = {
  stdin: () => process.stdin,
  out: (chunk) => {
    if (!process.stdout.listeners('error').includes(onOutputError)) process.stdout.on('error', onOutputError);
    process.stdout.write(chunk);
  },
  err: (chunk) => void process.stderr.write(chunk),
  terminal: isTerminal,
  width: process.stdout.columns || usualWidth,
  colour: wantsColour(process.env, isTerminal),
  status: (code) => {
    process.exitCode = code;
  },
  exit: (code) => process.exit(code),
};

/** Status for wrong usage, and for input that could not be read. Findings have 1, which commander would use for wrong usage. */
export const unusable = 2;

/** What commander says of wrong usage quotes the arguments. */
export const cleanErrors = {
  outputError: (message: string, write: (text: string) => void): void =>
    write(
      message
        .split('\n')
        .map((line) => oneLine(line))
        .join('\n'),
    ),
};

/** Wrong usage of the command ends with `unusable`, help with 0. */
export const endsBy =
  (io: Io) =>
  ({ exitCode }: { readonly exitCode: number }): never =>
    io.exit(exitCode === 0 ? 0 : unusable);
