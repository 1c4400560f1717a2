import { generationServerOwned } from '../../../src/rules/metadata/generation-server-owned.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'metadata.generation';

testRule(generationServerOwned, {
  valid: [
    { name: 'a manifest has no generation', before: pod(), after: pod({}, { generation: null }) },
    { name: 'the same generation', before: pod({}, { generation: 4 }), after: pod({}, { generation: 4 }) },
    {
      name: 'the server raises it before the validating phase',
      phase: 'validate',
      before: pod(),
      after: pod({}, { generation: 2 }),
    },
    {
      name: 'a Pod of an old server has none',
      before: pod({}, { generation: null }),
      after: pod({}, { generation: 1 }),
    },
  ],
  invalid: [
    {
      name: 'raised by a client',
      before: pod(),
      after: pod({}, { generation: 99 }),
      findings: [
        { messageId: 'raised', path, type: 'FieldValueInvalid', from: 1, to: 99, says: ['1 → 99', 'leave it out'] },
      ],
    },
    {
      name: 'lowered',
      before: pod({}, { generation: 4 }),
      after: pod({}, { generation: 3 }),
      findings: [{ messageId: 'lowered', path, from: 4, to: 3 }],
    },
  ],
});
