import type { Json } from '../../../src/json/json.ts';
import { spreadPairsUnique } from '../../../src/rules/spread/spread-pairs-unique.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (...topologySpreadConstraints: Json[]) => pod({ topologySpreadConstraints });
const zone = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
const firstOfTwo = {
  messageId: 'twice',
  path: 'spec.topologySpreadConstraints[0]',
  beside: 'spec.topologySpreadConstraints[1]',
  type: 'FieldValueDuplicate',
  fix: 'Remove one of the two constraints.',
} as const;

testRule(spreadPairsUnique, {
  valid: [
    { name: 'one constraint', after: spread(zone) },
    {
      name: 'another topologyKey, another whenUnsatisfiable',
      after: spread(zone, { ...zone, topologyKey: 'host' }, { ...zone, whenUnsatisfiable: 'ScheduleAnyway' }),
    },
    {
      name: 'different fields that are equal when joined',
      after: spread({ topologyKey: 'a,b' }, { topologyKey: 'a', whenUnsatisfiable: 'b' }),
    },
  ],
  invalid: [
    {
      name: 'three equal constraints, of which all but the last are reported',
      after: spread(zone, { ...zone, maxSkew: 2 }, zone),
      findings: [
        { ...firstOfTwo, to: 'zone, DoNotSchedule', says: 'spec.topologySpreadConstraints[1] has the same' },
        {
          messageId: 'twice',
          path: 'spec.topologySpreadConstraints[1]',
          beside: 'spec.topologySpreadConstraints[2]',
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two constraints.',
          says: 'spec.topologySpreadConstraints[2] has the same',
        },
      ],
    },
    {
      name: 'two constraints with a topologyKey that is not a string',
      after: spread({ topologyKey: { a: 1 } }, { topologyKey: { a: 1 } }),
      findings: [{ ...firstOfTwo, to: '{"a":1}, ' }],
    },
  ],
});
