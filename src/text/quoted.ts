/** Names and texts of an object in the message of a finding. Their length and their number are limited. */
import { maxSubdomain } from '../kubernetes/names.ts';
import { redact } from './credentials.ts';
import { maxExample } from './like-name.ts';
import { maxPart, truncate, truncateMiddle } from './line.ts';

/** A reader does not look through more. */
const maxNamed = 5;
/** A name that a reader copies, such as an example or a suggestion, has at most this length with its quotes, and is not shortened to less. */
export const maxCopied = maxExample + '""'.length;

/** The text, or its beginning if it is longer than any valid name of Kubernetes. */
export const cut = (text: string): string => truncate(text, maxSubdomain);

/** The same in quotes, without credentials. */
export const quoted = (text: string): string => JSON.stringify(cut(redact(text)));

const quotedText = /"(?:[^"\\]|\\.)*"/g;
const quotedTextOrWord = /"(?:[^"\\]|\\.)*"|\S+/g;

/** The text, in which everything in quotes has at most `length` characters, with the quotes. */
export const withShortQuotes = (text: string, length: number): string =>
  text.replace(quotedText, (part) => truncateMiddle(part, length));

/** Adds the closing quotation mark that a text lost when its end was cut off or hidden. */
export const withClosedQuotes = (text: string): string =>
  text.replace(quotedText, '').includes('"') ? `${text}"` : text;

/** The same for words, because a name may stand without quotes. They may be longer by half, so that the name of a field stays whole. */
export const withShortNames = (text: string, length: number): string =>
  text.replace(quotedTextOrWord, (part) => truncateMiddle(part, part.startsWith('"') ? length : length * 1.5));

/**
 * `a, b, c, d, e and 7 more`: as many as fit, and at least one. The conjunction comes before the last one. `write` makes the text of those that
 * may fit, because there may be thousands.
 */
export function listText(
  names: Iterable<string>,
  conjunction?: 'and' | 'or',
  write: (name: string) => string = (name) => name,
): string {
  const named: string[] = [];
  let room = maxPart;
  let more = 0;
  for (const name of names) {
    if (more > 0 || named.length === maxNamed) {
      more++;
      continue;
    }
    const written = write(name);
    const text = written.length > maxPart ? withClosedQuotes(truncate(written, maxPart)) : written;
    room -= text.length + ', '.length;
    if (named.length === 0 || room >= 0) named.push(text);
    else more++;
  }
  if (more > 0) return `${named.join(', ')} ${conjunction === 'or' ? 'or one of' : 'and'} ${more} more`;
  return conjunction === undefined ? named.join(', ') : joined(named, conjunction);
}

/** `a, b and c`. */
export const joined = (texts: readonly string[], conjunction: 'and' | 'or'): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${conjunction} ${texts.at(-1)}`;
