import type { Change } from '../change/change.ts';
import { attempt } from './failure.ts';
import type { ActiveDefault } from './fill.ts';
import type { Notes } from './notes.ts';

/** Adds a note for the author of a workload about each field that the defaults will add to its Pods. */
export function announce(change: Change, defaults: readonly ActiveDefault[], notes: Notes): void {
  if (change.kind === 'Pod') return;
  for (const { item, options } of defaults)
    attempt('default', item.id, () => {
      for (const note of item.announce?.(change, options) ?? []) notes.add(note, item);
    });
}
