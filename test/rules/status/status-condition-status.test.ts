import { statusConditionStatus } from '../../../src/rules/status/status-condition-status.ts';
import { testRule } from '../rule-tester.ts';
import { update, withCondition, withStatus } from './with-status.ts';

const ready = { type: 'Ready', status: 'True' };

testRule(statusConditionStatus, {
  valid: [
    ...['True', 'False', 'Unknown'].map((status) =>
      update(status, withCondition(ready), withCondition({ ...ready, status })),
    ),
    update('twice already', withCondition(ready, ready), withCondition(ready, { ...ready, status: 'False' })),
    update(
      'a status that was stored before',
      withCondition({ type: 'a', status: 'yes' }, { type: 'b' }),
      withCondition({ type: 'a', status: 'yes', reason: 'Same' }, { type: 'b' }),
    ),
    update('garbage', withStatus({}), withStatus({ conditions: [1, null] })),
  ],
  invalid: [
    {
      ...update('true in lower case', withStatus({}), withCondition({ type: 'example.com/a', status: 'true' })),
      findings: [
        {
          messageId: 'status',
          path: 'status.conditions[0].status',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "True"?',
          to: 'true',
        },
      ],
    },
    {
      ...update('a boolean', withCondition(ready), withCondition({ ...ready, status: true })),
      findings: [
        {
          messageId: 'boolean',
          path: 'status.conditions[0].status',
          type: 'FieldValueNotSupported',
          fix: 'Put the value in quotes.',
          to: true,
        },
      ],
    },
    {
      ...update('no status', withStatus({}), withCondition({ type: 'a' })),
      findings: [
        {
          messageId: 'noStatus',
          path: 'status.conditions[0].status',
          type: 'FieldValueRequired',
          fix: 'Set status to "True", "False" or "Unknown".',
        },
      ],
    },
    {
      ...update('a type twice', withCondition(ready), withCondition(ready, { ...ready, status: 'False' })),
      findings: [
        {
          messageId: 'twice',
          path: 'status.conditions[1].type',
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: 'Ready',
        },
      ],
    },
  ],
});
