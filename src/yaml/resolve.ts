/** The value of a scalar in YAML 1.1. Source: go.yaml.in/yaml/v2 resolve.go, and strconv of Go. */

import { isUtf8 } from 'node:buffer';
import { isDate, isTimeOfDay } from '../json/calendar.ts';
import { Pieces } from './pieces.ts';

/** Integers are distinguished from other numbers, because they are written differently as keys. */
export type Resolved = null | boolean | string | bigint | number;

const prefix = 'tag:yaml.org,2002:';
export const mergeTag = `${prefix}merge`;

const wordLists: readonly (readonly [Resolved, string])[] = [
  [true, 'y Y yes Yes YES true True TRUE on On ON'],
  [false, 'n N no No NO false False FALSE off Off OFF'],
  [null, '~ null Null NULL'],
  [NaN, '.nan .NaN .NAN'],
  [Infinity, '.inf .Inf .INF +.inf +.Inf +.INF'],
  [-Infinity, '-.inf -.Inf -.INF'],
];
const words = new Map(
  wordLists.flatMap(([value, texts]) => texts.split(' ').map((text): [string, Resolved] => [text, value])),
);
words.set('', null);

/** A scalar without quotes and without a tag. */
export function resolvePlain(text: string): Resolved {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return pointed(text) ?? text;
  return /^[-+0-9]/.test(text) ? (number(text.replaceAll('_', '')) ?? text) : text;
}

/** The result of the tags for types. Undefined if the text does not have the type. */
const typed = new Map<string, (value: Resolved, text: string) => Resolved | undefined>([
  [`${prefix}str`, (_, text) => text],
  [`${prefix}bool`, (value) => (typeof value === 'boolean' ? value : undefined)],
  [`${prefix}null`, (value) => (value === null ? null : undefined)],
  [`${prefix}int`, (value) => (typeof value === 'bigint' ? value : undefined)],
  [`${prefix}float`, toFloat],
  [`${prefix}timestamp`, (_, text) => (isTimestamp(text) ? text : undefined)],
  [`${prefix}binary`, (_, text) => fromBase64(text)],
]);

/** Undefined if the text does not match the tag. A tag without a type results in a string. */
export function resolveTagged(tag: string, text: string): Resolved | undefined {
  const resolve = typed.get(tag);
  return resolve === undefined ? text : resolve(resolvePlain(text), text);
}

export const shortTag = (tag: string): string => (tag.startsWith(prefix) ? `!!${tag.slice(prefix.length)}` : tag);

function toFloat(value: Resolved): number | undefined {
  if (typeof value === 'bigint') return value <= maxSigned ? Number(value) : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** In a number that begins with a point, underscores may only be between digits. */
function pointed(text: string): number | undefined {
  if (/[^0-9]_|_[^0-9]|_$/.test(text)) return undefined;
  const digits = text.replaceAll('_', '');
  return /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/.test(digits) ? float(digits) : undefined;
}

function number(text: string): bigint | number | undefined {
  const whole = integer(text);
  if (whole !== undefined) return whole;
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return float(text);
  // go-yaml also accepts a sign after 0b.
  const binary = /^0b([-+][01]+)$/.exec(text)?.[1];
  return binary === undefined ? undefined : integer(binary.replace(/[01]/, '0b$&'));
}

const maxSigned = 2n ** 63n - 1n;
const maxUnsigned = 2n ** 64n - 1n;
/** The maximum number of digits, in base 2. */
const maxDigits = 64;

/** A 64-bit integer, in base 2, 8, 10 or 16 depending on its prefix. Only numbers without a sign may use all 64 bits. */
function integer(text: string): bigint | undefined {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  if (digits.replace(/^0[xXbBoO]?0*/, '').length > maxDigits) return undefined;
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits);
  if (sign === '-') return value <= maxSigned + 1n ? -value : undefined;
  return value <= (sign === '' ? maxUnsigned : maxSigned) ? value : undefined;
}

function float(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The format with the letter has a time zone, and the format with the space does not. */
const timestamps = [
  /^\d{4}-(\d{1,2})-(\d{1,2})$/,
  /^\d{4}-(\d{1,2})-(\d{1,2}) +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?$/,
  /^\d{4}-(\d{1,2})-(\d{1,2})[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)$/,
];

function isTimestamp(text: string): boolean {
  const match = timestamps.map((form) => form.exec(text)).find((found) => found !== null);
  if (match === undefined || match === null) return false;
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return isDate(Number(text.slice(0, 4)), month, day) && isTimeOfDay(hour, minute, second);
}

function fromBase64(text: string): string | undefined {
  const digits = text.replaceAll('\r', '').replaceAll('\n', '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  const bytes = Buffer.from(digits, 'base64');
  return isUtf8(bytes) ? bytes.toString() : brokenUtf8(bytes);
}

/** Go replaces each invalid byte with a replacement character, and other decoders replace several bytes with one. */
function brokenUtf8(bytes: Buffer): string {
  const text = new Pieces();
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at]!;
    const character = bytes.subarray(at, at + (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4));
    const valid = isUtf8(character);
    text.add(valid ? character.toString() : '\ufffd');
    at += valid ? character.length : 1;
  }
  return text.take();
}

/** The name of a key in JSON. Undefined if it cannot be a name. */
export function keyText(key: Resolved): string | undefined {
  if (typeof key === 'string') return key;
  if (typeof key === 'boolean') return String(key);
  if (typeof key === 'bigint') return key <= maxSigned ? String(key) : undefined;
  return key === null ? undefined : floatKey(key);
}

/** The format %g of a float32 in Go, with which sigs.k8s.io/yaml writes keys. */
function floatKey(key: number): string {
  const value = Math.fround(key);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  let shortest = '';
  for (let digits = 1; digits <= 9 && Math.fround(Number(shortest)) !== value; digits++)
    shortest = value.toExponential(digits - 1);
  const exponent = Number(shortest.slice(shortest.indexOf('e') + 1));
  if (exponent >= -4 && exponent < 6) return String(Number(shortest));
  return shortest.replace(/e([-+])(\d)$/, 'e$10$2');
}
