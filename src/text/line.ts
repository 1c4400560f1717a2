/** Text for a person's eyes: one line, well-formed and bounded, whatever it was made of. The only place that says what that means. */

/**
 * What must not reach a terminal, a log viewer or a review page:
 *
 * - Cc: line breaks, and the escape sequences that drive a terminal; U+0080 to U+009F are such too
 * - Cf: bidirectional marks that turn a line around, zero-width characters, tag characters
 * - Zl, Zp: line breaks to some readers
 * - Default_Ignorable_Code_Point: what is drawn as nothing and so can carry a hidden text, such as variation selectors and fillers
 * - Co, Cn: what Unicode gives no meaning to
 *
 * A lone surrogate (Cs) becomes U+FFFD.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu;

/** Room for every sentence of Podward's own, with the names in it. */
const maxLine = 2000;

/** The text in one line of at most so many UTF-16 units. It is cut before it is cleaned, so that a long text costs no more. */
export const oneLine = (text: string, maxLength = maxLine): string =>
  truncate(text, maxLength).toWellFormed().replace(unprintable, ' ');

export function truncate(text: string, maxLength = 120): string {
  return text.length <= maxLength ? text : `${firstUnits(text, maxLength - 1)}…`;
}

/** Not more than so many units; a character that takes two is not cut in half. */
export function firstUnits(text: string, length: number): string {
  const isHalved = /[\ud800-\udbff]/.test(text.charAt(length - 1)) && /[\udc00-\udfff]/.test(text.charAt(length));
  return text.slice(0, isHalved ? length - 1 : length);
}

/** The same JSON with everything unprintable as an escape: harmless on a terminal, and nothing else to a program. */
export const printableJson = (json: string): string =>
  json.toWellFormed().replace(unprintable, (found) => found.replace(/[^\n]/g, escape));

const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
