/** Podward cannot start as it was told to. The message is one line that names the input and what is wrong with it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim();
