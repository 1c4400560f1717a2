import type { Json } from '../../../src/json/json.ts';
import { spreadMinDomains } from '../../../src/rules/spread/spread-min-domains.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (...topologySpreadConstraints: Json[]) => pod({ topologySpreadConstraints });
const fine = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };

testRule(spreadMinDomains, {
  valid: [
    { name: 'no minDomains', after: spread({ ...fine, minDomains: null }, 'x') },
    { name: 'minDomains of 1', after: spread({ ...fine, minDomains: 1 }) },
  ],
  invalid: [
    {
      name: 'minDomains of 0',
      after: spread({ ...fine, minDomains: 0 }),
      findings: [
        {
          messageId: 'positive',
          path: 'spec.topologySpreadConstraints[0].minDomains',
          type: 'FieldValueInvalid',
          fix: 'Remove minDomains to use the default, 1.',
          to: 0,
        },
      ],
    },
    {
      name: 'minDomains with ScheduleAnyway',
      after: spread({ ...fine, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 }),
      findings: [
        {
          messageId: 'action',
          path: 'spec.topologySpreadConstraints[0].minDomains',
          type: 'FieldValueForbidden',
          fix: 'Set whenUnsatisfiable to DoNotSchedule, or remove minDomains.',
          beside: 'spec.topologySpreadConstraints[0].whenUnsatisfiable',
          to: 2,
        },
      ],
    },
  ],
});
