/**
 * Kubernetes quantities (`500m`, `1.5Gi`, `2e3`) as exact numbers.
 * Source: k8s.io/apimachinery pkg/api/resource/quantity.go.
 */
import { own } from '../json/json.ts';

const form = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;
const decimalExponents = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryExponents = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** Quantities have a precision of one nano: kube-apiserver rounds up, away from zero. */
const nano = 9;
/** kube-apiserver does not limit the length and the exponent. These limits bound the work, and exceed every number that JSON can represent. */
const maxLength = 512;
const maxExponent = 512;

/** Clusters use the same few amounts again and again, and arithmetic with big integers is slow. The cache is limited to a few short texts. */
const parsed = new Map<string, bigint>();
const maxParsed = 1024;

/** The value in units of 10^-9. Undefined if the text is not a quantity. */
export function parseQuantity(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > maxLength) return undefined;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const amount = parse(text);
  if (amount === undefined) return undefined;
  if (parsed.size === maxParsed) parsed.clear();
  parsed.set(text, amount);
  return amount;
}

function parse(text: string): bigint | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const binary = own<number>(binaryExponents, suffix);
  const exponent = own<number>(decimalExponents, suffix) ?? (binary === undefined ? Number(suffix.slice(1)) : 0);
  if (Math.abs(exponent) > maxExponent) return undefined;
  const mantissa = BigInt(whole + fraction) << BigInt(binary ?? 0);
  const exact = scale(mantissa, exponent - fraction.length + nano);
  const magnitude = binary !== undefined && exact > maxBinary ? maxBinary : exact;
  return sign === '-' ? -magnitude : magnitude;
}

function scale(mantissa: bigint, exponent: number): bigint {
  if (exponent >= 0) return mantissa * powerOfTen(exponent);
  const divisor = powerOfTen(-exponent);
  return (mantissa + divisor - 1n) / divisor;
}

/** Each power is computed once. An exponent and the digits after the point add up to about a thousand at most. */
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

/** From the largest to the smallest. */
const decimalSuffixes = Object.entries(decimalExponents).reverse();
const binarySuffixes = Object.entries(binaryExponents).reverse();
/** One, and one thousandth, in the units of `parseQuantity`. */
export const one: bigint = powerOfTen(nano);
export const milli: bigint = powerOfTen(nano - 3);
/** kube-apiserver lowers a larger amount with a binary unit to this one, so that `8Ei` and `9Ei` are the same amount. */
const maxBinary = (2n ** 63n - 1n) * one;
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
