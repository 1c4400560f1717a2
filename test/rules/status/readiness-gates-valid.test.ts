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
        {
          messageId: 'name',
          path: 'spec.readinessGates[0].conditionType',
          type: 'FieldValueInvalid',
          fix: 'Use the condition type that your controller sets, such as "example.com/load-balancer-ready".',
          to: 'a/b/c',
        },
        {
          messageId: 'missing',
          path: 'spec.readinessGates[1].conditionType',
          type: 'FieldValueRequired',
          fix: 'Set conditionType to the condition type that your controller sets, such as "example.com/load-balancer-ready".',
        },
        {
          messageId: 'missing',
          path: 'spec.readinessGates[2].conditionType',
          type: 'FieldValueRequired',
          fix: 'Set conditionType to the condition type that your controller sets, such as "example.com/load-balancer-ready".',
        },
        {
          messageId: 'notString',
          path: 'spec.readinessGates[3].conditionType',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 5,
        },
      ],
    },
  ],
});
