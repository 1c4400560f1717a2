/** Text for a person: a single line, well-formed and limited in length, whatever the input. No other module defines this. */

/**
 * Characters that must not reach a terminal, a log viewer or a review page:
 *
 * - Cc: line breaks, and the beginnings of escape sequences of terminals, including U+0080 to U+009F
 * - Cf: bidirectional control characters that reorder a line, zero-width characters, tag characters
 * - Zl, Zp: characters that some programs treat as line breaks
 * - Default_Ignorable_Code_Point: invisible characters, which can carry hidden text, such as variation selectors and fillers
 * - Co, Cn: characters without a meaning in Unicode
 *
 * A lone surrogate (Cs) becomes U+FFFD.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu;

/** Enough for every sentence of Podward, with the names in it. */
const maxLine = 2000;

/** The text as a single line of at most `maxLength` UTF-16 units. It is cut before it is cleaned, so that a long text does not cost more. */
export const oneLine = (text: string, maxLength = maxLine): string =>
  truncate(text, maxLength).toWellFormed().replace(unprintable, ' ');

/** What a message shows of a value. Enough for an image with a digest (71 characters) and a name. */
export const maxValue = 120;
/** What a message shows of a part of a value, or of a list with the words around it, such as ` or one of 9999 more`. */
export const maxPart = maxValue - 20;

export function truncate(text: string, maxLength = maxValue): string {
  return text.length <= maxLength ? text : `${firstUnits(text, maxLength - 1)}…`;
}

/** The same for a name, the end of which often says more than its middle. */
export function truncateMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = text.slice(text.length - Math.floor((maxLength - 1) / 3));
  const beginning = firstUnits(text, maxLength - 1 - end.length);
  return `${beginning}…${/^[\udc00-\udfff]/.test(end) ? end.slice(1) : end}`;
}

/** At most `length` units. A character of two units is not split. */
export function firstUnits(text: string, length: number): string {
  const isHalved = /[\ud800-\udbff]/.test(text.charAt(length - 1)) && /[\udc00-\udfff]/.test(text.charAt(length));
  return text.slice(0, isHalved ? length - 1 : length);
}

/** The same JSON, with every unprintable character escaped. It is harmless on a terminal, and a program reads the same values. */
export const printableJson = (json: string): string =>
  json.toWellFormed().replace(unprintable, (found) => found.replace(/[^\n]/g, escape));

const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The parts that are not empty, such as sentences, with a space between them. */
export const spaced = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
