/**
 * Whether objects and lists are nested deeper than the limit, told from the bytes. JSON.parse takes a million levels, but whatever
 * walks the result (stringify, structuredClone, a rule) throws from about five thousand on. Text that is no JSON gets some answer;
 * JSON.parse refuses it afterwards.
 */
export function isDeeperThan(limit: number, bytes: Uint8Array): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === quote) {
      i = endOfString(bytes, i + 1);
    } else if (byte >= openList) {
      // A brace is a bracket with one more bit, so one comparison tells both.
      const bracket = byte | braceBit;
      if (bracket === openObject) {
        if (++depth > limit) return true;
      } else if (bracket === closeObject) {
        depth--;
      }
    }
  }
  return false;
}

/** Position of the closing quote. The bytes of a character beyond ASCII are all above 0x7f, so none is taken for a quote. */
function endOfString(bytes: Uint8Array, from: number): number {
  let i = from;
  for (; i < bytes.length && bytes[i] !== quote; i++) if (bytes[i] === backslash) i++;
  return i;
}

const quote = 0x22;
const backslash = 0x5c;
const openList = 0x5b;
const openObject = 0x7b;
const closeObject = 0x7d;
const braceBit = 0x20;
