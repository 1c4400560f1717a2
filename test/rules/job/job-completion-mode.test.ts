import { jobCompletionMode } from '../../../src/rules/job/job-completion-mode.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const job = (own: JsonObject): JsonObject => workload('Job', {}, own);
const indexed = (own: JsonObject): JsonObject => job({ completionMode: 'Indexed', ...own });
const cronJob = (spec: JsonObject): JsonObject => workload('CronJob', {}, { jobTemplate: { spec } });
const of = (name: string) => `spec.${name}`;

testRule(jobCompletionMode, {
  valid: [
    { name: 'no mode', after: cronJob({ parallelism: 200_000 }) },
    { name: 'NonIndexed', after: job({ completionMode: 'NonIndexed', parallelism: 200_000 }) },
    {
      name: 'Indexed, at the limits',
      after: indexed({
        completions: 100_000,
        parallelism: 100_000,
        backoffLimitPerIndex: 0,
        maxFailedIndexes: 100_000,
      }),
    },
    {
      name: 'Indexed with many completions, at the limits',
      after: indexed({
        completions: 2_147_483_647,
        parallelism: 10_000,
        backoffLimitPerIndex: 1,
        maxFailedIndexes: 10_000,
      }),
    },
    {
      name: 'Indexed with many completions, without limits',
      after: indexed({ completions: 100_001, parallelism: 100_000 }),
    },
    {
      name: 'fields that are dropped',
      after: job({ backoffLimitPerIndex: 1, maxFailedIndexes: 1 }),
      minor: 32,
      featureGates: { JobBackoffLimitPerIndex: false },
    },
    {
      name: 'a stored problem',
      before: indexed({ parallelism: 1 }),
      after: indexed({ parallelism: 2 }),
    },
  ],
  invalid: [
    {
      name: 'an unknown mode',
      after: cronJob({ completionMode: 'indexed', backoffLimitPerIndex: 1 }),
      findings: [
        {
          messageId: 'mode',
          path: 'spec.jobTemplate.spec.completionMode',
          type: 'FieldValueNotSupported',
          to: 'indexed',
          fix: 'Did you mean "Indexed"?',
        },
      ],
    },
    {
      name: 'Indexed without completions',
      before: indexed({ completions: 3, parallelism: 3 }),
      after: indexed({ parallelism: 3 }),
      findings: [
        {
          messageId: 'completions',
          path: of('completions'),
          type: 'FieldValueRequired',
          fix: 'Set completions to the number of indexes.',
          beside: of('completionMode'),
        },
      ],
    },
    {
      name: 'Indexed with too many Pods at once, and more failed indexes than indexes',
      after: indexed({ completions: 3, parallelism: 100_001, backoffLimitPerIndex: 1, maxFailedIndexes: 100_001 }),
      findings: [
        {
          messageId: 'moreThanIndexes',
          path: of('maxFailedIndexes'),
          type: 'FieldValueInvalid',
          to: 100_001,
          fix: 'Set maxFailedIndexes to 3 or less.',
          beside: of('completions'),
        },
        {
          messageId: 'parallelism',
          path: of('parallelism'),
          type: 'FieldValueInvalid',
          to: 100_001,
          fix: 'Set parallelism to 100000 or less.',
          beside: of('completionMode'),
        },
      ],
    },
    {
      name: 'Indexed without completions, whose default is 1',
      after: indexed({ completions: 1, backoffLimitPerIndex: 2, maxFailedIndexes: 5 }),
      written: { object: indexed({ completions: null }), duplicates: [] },
      findings: [
        {
          messageId: 'moreThanIndexes',
          path: of('maxFailedIndexes'),
          type: 'FieldValueInvalid',
          to: 5,
          says: 'must be no more than completions, which is 1 if it is not set.',
          fix: 'Set completions to the number of indexes.',
          beside: of('completions'),
        },
      ],
    },
    {
      name: 'Indexed with negative completions, and failed indexes',
      after: indexed({ completions: -1, backoffLimitPerIndex: 1, maxFailedIndexes: 0 }),
      findings: [
        {
          messageId: 'moreThanIndexes',
          path: of('maxFailedIndexes'),
          type: 'FieldValueInvalid',
          to: 0,
          fix: 'Set completions to the number of indexes.',
          beside: of('completions'),
        },
      ],
    },
    {
      name: 'Indexed with many completions without a limit for each index, and more failed indexes than completions',
      after: indexed({ completions: 100_001, maxFailedIndexes: 100_002 }),
      findings: [
        {
          messageId: 'noLimitPerIndex',
          path: of('backoffLimitPerIndex'),
          type: 'FieldValueRequired',
          fix: 'Set backoffLimitPerIndex to the number of retries of each index, or remove maxFailedIndexes.',
          beside: of('maxFailedIndexes'),
        },
        {
          messageId: 'failedIndexes',
          path: of('maxFailedIndexes'),
          type: 'FieldValueInvalid',
          to: 100_002,
          fix: 'Set maxFailedIndexes to 100000 or less.',
        },
      ],
    },
    {
      name: 'Indexed with many completions, and more of all',
      after: indexed({
        completions: 100_001,
        parallelism: 100_001,
        backoffLimitPerIndex: 1,
        maxFailedIndexes: 100_002,
      }),
      findings: [
        {
          messageId: 'many',
          path: of('maxFailedIndexes'),
          type: 'FieldValueInvalid',
          to: 100_002,
          fix: 'Set maxFailedIndexes to 10000 or less.',
          beside: of('completions'),
        },
        {
          messageId: 'many',
          path: of('parallelism'),
          type: 'FieldValueInvalid',
          to: 100_001,
          fix: 'Set parallelism to 10000 or less.',
          beside: of('completions'),
        },
      ],
    },
    {
      name: 'Indexed with many completions, and no maxFailedIndexes',
      after: indexed({ completions: 100_001, parallelism: 10_001, backoffLimitPerIndex: 1 }),
      findings: [
        {
          messageId: 'noLimitOfMany',
          path: of('maxFailedIndexes'),
          type: 'FieldValueRequired',
          fix: 'Set maxFailedIndexes to 10000 or less.',
          beside: of('completions'),
        },
        {
          messageId: 'many',
          path: of('parallelism'),
          type: 'FieldValueInvalid',
          to: 10_001,
          fix: 'Set parallelism to 10000 or less.',
          beside: of('completions'),
        },
      ],
    },
    {
      name: 'Indexed with many completions, and too many failed indexes',
      after: indexed({ completions: 100_001, parallelism: 1, backoffLimitPerIndex: 1, maxFailedIndexes: 10_001 }),
      findings: [
        {
          messageId: 'many',
          path: of('maxFailedIndexes'),
          type: 'FieldValueInvalid',
          to: 10_001,
          fix: 'Set maxFailedIndexes to 10000 or less.',
          beside: of('completions'),
        },
      ],
    },
    {
      name: 'limits of indexes in a Job without indexes',
      after: job({ completionMode: 'NonIndexed', backoffLimitPerIndex: 1, maxFailedIndexes: 1 }),
      findings: [
        {
          messageId: 'notIndexed',
          path: of('backoffLimitPerIndex'),
          type: 'FieldValueForbidden',
          fix: 'Use backoffLimit, or set completionMode to Indexed.',
        },
        {
          messageId: 'notIndexed',
          path: of('maxFailedIndexes'),
          type: 'FieldValueForbidden',
          fix: 'Remove maxFailedIndexes, or set completionMode to Indexed.',
        },
      ],
    },
    {
      name: 'maxFailedIndexes without backoffLimitPerIndex',
      after: cronJob({ maxFailedIndexes: 1 }),
      findings: [
        {
          messageId: 'noLimitPerIndex',
          path: 'spec.jobTemplate.spec.backoffLimitPerIndex',
          type: 'FieldValueRequired',
          fix: 'Set backoffLimitPerIndex to the number of retries of each index, or remove maxFailedIndexes.',
          beside: 'spec.jobTemplate.spec.maxFailedIndexes',
        },
        {
          messageId: 'notIndexed',
          path: 'spec.jobTemplate.spec.maxFailedIndexes',
          type: 'FieldValueForbidden',
          fix: 'Remove maxFailedIndexes, or set completionMode to Indexed.',
        },
      ],
    },
  ],
});
