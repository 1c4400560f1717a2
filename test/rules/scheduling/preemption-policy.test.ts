import { preemptionPolicy } from '../../../src/rules/scheduling/preemption-policy.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(preemptionPolicy, {
  valid: [
    { name: 'no preemptionPolicy', after: pod({ preemptionPolicy: null }) },
    { name: 'a supported value', after: pod({ preemptionPolicy: 'Never' }) },
  ],
  invalid: [
    {
      name: 'an empty value',
      after: pod({ preemptionPolicy: '' }),
      findings: [
        {
          messageId: 'preemptionMissing',
          path: 'spec.preemptionPolicy',
          type: 'FieldValueRequired',
          fix: 'Remove preemptionPolicy, or set it to PreemptLowerPriority or Never.',
        },
      ],
    },
    {
      name: 'an unsupported value',
      after: pod({ preemptionPolicy: 'Always' }),
      findings: [
        { messageId: 'preemption', path: 'spec.preemptionPolicy', type: 'FieldValueNotSupported', to: 'Always' },
      ],
    },
  ],
});
