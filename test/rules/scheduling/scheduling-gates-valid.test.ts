import type { Json } from '../../../src/json/json.ts';
import { schedulingGatesValid } from '../../../src/rules/scheduling/scheduling-gates-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const gates = (...names: Json[]) => pod({ schedulingGates: names.map((name) => ({ name })) });

testRule(schedulingGatesValid, {
  valid: [
    { name: 'no gates', after: pod() },
    { name: 'valid names', after: gates('quota', 'example.com/data') },
  ],
  invalid: [
    {
      name: 'the same gate twice',
      after: gates('a', 'b', 'a'),
      findings: [
        {
          messageId: 'twice',
          path: 'spec.schedulingGates[2].name',
          beside: 'spec.schedulingGates[0].name',
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: 'a',
        },
      ],
    },
    {
      name: 'invalid names',
      after: gates('Example.com/my gate', 7),
      findings: [
        {
          messageId: 'name',
          path: 'spec.schedulingGates[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "example.com/my-gate".',
          to: 'Example.com/my gate',
        },
        {
          messageId: 'notString',
          path: 'spec.schedulingGates[1].name',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 7,
        },
      ],
    },
    {
      name: 'gates without a name',
      after: pod({ schedulingGates: ['quota', { name: '' }] }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.schedulingGates[0].name',
          type: 'FieldValueRequired',
          fix: 'Set name to a name such as "example.com/quota".',
        },
        {
          messageId: 'missing',
          path: 'spec.schedulingGates[1].name',
          type: 'FieldValueRequired',
          fix: 'Set name to a name such as "example.com/quota".',
        },
      ],
    },
  ],
});
