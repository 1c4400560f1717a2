/** Texts for an answer, bounded in bytes. */
import { oneLine } from '../text/line.ts';

const encoder = new TextEncoder();

/** The text in one line of at most so many bytes of UTF-8, cut between two characters. */
export function oneLineOfBytes(text: string, maxBytes: number): string {
  // No character has fewer bytes than units.
  const clean = oneLine(text, maxBytes + 1);
  return byteLength(clean) <= maxBytes ? clean : `${prefix(clean, maxBytes - ellipsisBytes)}…`;
}

/** Something that is said of a field: a finding, or a note of a default, which has no lead and no fix. */
interface Said {
  readonly lead?: string;
  readonly text: string;
  readonly fix?: string | undefined;
  readonly rule: string;
}

/**
 * What is said, with the id of the rule in brackets behind it, which is never cut. Where it is too long, what to do is left out first, since
 * `podward explain` tells it too; then the path is cut to half of the room, and the end of the sentences.
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

/** Base64 of the JSON text. What is beyond ASCII is written as \uXXXX, so that each character is one byte. */
export function base64Json(value: unknown): string {
  return btoa(
    JSON.stringify(value).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
