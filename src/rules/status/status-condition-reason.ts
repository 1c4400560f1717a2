import { stringAt } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, say } from '../finding.ts';
import { changedConditions, statusUpdates } from './changed-status.ts';

const upperCamelCase = /^[A-Z][A-Za-z0-9]*$/;

export const statusConditionReason = defineUpdateRule({
  id: 'status-condition-reason',
  title: 'The reason of a condition is one word in UpperCamelCase',
  why: 'A reason is for programs: they compare it, and alerts count by it. What is for people goes into message.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: statusUpdates,
  messages: { reason: 'a reason is one word in UpperCamelCase' },
  *check(change) {
    for (const { path, before, after } of changedConditions(change)) {
      const reason = stringAt(after, 'reason') ?? '';
      if (reason === '' || upperCamelCase.test(reason) || reason === stringAt(before, 'reason')) continue;
      const fix = say('write it like MinimumReplicasAvailable, and sentences into message');
      yield invalid(path.child('reason'), 'reason', { to: reason, fix });
    }
  },
});
