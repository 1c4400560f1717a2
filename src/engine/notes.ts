import type { FieldPath } from '../json/path.ts';
import { showPath, showText } from '../text/shown.ts';

/** What a default did or will do, in words. */
export interface Note {
  readonly path: string;
  readonly text: string;
  /** The id of the default. */
  readonly rule: string;
}

/** All of it in one line. */
export const noteLine = ({ path, text, rule }: Note): string => `${path === '' ? '' : `${path}: `}${text} [${rule}]`;

/** What a user is told of defaults: the first `maxNotes`, and how many more there are. */
export interface Notes {
  add(path: FieldPath, note: string, id: string): void;
  readonly kept: readonly Note[];
  readonly more: number;
}

/** More than an answer has room for. */
const maxNotes = 100;
/** Room for a sentence with the name of a container in it. */
const maxNote = 400;

export function createNotes(): Notes {
  const kept: Note[] = [];
  let more = 0;
  return {
    add(path, note, id) {
      if (kept.length < maxNotes) kept.push({ path: showPath(path), text: showText(note, maxNote), rule: id });
      else more++;
    },
    kept,
    get more() {
      return more;
    },
  };
}
