/** Texts of an answer, limited in bytes. */
import { withNames, type WithNames } from '../engine/judged.ts';
import { oneLine } from '../text/line.ts';

const encoder = new TextEncoder();

/** The text as one line of at most `maxBytes` bytes in UTF-8. Characters are not split. */
export function oneLineOfBytes(text: string, maxBytes: number): string {
  // A character has at least as many bytes as UTF-16 units.
  const clean = oneLine(text, maxBytes + 1);
  return byteLength(clean) <= maxBytes ? clean : `${prefix(clean, maxBytes - ellipsisBytes)}…`;
}

/** A message about a field: a finding, or a note of a default, which has no lead. */
interface Said {
  readonly lead?: string;
  readonly text: string;
  readonly fix?: string | undefined;
  readonly rule: string;
  readonly [withNames]?: WithNames | undefined;
}

/** The lengths to which names are shortened, in characters with the quotes, until the fix has room. */
export const nameLengths = [48, 36, 24, 16];

/**
 * The message, followed by the id of the rule in brackets, which is never shortened. If it is too long, names are shortened first. Then the
 * fix is omitted, because `podward explain` also shows it. Then the path is cut to half of the limit, and the sentences are cut at their end.
 */
export function saidOfBytes(said: Said, maxBytes: number, path = ''): string {
  const end = ` [${said.rule}]`;
  const room = maxBytes - end.length;
  for (const line of linesOf(said, path)) if (byteLength(line) <= room) return oneLineOfBytes(line, room) + end;
  const problem = problemOf(said[withNames]?.(nameLengths.at(-1)!) ?? said);
  const roomForPath = Math.max(Math.floor(room / 2), room - byteLength(at(' ', problem)));
  return oneLineOfBytes(at(oneLineOfBytes(path, roomForPath), problem), room) + end;
}

/** The message in every form, the longest first: with the fix, and without it. */
function* linesOf(said: Said, path: string): Generator<string> {
  const { [withNames]: shortened } = said;
  const line = (one: Omit<Said, 'rule'>, fix = ''): string =>
    at(path, fix === '' ? problemOf(one) : `${problemOf(one)} ${fix}`);
  for (const withFix of said.fix === undefined ? [false] : [true, false]) {
    yield line(said, withFix ? said.fix : '');
    if (shortened === undefined) continue;
    for (const length of nameLengths) {
      const shorter = shortened(length);
      yield line(shorter, withFix ? shorter.fix : '');
    }
  }
}

const problemOf = ({ lead = '', text }: Omit<Said, 'rule'>): string => (lead === '' ? text : `${lead}: ${text}`);

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
