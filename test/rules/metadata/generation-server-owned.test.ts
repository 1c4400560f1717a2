import { generationServerOwned } from '../../../src/rules/metadata/generation-server-owned.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'metadata.generation';

testRule(generationServerOwned, {
  valid: [
    { name: 'a manifest without a generation', before: pod(), after: pod({}, { generation: null }) },
    { name: 'the same generation', before: pod({}, { generation: 4 }), after: pod({}, { generation: 4 }) },
    {
      name: 'another generation in the validating phase, where the server has set its own',
      skipped: true,
      phase: 'validate',
      before: pod(),
      after: pod({}, { generation: 2 }),
    },
    {
      name: 'a stored Pod of an old server, without a generation',
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
        {
          messageId: 'raised',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove generation from the manifest.',
          from: 1,
          to: 99,
          says: 'must stay 1',
        },
      ],
    },
    ...[
      { name: 'a text in place of the generation', from: 4, to: '3' },
      { name: 'a generation in place of a text', from: '4', to: 3 },
    ].map(({ name, from, to }) => ({
      name,
      before: pod({}, { generation: from }),
      after: pod({}, { generation: to }),
      findings: [
        {
          messageId: 'raised',
          path,
          type: 'FieldValueInvalid' as const,
          fix: 'Remove generation from the manifest.',
          from,
          to,
        },
      ],
    })),
    {
      name: 'lowered',
      before: pod({}, { generation: 4 }),
      after: pod({}, { generation: 3 }),
      findings: [
        {
          messageId: 'lowered',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove generation from the manifest.',
          from: 4,
          to: 3,
          says: 'from 4',
        },
      ],
    },
  ],
});
