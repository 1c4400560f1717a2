import { activeDeadlinePositive } from '../../../src/rules/pod/active-deadline-positive.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const range = {
  messageId: 'range',
  path: 'spec.activeDeadlineSeconds',
  type: 'FieldValueInvalid',
  fix: 'Set activeDeadlineSeconds to the number of seconds that the Pod may run, or remove it to have no deadline.',
} as const;

testRule(activeDeadlinePositive, {
  valid: [
    { name: 'no deadline', after: pod() },
    { name: 'null means no deadline', after: pod({ activeDeadlineSeconds: null }) },
    { name: 'the lowest deadline', after: pod({ activeDeadlineSeconds: 1 }) },
    { name: 'the highest deadline', after: pod({ activeDeadlineSeconds: 2147483647 }) },
  ],
  invalid: [
    {
      name: 'zero',
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [{ ...range, to: 0 }],
    },
    {
      name: 'from a deadline to zero',
      before: pod({ activeDeadlineSeconds: 10 }),
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [
        {
          messageId: 'rangeOnUpdate',
          path: 'spec.activeDeadlineSeconds',
          type: 'FieldValueInvalid',
          fix: 'Set activeDeadlineSeconds to a value from 1 to 10, the current value.',
          from: 10,
          to: 0,
        },
      ],
    },
    {
      name: 'from the lowest deadline to zero',
      before: pod({ activeDeadlineSeconds: 1 }),
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [
        {
          messageId: 'rangeOfShortest',
          path: 'spec.activeDeadlineSeconds',
          type: 'FieldValueInvalid',
          fix: 'Set activeDeadlineSeconds back to 1, the current value.',
          from: 1,
          to: 0,
        },
      ],
    },
    {
      name: 'from no deadline to zero',
      before: pod(),
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [range],
    },
    {
      name: 'negative',
      after: pod({ activeDeadlineSeconds: -1 }),
      findings: [range],
    },
    {
      name: 'above the highest deadline',
      after: pod({ activeDeadlineSeconds: 2147483648 }),
      findings: [range],
    },
    {
      name: 'a string',
      after: pod({ activeDeadlineSeconds: '10' }),
      findings: [range],
    },
    {
      name: 'from one invalid deadline to another',
      before: pod({ activeDeadlineSeconds: -1 }),
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [range],
    },
    {
      name: 'in a template that had a deadline, which can be removed',
      before: workload('PodTemplate', { activeDeadlineSeconds: 10 }),
      after: workload('PodTemplate', { activeDeadlineSeconds: 0 }),
      findings: [
        {
          messageId: 'range',
          path: 'template.spec.activeDeadlineSeconds',
          type: 'FieldValueInvalid',
          fix: 'Set activeDeadlineSeconds to the number of seconds that the Pod may run, or remove it to have no deadline.',
        },
      ],
    },
    {
      name: 'in the template of a Job',
      after: workload('Job', { activeDeadlineSeconds: 0 }),
      findings: [
        {
          messageId: 'range',
          path: 'spec.template.spec.activeDeadlineSeconds',
          type: 'FieldValueInvalid',
          fix: 'Set activeDeadlineSeconds to the number of seconds that the Pod may run, or remove it to have no deadline.',
        },
      ],
    },
  ],
});
