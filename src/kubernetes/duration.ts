/** Durations such as `1h30m`, as time.ParseDuration of Go reads them. */

/** In nanoseconds. The two signs for a millionth are U+00B5 and U+03BC. */
const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const two63 = 2n ** 63n;

/** A number with its unit. Each part of the pattern ends where the next begins, so that the work is linear. */
const amount = /(\d*)(?:\.(\d*))?([^.\d]+)/y;

/** Whether the text is a duration of less than about 292 years. It may be negative, and `0` needs no unit. */
export function isDurationText(text: string): boolean {
  const isNegative = text.startsWith('-');
  const rest = isNegative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return true;
  if (rest === '') return false;
  let total = 0n;
  amount.lastIndex = 0;
  while (amount.lastIndex < rest.length) {
    const [, whole = '', fraction = '', unit = ''] = amount.exec(rest) ?? [];
    const nanoseconds = nanosecondsOf(whole, fraction, unit);
    if (nanoseconds === undefined) return false;
    // Go adds modulo 2^64.
    total = BigInt.asUintN(64, total + nanoseconds);
    if (total > two63) return false;
  }
  return isNegative || total < two63;
}

/** Undefined if the unit is unknown, if there is no digit, or if the amount is too large. */
function nanosecondsOf(whole: string, fraction: string, name: string): bigint | undefined {
  const unit = units.get(name);
  if (unit === undefined || whole + fraction === '') return undefined;
  const digits = whole.replace(/^0+/, '');
  // 2^63 has 19 digits.
  if (digits.length > 19) return undefined;
  const value = BigInt(digits) * unit;
  if (value > two63) return undefined;
  const sum = value + partOf(fraction, Number(unit));
  return sum > two63 ? undefined : sum;
}

/** In floating point, as in Go. More digits than these make no difference. */
function partOf(fraction: string, unit: number): bigint {
  const significant = fraction.replace(/^0+/, '');
  const zeros = fraction.length - significant.length;
  const digits = significant.slice(0, 18);
  return BigInt(Math.floor(Number(digits) * (unit / 10 ** (zeros + digits.length))));
}
