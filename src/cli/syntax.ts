/** What is wrong with the form of a text, in words that quote nothing of it: a value that breaks the form may be a password. */

/** Errors of the YAML parser that have a piece of the text in the middle of their message, by their code. */
const ownWords: ReadonlyMap<string, string> = new Map([
  ['BAD_DIRECTIVE', 'a directive that cannot be read'],
  ['BAD_DQ_ESCAPE', 'a backslash in double quotes that begins no escape sequence'],
  ['TAG_RESOLVE_FAILED', 'a tag that cannot be resolved'],
]);

/** The others have it behind a colon at the end, if at all. */
export const syntaxReason = ({ code, message }: { readonly code?: unknown; readonly message: string }): string =>
  ownWords.get(String(code)) ?? message.replace(/(?<=\S):\s[^]*$/, '');
