import type { Change } from '../change/change.ts';
import type { Finding } from '../rules/finding.ts';
import { withNames, type WithNames } from './judged.ts';
import { renderer, type Worded } from './render.ts';

/** A message about what a default did or will do. */
export interface Note {
  readonly path: string;
  /** JSON Pointer of the same field. */
  readonly pointer: string;
  readonly text: string;
  /** How to prevent it. A warning without room for it omits it as a whole. */
  readonly fix?: string | undefined;
  /** The id of the default. */
  readonly rule: string;
  readonly [withNames]?: WithNames | undefined;
}

/** The notes of the defaults: the first `maxNotes`, and how many more there are. */
export interface Notes {
  add(note: Finding, of: Worded): void;
  readonly kept: readonly Note[];
  readonly more: number;
}

/** More than an answer has room for. */
const maxNotes = 100;

export function createNotes(change: Change): Notes {
  const inWords = renderer(change);
  const kept: Note[] = [];
  let more = 0;
  return {
    add(note, of) {
      if (kept.length >= maxNotes) {
        more++;
        return;
      }
      const { path, pointer, text, fix, [withNames]: shortened } = inWords(note, of, 'warn');
      kept.push({ path, pointer, text, fix, rule: of.id, [withNames]: shortened });
    },
    kept,
    get more() {
      return more;
    },
  };
}
