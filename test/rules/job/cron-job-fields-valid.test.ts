import { cronJobFieldsValid } from '../../../src/rules/job/cron-job-fields-valid.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const cronJob = (own: JsonObject): JsonObject => workload('CronJob', {}, own);

testRule(cronJobFieldsValid, {
  valid: [
    {
      name: 'valid values',
      after: cronJob({
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 0,
        successfulJobsHistoryLimit: 0,
        failedJobsHistoryLimit: 1,
      }),
    },
    { name: 'an empty policy', after: cronJob({ concurrencyPolicy: '' }) },
    {
      name: 'a stored limit that is negative',
      before: cronJob({ failedJobsHistoryLimit: -1 }),
      after: cronJob({ failedJobsHistoryLimit: -1, concurrencyPolicy: 'Allow' }),
    },
  ],
  invalid: [
    {
      name: 'an unknown policy',
      after: cronJob({ concurrencyPolicy: 'forbid' }),
      findings: [
        {
          messageId: 'policy',
          path: 'spec.concurrencyPolicy',
          type: 'FieldValueNotSupported',
          to: 'forbid',
          fix: 'Did you mean "Forbid"?',
        },
      ],
    },
    {
      name: 'negative numbers',
      before: cronJob({ failedJobsHistoryLimit: 0 }),
      after: cronJob({ startingDeadlineSeconds: -1, successfulJobsHistoryLimit: -2, failedJobsHistoryLimit: -3 }),
      findings: [
        {
          messageId: 'negative',
          path: 'spec.startingDeadlineSeconds',
          type: 'FieldValueInvalid',
          to: -1,
          says: 'must be 0 or more.',
          fix: 'Set startingDeadlineSeconds to 0 or more, or remove it.',
        },
        {
          messageId: 'negative',
          path: 'spec.successfulJobsHistoryLimit',
          type: 'FieldValueInvalid',
          to: -2,
          fix: 'Set successfulJobsHistoryLimit to 0 or more, or remove it.',
        },
        {
          messageId: 'negative',
          path: 'spec.failedJobsHistoryLimit',
          type: 'FieldValueInvalid',
          to: -3,
          fix: 'Set failedJobsHistoryLimit to 0 or more, or remove it.',
        },
      ],
    },
  ],
});
