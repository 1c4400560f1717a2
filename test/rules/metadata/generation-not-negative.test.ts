import { generationNotNegative } from '../../../src/rules/metadata/generation-not-negative.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const withGeneration = (generation: number) => {
  const { metadata, ...rest } = pod({});
  return { ...rest, metadata: { ...(metadata as object), generation } };
};

testRule(generationNotNegative, {
  valid: [
    { name: 'no generation', minor: 32, after: pod({}) },
    { name: 'a generation', minor: 32, after: withGeneration(7) },
    { name: 'a negative generation since 1.33, which sets it', minor: 33, after: withGeneration(-1) },
  ],
  invalid: [
    {
      name: 'a negative generation before 1.33',
      minor: 32,
      after: withGeneration(-1),
      findings: [
        {
          messageId: 'negative',
          path: 'metadata.generation',
          type: 'FieldValueInvalid',
          fix: 'Remove generation from the manifest.',
          to: -1,
        },
      ],
    },
  ],
});
