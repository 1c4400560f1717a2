/** Errors in words that can be printed and logged. */

/** An error whose message Podward wrote, as whole sentences. Nothing of an object is in it, so that it can be shown as it is. */
export class OwnError extends Error {
  override readonly name: string = 'OwnError';
}

/** What Node says of a system call names the call and the path once more. */
const systemReasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'this is a directory'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['ENAMETOOLONG', 'the path is too long'],
]);

/** Why something failed, in one line that ends a sentence: it has no full stop of its own. */
export function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return systemReasons.get(code) ?? plain(typeof message === 'string' ? message : String(error));
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');

/** The same as a sentence of its own. */
export const sentenceOf = (error: unknown): string =>
  error instanceof OwnError ? error.message : `${reasonOf(error)}.`;

/** Plain data that can be logged and can cross to another process. */
export interface LoggedError {
  readonly name: string;
  readonly message?: string;
  readonly stack?: string;
}

/**
 * An error as it can be logged. The messages of V8 and of Node quote what they are about, which may be a secret of an object, so that only
 * the messages of Podward and of the system are kept. The stack says where the error happened.
 */
export function logged(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const isKnown = error instanceof OwnError || 'syscall' in error;
  const stack = framesOf(error.cause instanceof Error ? error.cause : error);
  return { name: error.name, ...(isKnown ? { message: error.message } : {}), ...(stack === '' ? {} : { stack }) };
}

/** The part after the message, which may have lines that look like frames. */
function framesOf({ stack = '', message }: Error): string {
  const from = stack.indexOf(message);
  return from === -1 ? '' : stack.slice(from + message.length).trim();
}
