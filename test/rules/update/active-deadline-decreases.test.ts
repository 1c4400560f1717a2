import type { Json } from '../../../src/json/json.ts';
import { activeDeadlineDecreases } from '../../../src/rules/update/active-deadline-decreases.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const deadline = (activeDeadlineSeconds: Json) => pod({ activeDeadlineSeconds });
const path = 'spec.activeDeadlineSeconds';

testRule(activeDeadlineDecreases, {
  valid: [
    { name: 'set for the first time', before: pod(), after: deadline(60) },
    { name: 'shortened', before: deadline(60), after: deadline(59) },
    { name: 'the same', before: deadline(60), after: deadline(60) },
    { name: 'zero, which active-deadline-positive judges', before: deadline(60), after: deadline(0) },
    { name: 'a string, which field-types judges', before: deadline(60), after: deadline('90') },
    { name: 'a number in place of a string', before: deadline('60'), after: deadline(90) },
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
      name: 'extended from 1, which cannot be shortened',
      before: deadline(1),
      after: deadline(2),
      findings: [
        {
          messageId: 'longerThanShortest',
          path,
          type: 'FieldValueInvalid',
          fix: 'Set activeDeadlineSeconds back to 1, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: 1,
          to: 2,
        },
      ],
    },
    {
      name: 'extended from 2',
      before: deadline(2),
      after: deadline(3),
      findings: [
        { messageId: 'longer', path, type: 'FieldValueInvalid', fix: 'Use a value from 1 to 2.', from: 2, to: 3 },
      ],
    },
    {
      name: 'removed, if it was 1',
      before: deadline(1),
      after: pod(),
      findings: [
        {
          messageId: 'shortestUnset',
          path,
          type: 'FieldValueInvalid',
          fix: 'Set activeDeadlineSeconds back to 1, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: 1,
          to: null,
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
