import type { Change } from '../change/change.ts';
import type { Finding } from '../rules/finding.ts';
import type { Remark } from './judged.ts';
import { renderer, type Worded } from './render.ts';

/** The notes of the defaults: the first `maxNotes`, and how many more there are. */
export interface Notes {
  add(note: Finding, of: Worded): void;
  readonly kept: readonly Remark[];
  readonly more: () => number;
}

/** More than an answer has room for. */
const maxNotes = 100;

export function createNotes(change: Change): Notes {
  const remarkOn = renderer(change);
  const kept: Remark[] = [];
  let more = 0;
  return {
    add(note, of) {
      if (kept.length < maxNotes) kept.push(remarkOn(note, of));
      else more++;
    },
    kept,
    more: () => more,
  };
}
