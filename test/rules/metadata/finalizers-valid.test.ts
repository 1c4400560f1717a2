import type { Json } from '../../../src/json/json.ts';
import { finalizersValid } from '../../../src/rules/metadata/finalizers-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const finalizers = (...names: Json[]) => pod({}, { finalizers: names });

testRule(finalizersValid, {
  valid: [
    { name: 'finalizers', after: finalizers('example.com/cleanup', 'foregroundDeletion', 'kubernetes') },
    { name: 'a stored one', before: finalizers('x', 'y'), after: finalizers('x') },
  ],
  invalid: [
    {
      name: 'names',
      after: finalizers('', 'a b', 'cleanup', 1),
      findings: [
        { messageId: 'name', path: 'metadata.finalizers[0]', type: 'FieldValueInvalid' },
        { messageId: 'name', path: 'metadata.finalizers[1]' },
        { messageId: 'unqualified', path: 'metadata.finalizers[2]', to: 'cleanup' },
        { messageId: 'name', path: 'metadata.finalizers[3]' },
      ],
    },
    {
      name: 'both ways to delete',
      before: finalizers('orphan'),
      after: finalizers('orphan', 'foregroundDeletion'),
      findings: [{ messageId: 'both', path: 'metadata.finalizers' }],
    },
  ],
});
