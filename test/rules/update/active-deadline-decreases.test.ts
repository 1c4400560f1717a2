import { activeDeadlineDecreases } from '../../../src/rules/update/active-deadline-decreases.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const deadline = (activeDeadlineSeconds: number | null) => pod({ activeDeadlineSeconds });
const path = 'spec.activeDeadlineSeconds';

testRule(activeDeadlineDecreases, {
  valid: [
    { name: 'set for the first time', before: pod(), after: deadline(60) },
    { name: 'shortened', before: deadline(60), after: deadline(59) },
    { name: 'the same', before: deadline(60), after: deadline(60) },
    { name: 'zero, which active-deadline-positive judges', before: deadline(60), after: deadline(0) },
    { name: 'null on both sides', before: pod(), after: deadline(null) },
  ],
  invalid: [
    {
      name: 'extended',
      before: deadline(60),
      after: deadline(61),
      findings: [
        {
          messageId: 'longer',
          path,
          type: 'FieldValueInvalid',
          fix: 'Use a value from 1 to 60.',
          from: 60,
          to: 61,
        },
      ],
    },
    {
      name: 'removed',
      before: deadline(60),
      after: pod(),
      findings: [
        {
          messageId: 'unset',
          path,
          type: 'FieldValueInvalid',
          fix: 'Set activeDeadlineSeconds to 60 or less, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: 60,
          to: null,
        },
      ],
    },
  ],
});
