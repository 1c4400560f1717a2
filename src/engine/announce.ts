import type { Default } from '../defaults/default.ts';
import type { Policy } from '../policy/policy.ts';
import type { Change } from '../rules/rule.ts';
import { RuleFailure } from './failure.ts';

/** What the defaults will do to the Pods of a workload, in words for its author. */
export function announcements(change: Change, defaults: readonly Default[], policy: Policy): string[] {
  if (change.kind === 'Pod') return [];
  return defaults.flatMap(({ id, announce }) => {
    try {
      const { enabled = false, options = {} } = policy.defaults.get(id) ?? {};
      const announced = announce === undefined || !enabled ? [] : [...announce(change, options)];
      return announced.map(({ path, note }) => `${path.toString()}: ${note} [${id}]`);
    } catch (error) {
      throw new RuleFailure(id, error);
    }
  });
}
