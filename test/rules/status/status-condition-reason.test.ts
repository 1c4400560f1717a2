import { statusConditionReason } from '../../../src/rules/status/status-condition-reason.ts';
import { testRule } from '../rule-tester.ts';
import { update, withCondition } from './with-status.ts';

const because = (reason?: string) =>
  withCondition({ type: 'Ready', status: 'False', ...(reason === undefined ? {} : { reason }) });
const finding = (to: string) => [
  {
    messageId: 'reason',
    path: 'status.conditions[0].reason',
    type: 'FieldValueInvalid' as const,
    fix: 'Put explanations in message.',
    to,
    says: 'UpperCamelCase',
  },
];

testRule(statusConditionReason, {
  valid: [
    update('a word', because(), because('ContainersNotReady')),
    update('none', because('ContainersNotReady'), because()),
    update('empty', because(), because('')),
    update('stored before', because('it broke'), because('it broke')),
  ],
  invalid: [
    { ...update('a sentence', because(), because('it is broken')), findings: finding('it is broken') },
    {
      ...update('a sentence with a capital letter', because(), because('It is broken')),
      findings: finding('It is broken'),
    },
    { ...update('lowerCamelCase', because('Ok'), because('notReady')), findings: finding('notReady') },
  ],
});
