/** The suggestion for a name or a value that is not known. No other module of src writes this sentence. */
import { beginningOf, nearest } from './nearest.ts';
import { showQuoted } from './shown.ts';

/** `Did you mean "web" or "web-2"?`, or an empty string without names. `written` is what the first name replaces, if the reader must find it. */
export function didYouMean(names: readonly string[], written?: string): string {
  if (names.length === 0) return '';
  const meant = names.map((name) => showQuoted(name)).join(' or ');
  return `Did you mean ${meant}${written === undefined ? '' : ` in place of ${showQuoted(written)}`}?`;
}

/** The suggestion of the known name that is similar to the one that was written, or an empty string if there is none. */
export function hintFor(written: string, known: readonly string[], prefix = ''): string {
  const meant = nearest(written, known);
  return meant === undefined ? '' : didYouMean([prefix + meant]);
}

/** The same, also if a known word is the beginning of the one that was written, such as warn of warning. */
export function hintForWord(written: string, known: readonly string[]): string {
  const beginning = beginningOf(written, known);
  return hintFor(written, known) || didYouMean(beginning === undefined ? [] : [beginning]);
}
