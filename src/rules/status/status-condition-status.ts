import { field, isOneOf } from '../../json/json.ts';
import { conditionStatuses } from '../../kubernetes/pod/policies.ts';
import { defineUpdateRule } from '../rule.ts';
import { duplicate, notSupported, required } from '../finding.ts';
import { changedConditions, statusUpdates } from './changed-status.ts';

export const statusConditionStatus = defineUpdateRule({
  id: 'status-condition-status',
  title: 'Each condition must have a unique type, and the status True, False or Unknown',
  why: 'Controllers read the conditions of a Pod, for example to decide whether the Pod receives traffic. Another status, or a second condition of the same type, could have a different meaning for each controller.',
  mirrors: 'policy',
  appliesTo: statusUpdates,
  messages: {
    status: {},
    boolean: { fix: 'Put the value in quotes.' },
    noStatus: { text: 'a condition must have a status.', fix: 'Set status to "True", "False" or "Unknown".' },
    twice: { text: 'each condition type may be listed once.', fix: 'Remove one of the two entries.' },
  },
  *check(change) {
    const seen = new Set<string>();
    for (const { path, type, before, after } of changedConditions(change)) {
      // A condition that was stored before may be sent again.
      if (seen.has(type) && before === undefined) yield duplicate(path.child('type'), 'twice', { to: type });
      seen.add(type);
      const status = field(after, 'status') ?? '';
      if (isOneOf(status, conditionStatuses)) continue;
      if (before !== undefined && status === (field(before, 'status') ?? '')) continue;
      const at = path.child('status');
      if (status === '') yield required(at, 'noStatus');
      else yield notSupported(at, typeof status === 'boolean' ? 'boolean' : 'status', status, conditionStatuses);
    }
  },
});
