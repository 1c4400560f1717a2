import type { Json } from '../../../src/json/json.ts';
import { schedulingGatesValid } from '../../../src/rules/scheduling/scheduling-gates-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const gates = (...names: Json[]) => pod({ schedulingGates: names.map((name) => ({ name })) });

testRule(schedulingGatesValid, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'names', after: gates('quota', 'example.com/data') },
  ],
  invalid: [
    {
      name: 'twice',
      after: gates('a', 'b', 'a'),
      findings: [{ messageId: 'twice', path: 'spec.schedulingGates[2].name', type: 'FieldValueDuplicate', to: 'a' }],
    },
    {
      name: 'no names',
      after: gates('a b', 7),
      findings: [
        { messageId: 'name', path: 'spec.schedulingGates[0].name', type: 'FieldValueInvalid', to: 'a b' },
        { messageId: 'name', path: 'spec.schedulingGates[1].name', to: 7, says: 'must be a text' },
      ],
    },
    {
      name: 'gates that are texts',
      after: pod({ schedulingGates: ['quota'] }),
      findings: [{ messageId: 'name', path: 'spec.schedulingGates[0].name', to: '', says: 'must not be empty' }],
    },
  ],
});
