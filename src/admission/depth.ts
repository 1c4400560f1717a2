/** How much there is in a text of JSON. */
export interface Extent {
  /** How many levels objects and lists nest. */
  readonly depth: number;
  /** The commas and opening brackets: one for each entry of a list and each field of an object, and for each empty list and object. */
  readonly values: number;
}

/**
 * Which of the limits the text goes beyond, told from its bytes before anything is made of them. JSON.parse takes a million levels,
 * but whatever walks the result (stringify, structuredClone, a rule) throws from about five thousand on; and of `[{},{},…]` it makes
 * twenty times the bytes. Text that is no JSON gets some answer; JSON.parse refuses it afterwards.
 */
export function excessOf(bytes: Uint8Array, limits: Extent): keyof Extent | undefined {
  let depth = 0;
  let values = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === quote) {
      i = endOfString(bytes, i + 1);
    } else if (byte === comma) {
      values++;
    } else if (byte >= openList) {
      // A brace is a bracket with one more bit, so one comparison tells both.
      const bracket = byte | braceBit;
      if (bracket === openObject) {
        values++;
        if (++depth > limits.depth) return 'depth';
      } else if (bracket === closeObject) {
        depth--;
      }
    }
  }
  return values > limits.values ? 'values' : undefined;
}

export const isDeeperThan = (limit: number, bytes: Uint8Array): boolean =>
  excessOf(bytes, { depth: limit, values: Infinity }) === 'depth';

/** Position of the closing quote. The bytes of a character beyond ASCII are all above 0x7f, so none is taken for a quote. */
function endOfString(bytes: Uint8Array, from: number): number {
  let i = from;
  for (; i < bytes.length && bytes[i] !== quote; i++) if (bytes[i] === backslash) i++;
  return i;
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openList = 0x5b;
const openObject = 0x7b;
const closeObject = 0x7d;
const braceBit = 0x20;
