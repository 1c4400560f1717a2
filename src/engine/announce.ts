import type { Default } from '../defaults/default.ts';
import type { Policy } from '../policy/policy.ts';
import type { Change } from '../rules/rule.ts';
import { RuleFailure } from './failure.ts';

/** An answer shows ten warnings. What is beyond a hundred is not put into words: no Pod that serves has so many containers. */
const maxAnnouncements = 100;

/** What the defaults will do to the Pods of a workload, in words for its author. */
export function announcements(change: Change, defaults: readonly Default[], policy: Policy): string[] {
  const notes: string[] = [];
  if (change.kind === 'Pod') return notes;
  for (const { id, announce } of defaults) {
    const chosen = policy.defaults.get(id);
    if (announce === undefined || chosen?.enabled !== true) continue;
    try {
      for (const { path, note } of announce(change, chosen.options)) {
        if (notes.length === maxAnnouncements) return notes;
        notes.push(`${path.toString()}: ${note} [${id}]`);
      }
    } catch (error) {
      throw new RuleFailure(id, error);
    }
  }
  return notes;
}
