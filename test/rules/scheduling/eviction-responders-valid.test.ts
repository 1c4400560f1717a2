import type { JsonObject } from '../../../src/json/json.ts';
import { evictionRespondersValid } from '../../../src/rules/scheduling/eviction-responders-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const minor = 37;
const featureGates = { EvictionRequestAPI: true, GenericWorkload: true };
const at = 'spec.evictionResponders';
const withResponders = (...evictionResponders: JsonObject[]) => pod({ evictionResponders });
const name = 'example.com/migration';

testRule(evictionRespondersValid, {
  valid: [
    { name: 'no responders', minor, featureGates, after: pod() },
    {
      name: 'responders',
      minor,
      featureGates,
      after: withResponders({ name, priority: 1000 }, { name: 'example.com/other', priority: 100_000 }),
    },
    { name: 'anything without the feature gate, which drops the field', minor, after: withResponders({}) },
  ],
  invalid: [
    {
      name: 'a responder without fields',
      minor,
      featureGates,
      after: withResponders({}),
      findings: [
        {
          messageId: 'missing',
          path: `${at}[0].name`,
          type: 'FieldValueRequired',
          fix: 'Set name to a name with a domain, such as "example.com/migration".',
        },
        {
          messageId: 'noPriority',
          path: `${at}[0].priority`,
          type: 'FieldValueRequired',
          fix: 'Set priority to a number from 1000 to 100000.',
        },
      ],
    },
    {
      name: 'invalid names and priorities',
      minor,
      featureGates,
      after: withResponders({ name: 'migration', priority: 999 }, { name: 'a.K8s.io./x', priority: 100_001 }),
      findings: [
        {
          messageId: 'name',
          path: `${at}[0].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name with a domain, such as "example.com/migration".',
          to: 'migration',
        },
        {
          messageId: 'priority',
          path: `${at}[0].priority`,
          type: 'FieldValueInvalid',
          fix: 'Use a priority in this range. The responder with the highest priority comes first.',
          to: 999,
        },
        {
          messageId: 'reserved',
          path: `${at}[1].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a domain of your own, such as "example.com/migration".',
          to: 'a.K8s.io./x',
        },
        {
          messageId: 'name',
          path: `${at}[1].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name with a domain, such as "example.com/migration".',
        },
        {
          messageId: 'priority',
          path: `${at}[1].priority`,
          type: 'FieldValueInvalid',
          fix: 'Use a priority in this range. The responder with the highest priority comes first.',
          to: 100_001,
        },
      ],
    },
    {
      name: 'a responder twice, beside a schedulingGroup',
      minor,
      featureGates,
      after: pod({
        schedulingGroup: { podGroupName: 'training' },
        evictionResponders: [
          { name, priority: 1000 },
          { name, priority: 2000 },
        ],
      }),
      findings: [
        {
          messageId: 'group',
          path: 'spec.schedulingGroup',
          type: 'FieldValueForbidden',
          fix: 'Remove schedulingGroup or evictionResponders.',
          beside: at,
        },
        {
          messageId: 'twice',
          path: `${at}[1]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: name,
          beside: `${at}[0]`,
        },
      ],
    },
    {
      name: 'too many responders',
      minor,
      featureGates,
      after: withResponders(...Array<JsonObject>(11).fill({})),
      findings: [
        {
          messageId: 'many',
          path: at,
          type: 'FieldValueTooMany',
          fix: 'Keep the 10 that the Pod needs most.',
          says: 'no more than 10 evictionResponders, but has 11',
        },
      ],
    },
  ],
});
