import { readinessGatesValid } from '../../../src/rules/status/readiness-gates-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(readinessGatesValid, {
  valid: [
    { name: 'none', after: pod({ readinessGates: [] }) },
    {
      name: 'a condition',
      after: pod({ readinessGates: [{ conditionType: 'example.com/ready' }, { conditionType: 'Ready' }] }),
    },
  ],
  invalid: [
    {
      name: 'no condition',
      after: pod({ readinessGates: [{ conditionType: 'a/b/c' }, {}, null, { conditionType: 5 }] }),
      findings: [
        { messageId: 'name', path: 'spec.readinessGates[0].conditionType', type: 'FieldValueInvalid', to: 'a/b/c' },
        { messageId: 'name', path: 'spec.readinessGates[1].conditionType', to: '' },
        { messageId: 'name', path: 'spec.readinessGates[2].conditionType' },
        { messageId: 'name', path: 'spec.readinessGates[3].conditionType', to: 5 },
      ],
    },
  ],
});
