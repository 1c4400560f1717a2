import { activeDeadlinePositive } from '../../../src/rules/containers/active-deadline-positive.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.activeDeadlineSeconds';

testRule(activeDeadlinePositive, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'null is none', after: pod({ activeDeadlineSeconds: null }) },
    { name: 'the least', after: pod({ activeDeadlineSeconds: 1 }) },
    { name: 'the most', after: pod({ activeDeadlineSeconds: 2147483647 }) },
  ],
  invalid: [
    {
      name: 'zero',
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [{ messageId: 'range', path, type: 'FieldValueInvalid', to: 0, says: '0: must be between 1 and' }],
    },
    {
      name: 'from a deadline to zero',
      before: pod({ activeDeadlineSeconds: 10 }),
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [{ messageId: 'range', path }],
    },
    {
      name: 'from none to zero',
      before: pod(),
      after: pod({ activeDeadlineSeconds: 0 }),
      findings: [{ messageId: 'range', path }],
    },
    { name: 'negative', after: pod({ activeDeadlineSeconds: -1 }), findings: [{ messageId: 'range', path }] },
    { name: 'too much', after: pod({ activeDeadlineSeconds: 2147483648 }), findings: [{ messageId: 'range', path }] },
    { name: 'no number', after: pod({ activeDeadlineSeconds: '10' }), findings: [{ messageId: 'range', path }] },
    {
      name: 'in the template of a Job',
      kind: 'Job',
      after: workload('Job', { activeDeadlineSeconds: 0 }),
      findings: [{ messageId: 'range', path: 'spec.template.spec.activeDeadlineSeconds' }],
    },
  ],
});
