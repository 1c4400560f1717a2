/** The quantities that an invalid amount may have been meant to be. */
import { parseQuantity } from '../kubernetes/quantity.ts';

/** What a quantity counts: processors, bytes, or things that cannot be divided, such as devices. */
export type Counted = 'cpu' | 'bytes' | 'things';

/** Amounts that a person writes: no bytes in thousandths, and no processors in millions. */
const plausible: Readonly<Record<Counted, RegExp>> = {
  cpu: /^[\d.]+m?$/,
  bytes: /^\d+$|^[\d.]+[kKMGTPE]i?$/,
  things: /^\d+$/,
};

/** Longer texts are not amounts that a person wrote. */
const longestNear = 32;
const inOtherWords = /^(\d+(?:\.\d*)?|\.\d+)([a-z]{1,12})$/i;
const bytes = /(?:bytes?|b)$/i;
const processors = /(?:v?cpus?|cores?)$/i;

/**
 * The quantities that the author of an invalid text most likely meant: `512M` for `512MB`, `1Gi` for `1 Gi`, and both `100M` and `100Mi`
 * for `100Mb`, but `100m` for `100mi` of cpu. Empty if the text is a quantity.
 */
export function nearQuantities(text: unknown, counted: Counted): readonly string[] {
  if (typeof text !== 'string' || text.length > longestNear || parseQuantity(text) !== undefined) return [];
  // A comma before three digits may be a thousands separator.
  const compact = text.replaceAll(/\s/g, '').replace(/,(?=\d{1,2}(?!\d))/, '.');
  const isMeant = (near: string): boolean => plausible[counted].test(near) && parseQuantity(near) !== undefined;
  if (isMeant(compact)) return [compact];
  const [, digits = '', unit = ''] = inOtherWords.exec(compact) ?? [];
  return (counted === 'cpu' ? inCores(digits, unit) : inBytes(digits, unit)).filter(isMeant);
}

function inCores(digits: string, unit: string): string[] {
  const prefix = unit.replace(processors, '').toLowerCase();
  return [`${digits}${['m', 'mi', 'milli'].includes(prefix) ? 'm' : prefix}`];
}

function inBytes(digits: string, unit: string): string[] {
  const prefix = unit.replace(bytes, '').toLowerCase();
  const binary = `${digits}${prefix.charAt(0).toUpperCase()}i`;
  if (prefix === '') return [digits];
  if (/^[kmgtp]i$/.test(prefix)) return [binary];
  if (!/^[kmgtp]$/.test(prefix)) return [];
  const decimal = `${digits}${prefix === 'k' ? prefix : prefix.toUpperCase()}`;
  // In the SI, MB is 10^6 bytes. With a lower case b, the author may have meant either unit.
  return unit.endsWith('B') ? [decimal] : [decimal, binary];
}
