import { RuleFailure } from '../engine/failure.ts';

/** Podward cannot start as it was told to. The message is one line that names the input and what is wrong with it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim();

/** Plain data that can be logged and can cross to another process. */
export interface LoggedError {
  readonly name: string;
  readonly message?: string;
  readonly stack?: string;
}

/**
 * An error as it may be logged. The messages of V8 and of Node quote what they were about, which may be a secret of an object, so that only
 * those of Podward's own and of the system are kept. Where it happened is said by the stack.
 */
export function logged(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const isOwn = error instanceof RuleFailure || error instanceof StartError || 'syscall' in error;
  const stack = framesOf(error.cause instanceof Error ? error.cause : error);
  return { name: error.name, ...(isOwn ? { message: error.message } : {}), ...(stack === '' ? {} : { stack }) };
}

/** What follows the message, which may have lines that look like it. */
function framesOf({ stack = '', message }: Error): string {
  const from = stack.indexOf(message);
  return from === -1 ? '' : stack.slice(from + message.length).trim();
}
