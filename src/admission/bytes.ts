/** Texts of an answer, limited in bytes. */
import { sentences, type Remark, type Sentences } from '../engine/judged.ts';
import { oneLine } from '../text/line.ts';
import { maxCopied } from '../text/quoted.ts';

const encoder = new TextEncoder();

/** The text as one line of at most `maxBytes` bytes in UTF-8. Characters are not split. */
export function oneLineOfBytes(text: string, maxBytes: number): string {
  // A character has at least as many bytes as UTF-16 units.
  const clean = oneLine(text, maxBytes + 1);
  return byteLength(clean) <= maxBytes ? clean : `${prefix(clean, maxBytes - ellipsisBytes)}…`;
}

/** The lengths to which names are shortened, in characters with the quotes, until the fix has room. */
export const nameLengths = [maxCopied, 36, 24, 16];

/**
 * The message, followed by the id of the rule in brackets, which is never shortened. If it is too long, names are shortened first. Then the
 * fix is omitted, because `podward explain` also shows it. Then the path is cut to half of the limit, and the sentences are cut at their end.
 */
export function remarkOfBytes(remark: Remark, maxBytes: number, path = ''): string {
  const end = ` [${remark.rule}]`;
  const room = maxBytes - end.length;
  for (const line of linesOf(remark, path)) if (byteLength(line) <= room) return oneLineOfBytes(line, room) + end;
  const problem = problemOf(remark.shortened(nameLengths.at(-1)!));
  const roomForPath = Math.max(Math.floor(room / 2), room - byteLength(at(' ', problem)));
  return oneLineOfBytes(at(oneLineOfBytes(path, roomForPath), problem), room) + end;
}

/** The message in every form, the longest first: with the fix, and without it. */
function* linesOf(remark: Remark, path: string): Generator<string> {
  if (remark.texts().fix !== undefined) for (const form of formsOf(remark)) yield at(path, sentences(form));
  for (const form of formsOf(remark)) yield at(path, problemOf(form));
}

function* formsOf(remark: Remark): Generator<Sentences> {
  yield remark.texts();
  for (const length of nameLengths) yield remark.shortened(length);
}

const problemOf = ({ lead, text }: Sentences): string => sentences({ lead, text });

const at = (path: string, text: string): string => (path === '' ? text : `${path}: ${text}`);

const ellipsisBytes = 3;

function prefix(text: string, maxBytes: number): string {
  // encodeInto stops before a character that does not fit.
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(maxBytes)).read);
}

export const byteLength = (text: string): number => encoder.encode(text).length;

/** The JSON text in Base64. Non-ASCII characters are written as \uXXXX, so that each character is one byte. */
export function base64Json(value: unknown): string {
  return btoa(
    JSON.stringify(value).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
