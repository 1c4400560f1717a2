/**
 * Kubernetes quantities (`500m`, `1.5Gi`, `2e3`) as exact numbers.
 * Source: k8s.io/apimachinery pkg/api/resource/quantity.go.
 */
import { own } from '../json/json.ts';
import { trimSpace } from './space.ts';

/** The digits may be missing: `Mi` is 0. */
const form = /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;
const decimalExponents = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryExponents = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** Quantities have a precision of one nano: kube-apiserver rounds up, away from zero. */
const nano = 9;
/**
 * kube-apiserver does not limit the amount. All amounts with more digits before the point are the same one here, which bounds the work, and exceeds
 * every number that JSON can represent.
 */
const maxWholeDigits = 512;

interface Quantity {
  /** In units of 10^-9. */
  readonly amount: bigint;
  /** The factors of `value * 10^exponent`, if kube-apiserver represents it so (int64Amount). Larger numbers are an inf.Dec. */
  readonly small: { readonly value: bigint; readonly exponent: number } | undefined;
  /** Whether kube-apiserver prints the text as it is written. */
  readonly isCanonical: boolean;
  readonly hasExponent: boolean;
}

/** Clusters use the same few amounts again and again, and arithmetic with big integers is slow. The cache is limited to a few short texts. */
const parsed = new Map<string, Quantity>();
const maxParsed = 1024;
const maxParsedLength = 64;

/** The value in units of 10^-9. Undefined if the text is not a quantity. */
export const parseQuantity = (value: unknown): bigint | undefined => quantityOf(value)?.amount;

function quantityOf(value: unknown): Quantity | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const quantity = parse(trimSpace(text, blank));
  if (quantity === undefined || text.length > maxParsedLength) return quantity;
  if (parsed.size === maxParsed) parsed.clear();
  parsed.set(text, quantity);
  return quantity;
}

/** What strings.TrimSpace removes from a JSON string, in which Go escapes the other white space. */
const blank = /[ \x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]/;

/** How many digits kube-apiserver computes with in an int64: without a suffix, and with a binary one. */
const maxDigits = 18;
const maxBinaryDigits = 14;

/** Source: ParseQuantity. */
function parse(text: string): Quantity | undefined {
  const match = text === '' ? null : form.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const binary = own<number>(binaryExponents, suffix);
  const exponent = own<number>(decimalExponents, suffix) ?? (binary === undefined ? exponentIn(suffix) : 0);
  if (exponent === undefined) return undefined;
  const digits = (withoutZeros(whole) || '0') + fraction;
  const least = exponent - fraction.length;
  const isSmall =
    binary === undefined
      ? digits.length <= maxDigits && least >= -nano
      : fraction === '' && digits.length <= maxBinaryDigits - Math.floor((binary * 3) / 10);
  // Only the arithmetic with an inf.Dec needs a digit.
  if (!isSmall && whole + fraction === '') return undefined;
  const signed = (value: bigint): bigint => (sign === '-' ? -value : value);
  const exact = magnitude(withoutZeros(digits), least, binary ?? 0);
  return {
    amount: signed(binary !== undefined && exact > maxBinary ? maxBinary : exact),
    small: isSmall
      ? { value: signed(BigInt(digits) << BigInt(binary ?? 0)), exponent: Math.min(least, maxWholeDigits) }
      : undefined,
    isCanonical: text === '0' || (isSmall && isReused(digits, least, binary !== undefined)),
    hasExponent: /^[eE][+-\d]/.test(suffix),
  };
}

const withoutZeros = (digits: string): string => digits.replace(/^0+/, '');

/** One unit of the smallest amount has this many digits behind the point: 10^-9 divided by 2^60 is a multiple of 10^-69. */
const maxFractionDigits = nano + binaryExponents.Ei;

/** `digits * 10^exponent * 2^binary` in units of 10^-9, rounded up. The digits begin with no 0. */
function magnitude(digits: string, exponent: number, binary: number): bigint {
  const wholeDigits = digits.length + exponent;
  if (digits === '') return 0n;
  if (wholeDigits > maxWholeDigits) return largest;
  const kept = wholeDigits + maxFractionDigits;
  if (kept <= 0) return 1n;
  // Of the digits behind those, it only counts whether there is another than 0.
  const rest = /[1-9]/.test(digits.slice(kept)) ? '1' : '';
  const head = digits.slice(0, kept) + rest;
  return scale(BigInt(head) << BigInt(binary), wholeDigits - head.length + nano);
}

/** Go cuts the exponent to 32 bits. Undefined if it exceeds 64 bits. */
function exponentIn(suffix: string): number | undefined {
  const [, sign = '', digits = ''] = /^.([+-]?)0*(\d+)$/.exec(suffix) ?? [];
  if (digits.length > maxExponentDigits) return undefined;
  const exponent = BigInt(digits) * (sign === '-' ? -1n : 1n);
  return BigInt.asIntN(64, exponent) === exponent ? Number(BigInt.asIntN(32, exponent)) : undefined;
}

/** The largest 64-bit number has as many. */
const maxExponentDigits = 19;

/** Whether kube-apiserver takes the text for the canonical form of the quantity, and keeps it. */
const isReused = (digits: string, exponent: number, isBinary: boolean): boolean =>
  isBinary ? (BigInt(digits) & 7n) !== 0n : exponent % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');

function scale(mantissa: bigint, exponent: number): bigint {
  if (exponent >= 0) return mantissa * powerOfTen(exponent);
  const divisor = powerOfTen(-exponent);
  return (mantissa + divisor - 1n) / divisor;
}

/** Each power is computed once. The exponents are bounded by `maxWholeDigits` and `maxFractionDigits`. */
const powers = new Map<number, bigint>();

function powerOfTen(exponent: number): bigint {
  let power = powers.get(exponent);
  if (power === undefined) powers.set(exponent, (power = 10n ** BigInt(exponent)));
  return power;
}

/** Whether two quantities are the same amount. A text that is not a quantity equals only itself. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const left = parseQuantity(a);
  return left !== undefined && left === parseQuantity(b);
}

/**
 * The value in units of 10^exponent, rounded away from zero, as kube-apiserver computes it (ScaledValue): in 64 bits, so that
 * a large amount becomes another number. Undefined if the value is not a quantity.
 */
function scaledValue(value: unknown, exponent: number): bigint | undefined {
  const quantity = quantityOf(value);
  if (quantity === undefined) return undefined;
  const { amount, small } = quantity;
  if (small === undefined) return BigInt.asIntN(64, divided(amount, powerOfTen(nano + exponent)));
  const steps = small.exponent - exponent;
  if (steps < 0) return divided(small.value, powerOfTen(-steps));
  const product = small.value * powerOfTen(steps);
  const cut = BigInt.asIntN(64, product);
  // positiveScaleInt64 multiplies by these powers at once, and step by step by the others, until the product is too large.
  return cut === product || [1, 2, 3, 6, 9].includes(steps) ? cut : 0n;
}

const divided = (value: bigint, divisor: bigint): bigint =>
  value < 0n ? -((-value + divisor - 1n) / divisor) : (value + divisor - 1n) / divisor;

/** The amount as a multiple of the unit, rounded away from zero. Both are in the units of `parseQuantity`. */
export const roundedTo = (amount: bigint, unit: bigint): bigint => divided(amount, unit) * unit;

/** Whether the amount has a fraction, after kube-apiserver has rounded it to thousandths. */
export const hasFraction = (amount: bigint): boolean => roundedTo(amount, milli) % one !== 0n;

/** The value in thousandths (MilliValue), and in units (Value), in 64 bits. */
export const thousandthsOf = (value: unknown): bigint | undefined => scaledValue(value, -3);
export const unitsOf = (value: unknown): bigint | undefined => scaledValue(value, 0);

/** The quantity as kube-apiserver prints it. Undefined if the value is not a quantity. */
export function canonicalQuantity(value: unknown): string | undefined {
  const quantity = quantityOf(value);
  if (quantity === undefined) return undefined;
  const { amount, isCanonical, hasExponent } = quantity;
  const text = trimSpace(String(value), blank);
  if (isCanonical || amount === 0n) return isCanonical ? text : '0';
  const printed = hasExponent ? undefined : quantityText(amount, text);
  if (printed?.endsWith('i') === true) return printed;
  let [mantissa, exponent] = [amount, -nano];
  for (; mantissa % 1000n === 0n; exponent += 3) mantissa /= 1000n;
  if (hasExponent) return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  // Kubernetes has no suffix for more than 1E, and prints none.
  return `${mantissa}${suffixOf.get(exponent) ?? ''}`;
}

const suffixOf: ReadonlyMap<number, string> = new Map(
  Object.entries(decimalExponents).map(([suffix, exponent]) => [exponent, suffix]),
);

/** From the largest to the smallest. */
const decimalSuffixes = Object.entries(decimalExponents).reverse();
const binarySuffixes = Object.entries(binaryExponents).reverse();
/** One, and one thousandth, in the units of `parseQuantity`. */
export const one: bigint = powerOfTen(nano);
export const milli: bigint = powerOfTen(nano - 3);
/** kube-apiserver lowers a larger amount with a binary unit to this one, so that `8Ei` and `9Ei` are the same amount. */
const maxBinary = (2n ** 63n - 1n) * one;
/** Stands for every larger amount. */
const largest = powerOfTen(maxWholeDigits + nano);
/** No sum is larger either, so that it is not more than each of its parts seems to be. */
export const sumOf = (a: bigint, b: bigint): bigint => (a + b > largest ? largest : a + b);
/** Kubernetes writes smaller numbers of bytes without a binary unit. */
const fewest = 1024n * one;

/**
 * An amount in units of 10^-9, as Kubernetes writes it (CanonicalizeBytes): a whole number with the largest unit that keeps the exact
 * value, such as `750m`. The unit is binary, such as `4Mi`, if the amount is a sum of quantities with binary units and not too large for
 * one.
 */
export function quantityText(amount: bigint, like: unknown): string {
  const size = amount < 0n ? -amount : amount;
  const isBinary =
    typeof like === 'string' && like.endsWith('i') && size >= fewest && size <= maxBinary && size % one === 0n;
  const units = isBinary
    ? binarySuffixes.map(([suffix, exponent]) => ({ suffix, unit: one << BigInt(exponent) }))
    : decimalSuffixes.map(([suffix, exponent]) => ({ suffix, unit: powerOfTen(exponent + nano) }));
  const { suffix, unit } = units.find(({ unit }) => amount % unit === 0n) ?? { suffix: '', unit: one };
  return amount === 0n ? '0' : `${amount / unit}${suffix}`;
}
