/**
 * The 64-bit integer that strconv.ParseInt of Go reads. Undefined if the text is none, or too large. The digits are counted, so that a
 * long text costs nothing more.
 */
export function int64In(text: string): bigint | undefined {
  const [, sign = '', digits] = /^([+-]?)0*(\d{1,19})$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = BigInt(digits) * (sign === '-' ? -1n : 1n);
  return BigInt.asIntN(64, number) === number ? number : undefined;
}
