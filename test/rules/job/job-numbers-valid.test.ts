import { jobNumbersValid } from '../../../src/rules/job/job-numbers-valid.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const job = (own: JsonObject): JsonObject => workload('Job', {}, own);
const cronJob = (spec: JsonObject): JsonObject => workload('CronJob', {}, { jobTemplate: { spec } });
const numbers = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
  'ttlSecondsAfterFinished',
];

testRule(jobNumbersValid, {
  valid: [
    { name: 'zero', after: job(Object.fromEntries(numbers.map((name) => [name, 0]))) },
    { name: 'a CronJob', after: cronJob({ parallelism: 3, backoffLimit: 6 }) },
    {
      name: 'a stored number that is negative',
      before: job({ parallelism: -1 }),
      after: job({ parallelism: -1, backoffLimit: 0 }),
    },
  ],
  invalid: [
    ...numbers.map((name) => ({
      name: `a negative ${name}`,
      after: job({ [name]: -1 }),
      findings: [
        {
          messageId: 'negative',
          path: `spec.${name}`,
          type: 'FieldValueInvalid' as const,
          to: -1,
          fix: `Set ${name} to 0 or more, or remove it.`,
        },
      ],
    })),
    {
      name: 'a negative number in a CronJob',
      before: cronJob({ backoffLimit: 6 }),
      after: cronJob({ backoffLimit: -6 }),
      findings: [
        {
          messageId: 'negative',
          path: 'spec.jobTemplate.spec.backoffLimit',
          type: 'FieldValueInvalid',
          to: -6,
          fix: 'Set backoffLimit to 0 or more, or remove it.',
        },
      ],
    },
  ],
});
