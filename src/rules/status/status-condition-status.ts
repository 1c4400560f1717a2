import { field, type Json } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { duplicate, notSupported, remove, say } from '../finding.ts';
import { changedConditions, statusUpdates } from './changed-status.ts';

const statuses: readonly Json[] = ['True', 'False', 'Unknown'];

export const statusConditionStatus = defineUpdateRule({
  id: 'status-condition-status',
  title: 'A condition is True, False or Unknown, and there is one of its type',
  why: 'Readiness, and with it traffic, hangs on conditions. One whose status is neither true nor false, or that is there twice, is read differently by each reader.',
  mirrors: 'policy',
  appliesTo: statusUpdates,
  messages: {
    status: 'the status of a condition is one of the texts True, False and Unknown',
    twice: 'there is a condition of this type already',
  },
  *check(change) {
    const seen = new Set<string>();
    for (const { path, type, before, after } of changedConditions(change)) {
      // What was stored before may be sent again.
      if (seen.has(type) && before === undefined) {
        yield duplicate(path.child('type'), 'twice', { to: type, fix: remove });
      }
      seen.add(type);
      const status = field(after, 'status') ?? null;
      if (statuses.includes(status) || (before !== undefined && status === (field(before, 'status') ?? null))) continue;
      yield notSupported(path.child('status'), 'status', { to: status, fix: say('use one of these') });
    }
  },
});
