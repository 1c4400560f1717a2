/** Texts for an answer, bounded in bytes. */
import { oneLine } from '../text/line.ts';

const encoder = new TextEncoder();

/** The text in one line of at most so many bytes of UTF-8, cut between two characters. */
export function oneLineOfBytes(text: string, maxBytes: number): string {
  // No character has fewer bytes than units.
  const clean = oneLine(text, maxBytes + 1);
  return byteLength(clean) <= maxBytes ? clean : `${prefix(clean, maxBytes - ellipsisBytes)}…`;
}

/** The same with the id of a rule in brackets behind it, which is never cut. */
export function oneLineWithId(text: string, id: string, maxBytes: number): string {
  const end = ` [${id}]`;
  return oneLineOfBytes(text, maxBytes - end.length) + end;
}

const ellipsisBytes = 3;

function prefix(text: string, maxBytes: number): string {
  // encodeInto stops before a character that does not fit.
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(maxBytes)).read);
}

export const byteLength = (text: string): number => encoder.encode(text).length;

/** Base64 of the JSON text. What is beyond ASCII is written as \uXXXX, so that each character is one byte. */
export function base64Json(value: unknown): string {
  return btoa(
    JSON.stringify(value).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
