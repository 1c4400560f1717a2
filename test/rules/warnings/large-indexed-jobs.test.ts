import type { JsonObject } from '../../../src/json/json.ts';
import { largeIndexedJobs } from '../../../src/rules/warnings/large-indexed-jobs.ts';
import { workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const large = { completionMode: 'Indexed', completions: 100_001, parallelism: 10_001 };
const job = (own: JsonObject) => workload('Job', {}, own);
const fix = 'Set parallelism to 10000 or less, or split the Job.';

testWarning(largeIndexedJobs, {
  valid: [
    { name: 'few Pods at once', after: job({ ...large, parallelism: 10_000 }) },
    { name: 'few completions', after: job({ ...large, completions: 100_000 }) },
    { name: 'without an index', after: job({ ...large, completionMode: 'NonIndexed' }) },
    {
      name: 'an update that does not change the spec',
      before: job(large),
      after: job({ ...large, suspend: null }),
    },
  ],
  invalid: [
    {
      name: 'a large Job',
      after: job(large),
      findings: [
        {
          messageId: 'large',
          path: 'spec.completions',
          beside: 'spec.parallelism',
          fix,
          to: 100_001,
          says: 'with 100001 completions and a parallelism of 10001',
        },
      ],
    },
    {
      name: 'a large Job in a CronJob',
      after: workload('CronJob', {}, { jobTemplate: { spec: large } }),
      findings: [
        {
          messageId: 'large',
          path: 'spec.jobTemplate.spec.completions',
          beside: 'spec.jobTemplate.spec.parallelism',
          fix,
        },
      ],
    },
  ],
});
