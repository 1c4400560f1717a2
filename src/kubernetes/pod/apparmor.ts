/** The names of AppArmor profiles on a node. Source: ValidateAppArmorProfileField. */

/** Whitespace as Go defines it. Each of these characters is one UTF-16 unit. */
const whitespace = /\p{White_Space}/u;

/** Of a path on Linux, without the byte that ends it. */
export const maxAppArmorName = 4095;

export const isAppArmorName = (name: string): boolean =>
  name !== '' && trimmedName(name) === name && Buffer.byteLength(name) <= maxAppArmorName;

/** Removes whitespace at the start and end like Go's strings.TrimSpace. String.prototype.trim removes other characters. */
export function trimmedName(text: string): string {
  let [start, end] = [0, text.length];
  while (whitespace.test(text.charAt(start))) start++;
  while (whitespace.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
