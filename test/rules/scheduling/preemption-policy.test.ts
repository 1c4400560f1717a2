import { preemptionPolicy } from '../../../src/rules/scheduling/preemption-policy.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(preemptionPolicy, {
  valid: [
    { name: 'none', after: pod({ preemptionPolicy: null }) },
    { name: 'a known one', after: pod({ preemptionPolicy: 'Never' }) },
  ],
  invalid: [
    {
      name: 'an empty one',
      after: pod({ preemptionPolicy: '' }),
      findings: [{ messageId: 'preemptionMissing', path: 'spec.preemptionPolicy', type: 'FieldValueRequired' }],
    },
    {
      name: 'an unknown one',
      after: pod({ preemptionPolicy: 'Always' }),
      findings: [
        { messageId: 'preemption', path: 'spec.preemptionPolicy', type: 'FieldValueNotSupported', to: 'Always' },
      ],
    },
  ],
});
