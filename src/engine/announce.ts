import type { Default } from '../defaults/default.ts';
import type { Policy } from '../policy/policy.ts';
import type { Change } from '../change/change.ts';
import { RuleFailure } from './failure.ts';
import type { Notes } from './notes.ts';

/** Adds a note for the author of a workload about each field that the defaults will add to its Pods. */
export function announce(change: Change, defaults: readonly Default[], policy: Policy, notes: Notes): void {
  if (change.kind === 'Pod') return;
  for (const item of defaults) {
    try {
      const { enabled, options } = policy.defaults.get(item.id)!;
      if (item.announce === undefined || !enabled) continue;
      for (const note of item.announce(change, options)) notes.add(note, item);
    } catch (error) {
      throw new RuleFailure('default', item.id, error);
    }
  }
}
