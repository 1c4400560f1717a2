import type { Json } from '../../../src/json/json.ts';
import { tolerationsValid } from '../../../src/rules/scheduling/tolerations-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const tolerations = (...entries: Json[]) => pod({ tolerations: entries });

testRule(tolerationsValid, {
  valid: [
    { name: 'none', after: pod() },
    {
      name: 'as they are',
      after: tolerations(
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        { key: 'dedicated', value: 'batch', effect: 'NoSchedule' },
        { key: 'dedicated', operator: 'Equal', value: '' },
        { operator: 'Exists' },
      ),
    },
    {
      name: 'negative seconds mean at once',
      after: tolerations({ operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 }),
    },
  ],
  invalid: [
    {
      name: 'a key that no taint has',
      after: tolerations({ key: 'a b', operator: 'Exists' }),
      findings: [{ messageId: 'key', path: 'spec.tolerations[0].key', type: 'FieldValueInvalid', to: 'a b' }],
    },
    {
      name: 'no key, and not Exists',
      after: tolerations({ value: 'x', effect: 'NoSchedule' }),
      findings: [{ messageId: 'everything', path: 'spec.tolerations[0].operator', to: '', says: 'set it to "Exists"' }],
    },
    {
      name: 'seconds for another effect',
      after: tolerations({ key: 'a', operator: 'Exists', tolerationSeconds: 0 }),
      findings: [{ messageId: 'seconds', path: 'spec.tolerations[0].effect', type: 'FieldValueInvalid', to: '' }],
    },
    {
      name: 'a value that no taint has',
      after: tolerations({ key: 'a', value: 'x y' }),
      findings: [
        { messageId: 'value', path: 'spec.tolerations[0].operator', type: 'FieldValueInvalid', says: '"x y"' },
      ],
    },
    {
      name: 'a value beside Exists',
      after: tolerations({ key: 'a', operator: 'Exists', value: 'x' }),
      findings: [{ messageId: 'exists', path: 'spec.tolerations[0].operator', type: 'FieldValueInvalid' }],
    },
    {
      name: 'operators',
      after: tolerations({ key: 'a', operator: 'Gt', value: '5' }, { key: 'a', operator: 'equal' }),
      findings: [
        { messageId: 'comparison', path: 'spec.tolerations[0].operator', type: 'FieldValueNotSupported', to: 'Gt' },
        { messageId: 'operator', path: 'spec.tolerations[1].operator', type: 'FieldValueNotSupported', to: 'equal' },
      ],
    },
    {
      name: 'an unknown effect',
      after: tolerations({ key: 'a', operator: 'Exists', effect: 'Never' }),
      findings: [
        { messageId: 'effect', path: 'spec.tolerations[0].effect', type: 'FieldValueNotSupported', to: 'Never' },
      ],
    },
    {
      name: 'rubbish',
      after: tolerations('x', { key: 1, operator: [], value: {}, effect: true }),
      findings: [
        { messageId: 'everything', path: 'spec.tolerations[0].operator' },
        { messageId: 'key', path: 'spec.tolerations[1].key', to: 1 },
        { messageId: 'operator', path: 'spec.tolerations[1].operator' },
        { messageId: 'effect', path: 'spec.tolerations[1].effect' },
      ],
    },
  ],
});
