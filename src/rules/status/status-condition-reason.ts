import { stringAt } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import { changedConditions, statusUpdates } from './changed-status.ts';

const upperCamelCase = /^[A-Z][A-Za-z0-9]*$/;

export const statusConditionReason = defineUpdateRule({
  id: 'status-condition-reason',
  title: 'The reason of a condition must be one word in UpperCamelCase',
  why: 'Programs compare reasons, and metrics and alerts group conditions by reason. Text for people belongs in message.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: statusUpdates,
  messages: {
    reason: {
      text: 'must be one word in UpperCamelCase, such as MinimumReplicasAvailable.',
      fix: 'Put explanations in message.',
    },
  },
  *check(change) {
    for (const { path, before, after } of changedConditions(change)) {
      const reason = stringAt(after, 'reason') ?? '';
      if (reason === '' || upperCamelCase.test(reason) || reason === stringAt(before, 'reason')) continue;
      yield invalid(path.child('reason'), 'reason', { to: reason });
    }
  },
});
