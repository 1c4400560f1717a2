import type { Json } from '../../../src/json/json.ts';
import { spreadPairsUnique } from '../../../src/rules/spread/spread-pairs-unique.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (...topologySpreadConstraints: Json[]) => pod({ topologySpreadConstraints });
const zone = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };

testRule(spreadPairsUnique, {
  valid: [
    { name: 'one', after: spread(zone) },
    {
      name: 'another key, another answer',
      after: spread(zone, { ...zone, topologyKey: 'host' }, { ...zone, whenUnsatisfiable: 'ScheduleAnyway' }),
    },
    {
      name: 'fields that look alike when joined',
      after: spread({ topologyKey: 'a,b' }, { topologyKey: 'a', whenUnsatisfiable: 'b' }),
    },
  ],
  invalid: [
    {
      name: 'three: each but the last is named',
      after: spread(zone, { ...zone, maxSkew: 2 }, zone),
      findings: [
        {
          messageId: 'twice',
          path: 'spec.topologySpreadConstraints[0]',
          type: 'FieldValueDuplicate',
          says: 'constraint 1',
        },
        { messageId: 'twice', path: 'spec.topologySpreadConstraints[1]', says: 'constraint 2' },
      ],
    },
  ],
});
