import type { Json } from '../../../src/json/json.ts';
import { spreadMinDomains } from '../../../src/rules/spread/spread-min-domains.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (...topologySpreadConstraints: Json[]) => pod({ topologySpreadConstraints });
const fine = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };

testRule(spreadMinDomains, {
  valid: [
    { name: 'none', after: spread({ ...fine, minDomains: null }, 'x') },
    { name: 'positive', after: spread({ ...fine, minDomains: 1 }) },
  ],
  invalid: [
    {
      name: 'zero',
      after: spread({ ...fine, minDomains: 0 }),
      findings: [
        {
          messageId: 'positive',
          path: 'spec.topologySpreadConstraints[0].minDomains',
          type: 'FieldValueInvalid',
          to: 0,
        },
      ],
    },
    {
      name: 'scheduled anyway',
      after: spread({ ...fine, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 }),
      findings: [
        { messageId: 'action', path: 'spec.topologySpreadConstraints[0].minDomains', type: 'FieldValueInvalid', to: 2 },
      ],
    },
  ],
});
