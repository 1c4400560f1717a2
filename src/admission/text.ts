/** Texts for headers, terminals and logs: one line, well-formed, bounded. */

const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;
const encoder = new TextEncoder();

/** The text in one line of at most so many bytes of UTF-8, cut between two characters. */
export function oneLine(text: string, maxBytes: number): string {
  const clean = text.toWellFormed().replace(unprintable, ' ');
  return byteLength(clean) <= maxBytes ? clean : `${prefix(clean, maxBytes - ellipsisBytes)}…`;
}

/** Like oneLine, but what stands in brackets at the end, the id of a rule, survives the cut. */
export function oneLineWithId(text: string, maxBytes: number): string {
  const id = /\s\[[a-z0-9-]{1,80}\]$/.exec(text)?.[0] ?? '';
  return oneLine(text.slice(0, text.length - id.length), maxBytes - id.length) + id;
}

const ellipsisBytes = 3;

function prefix(text: string, maxBytes: number): string {
  // encodeInto stops before a character that does not fit.
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(maxBytes)).read);
}

const byteLength = (text: string): number => encoder.encode(text).length;

/** Base64 of the JSON text. What is beyond ASCII is written as \uXXXX, so that each character is one byte. */
export function base64Json(value: unknown): string {
  return btoa(
    JSON.stringify(value).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
