import { jobManagedBy } from '../../../src/rules/job/job-managed-by.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { workload } from '../../objects.ts';
import { testRule, type InvalidCase } from '../rule-tester.ts';

const job = (managedBy: string): JsonObject => workload('Job', {}, { managedBy });
const fix = 'Use the name of the controller, such as "example.com/controller", or remove managedBy.';
const path = 'spec.managedBy';

const syntax = (to: string, ...problems: string[]): InvalidCase => ({
  name: to,
  after: job(to),
  findings: problems.map((says) => ({ messageId: 'syntax', path, type: 'FieldValueInvalid', to, says, fix })),
});

testRule(jobManagedBy, {
  valid: [
    { name: 'a controller', after: job('kubernetes.io/job-controller') },
    { name: 'a path', after: job("example.com/a/B_~(1)!$&'*+,;=:%") },
    { name: 'the longest name', after: job(`example.com/${'x'.repeat(51)}`) },
    { name: 'a stored name that is invalid', before: job('kueue'), after: job('kueue') },
    {
      name: 'a new Job, if the field is dropped',
      after: job('kueue'),
      minor: 34,
      featureGates: { JobManagedBy: false },
    },
  ],
  invalid: [
    {
      name: 'an empty text',
      after: job(''),
      findings: [{ messageId: 'empty', path, type: 'FieldValueRequired', fix }],
    },
    syntax('kueue', "must have a domain such as example.com, a '/' and a name"),
    syntax('/kueue', "must have a domain such as example.com, a '/' and a name"),
    syntax('example.com/', "must have a domain such as example.com, a '/' and a name"),
    syntax('Example.com/kueue', "must have a lowercase domain such as example.com before the '/'"),
    syntax('example.com/my kueue', "must have only characters of a URL path after the '/', without spaces"),
    syntax(
      'Example.com/my kueue',
      "must have a lowercase domain such as example.com before the '/'",
      "must have only characters of a URL path after the '/', without spaces",
    ),
    {
      name: 'a name that is too long, in a CronJob',
      after: workload('CronJob', {}, { jobTemplate: { spec: { managedBy: `example.com/${'x'.repeat(52)}` } } }),
      findings: [
        {
          messageId: 'long',
          path: 'spec.jobTemplate.spec.managedBy',
          type: 'FieldValueTooLong',
          to: `example.com/${'x'.repeat(52)}`,
          fix: 'Use a shorter name.',
        },
      ],
    },
    {
      name: 'a CronJob, of which the field is not dropped',
      after: workload('CronJob', {}, { jobTemplate: { spec: { managedBy: '' } } }),
      minor: 34,
      featureGates: { JobManagedBy: false },
      findings: [{ messageId: 'empty', path: 'spec.jobTemplate.spec.managedBy', type: 'FieldValueRequired', fix }],
    },
  ],
});
