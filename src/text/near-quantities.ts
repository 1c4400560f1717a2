/** The quantities that an invalid amount may have been meant to be. */
import { parseQuantity } from '../kubernetes/quantity.ts';

/** Longer texts are not amounts that a person wrote. */
const longestNear = 32;
const inOtherWords = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))([a-z]{1,7})$/i;
const bytes = /(?:bytes?|b)$/i;

/**
 * The quantities that the author of an invalid text most likely meant: `512M` for `512MB`, `1Gi` for `1 Gi`, and both `100M` and `100Mi`
 * for `100Mb`. Empty if the text is a quantity.
 */
export function nearQuantities(text: unknown): readonly string[] {
  if (typeof text !== 'string' || text.length > longestNear || parseQuantity(text) !== undefined) return [];
  // A comma before three digits may be a thousands separator.
  const compact = text.replaceAll(/\s/g, '').replace(/,(?=\d{1,2}(?!\d))/, '.');
  if (parseQuantity(compact) !== undefined) return [compact];
  const match = inOtherWords.exec(compact);
  if (match === null) return [];
  const [, digits = '', unit = ''] = match;
  const prefix = unit.replace(bytes, '').toLowerCase();
  if (prefix === '') return [digits];
  const binary = `${digits}${prefix.charAt(0).toUpperCase()}i`;
  if (/^[kmgtp]i$/.test(prefix)) return [binary];
  if (!/^[kmgtp]$/.test(prefix)) return [];
  const decimal = `${digits}${prefix === 'k' ? prefix : prefix.toUpperCase()}`;
  // In the SI, MB is 10^6 bytes. With a lower case b, the author may have meant either unit.
  return unit.endsWith('B') ? [decimal] : [decimal, binary];
}
