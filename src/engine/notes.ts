import type { FieldPath } from '../pod/path.ts';

/** What a user is told of defaults: the first `maxNotes`, and how many more there are. */
export interface Notes {
  add(path: FieldPath, note: string, id: string): void;
  texts(): string[];
}

/** More than an answer has room for. */
const maxNotes = 100;

export function createNotes(): Notes {
  const kept: string[] = [];
  let more = 0;
  return {
    add(path, note, id) {
      if (kept.length < maxNotes) kept.push(`${path.toString()}: ${note} [${id}]`);
      else more++;
    },
    texts: () => (more === 0 ? kept : [...kept, `and ${more} more`]),
  };
}
