import type { FieldPath } from '../json/path.ts';
import { showPath, showText } from '../text/shown.ts';

/** What a user is told of defaults: the first `maxNotes`, and how many more there are. */
export interface Notes {
  add(path: FieldPath, note: string, id: string): void;
  texts(): string[];
}

/** More than an answer has room for. */
const maxNotes = 100;
/** Room for a sentence with the name of a container in it. */
const maxNote = 400;

export function createNotes(): Notes {
  const kept: string[] = [];
  let more = 0;
  return {
    add(path, note, id) {
      if (kept.length < maxNotes) kept.push(`${showPath(path)}: ${showText(note, maxNote)} [${id}]`);
      else more++;
    },
    texts: () => (more === 0 ? kept : [...kept, `and ${more} more`]),
  };
}
