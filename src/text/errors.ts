/** Errors whose texts may be printed and logged. */

/** An error with a message that Podward wrote, in whole sentences. It contains nothing of an object, so it can be shown as it is. */
export class OwnError extends Error {
  override readonly name: string = 'OwnError';
}

/** Reasons without the name of the system call and the path, which Node.js adds to its own messages. */
const systemReasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'this is a directory'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['ENAMETOOLONG', 'the path is too long'],
]);

/** Why something failed, as one line without a full stop, for the end of a sentence. */
export function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return systemReasons.get(code) ?? plain(typeof message === 'string' ? message : String(error));
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');

/** The same, as a sentence of its own. */
export const sentenceOf = (error: unknown): string =>
  error instanceof OwnError ? error.message : `${reasonOf(error)}.`;

/** Plain data that can be logged and sent to another process. */
export interface LoggedError {
  readonly name: string;
  readonly message?: string;
  readonly stack?: string;
}

/**
 * An error in the form in which it may be logged. The messages of V8 and Node.js quote values, which may be secrets of an object, so only
 * the messages of Podward and of the operating system are kept. The stack shows where the error happened.
 */
export function logged(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const isKnown = error instanceof OwnError || 'syscall' in error;
  const stack = framesOf(error.cause instanceof Error ? error.cause : error);
  return { name: error.name, ...(isKnown ? { message: error.message } : {}), ...(stack === '' ? {} : { stack }) };
}

/** The part of the stack after the message. The message may have lines that look like stack frames. */
function framesOf({ stack = '', message }: Error): string {
  const from = stack.indexOf(message);
  return from === -1 ? '' : stack.slice(from + message.length).trim();
}
