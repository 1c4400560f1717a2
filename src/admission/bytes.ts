/** Texts of an answer, limited in bytes. */
import { oneLine } from '../text/line.ts';

const encoder = new TextEncoder();

/** The text as one line of at most `maxBytes` bytes in UTF-8. Characters are not split. */
export function oneLineOfBytes(text: string, maxBytes: number): string {
  // A character has at least as many bytes as UTF-16 units.
  const clean = oneLine(text, maxBytes + 1);
  return byteLength(clean) <= maxBytes ? clean : `${prefix(clean, maxBytes - ellipsisBytes)}…`;
}

/** A message about a field: a finding, or a note of a default, which has neither a lead nor a fix. */
interface Said {
  readonly lead?: string;
  readonly text: string;
  readonly fix?: string | undefined;
  readonly rule: string;
}

/**
 * The message, followed by the id of the rule in brackets, which is never shortened. If it is too long, the fix is omitted first, because
 * `podward explain` also shows it. Then the path is cut to half of the limit, and the sentences are cut at their end.
 */
export function saidOfBytes({ lead = '', text, fix = '', rule }: Said, maxBytes: number, path = ''): string {
  const end = ` [${rule}]`;
  const room = maxBytes - end.length;
  const problem = lead === '' ? text : `${lead}: ${text}`;
  const fits = [fix === '' ? problem : `${problem} ${fix}`, problem]
    .map((said) => at(path, said))
    .find((line) => byteLength(line) <= room);
  if (fits !== undefined) return oneLineOfBytes(fits, room) + end;
  const roomForPath = Math.max(Math.floor(room / 2), room - byteLength(at(' ', problem)));
  return oneLineOfBytes(at(oneLineOfBytes(path, roomForPath), problem), room) + end;
}

const at = (path: string, said: string): string => (path === '' ? said : `${path}: ${said}`);

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
