import type { Json, JsonObject } from '../../../src/json/json.ts';
import { jobSchedulingImmutable } from '../../../src/rules/job/job-scheduling-immutable.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const on = { kind: 'Job', minor: 37, featureGates: { GenericWorkload: true, WorkloadWithJob: true } } as const;
const job = (scheduling?: Json): JsonObject =>
  workload('Job', {}, { parallelism: 3, ...(scheduling === undefined ? {} : { scheduling }) });
const cronJob = (scheduling: Json): JsonObject => workload('CronJob', {}, { jobTemplate: { spec: { scheduling } } });

const basic = { schedulingPolicy: { basic: {} } };
const gang = { schedulingPolicy: { gang: { minCount: 1 } } };
const path = 'spec.scheduling';
const type = 'FieldValueInvalid';
const fix = 'Delete and recreate the Job and its Pods: kubectl replace --force -n default -f FILE.';
const recreated = { type, fix } as const;

testRule(jobSchedulingImmutable, {
  valid: [
    { name: 'minCount', ...on, before: job(gang), after: job({ schedulingPolicy: { gang: { minCount: 2 } } }) },
    { name: 'the policy of a CronJob', ...on, before: cronJob(basic), after: cronJob(gang) },
    { name: 'an empty list of claims added', ...on, before: job(gang), after: job({ ...gang, resourceClaims: [] }) },
    { name: 'an addition that is dropped', minor: 37, before: job(), after: job(basic) },
    { name: 'anything in a version without the field', ...on, minor: 36, before: job(), after: job(basic) },
  ],
  invalid: [
    {
      name: 'scheduling added',
      ...on,
      before: job(),
      after: job(basic),
      findings: [{ messageId: 'changed', path, ...recreated }],
    },
    {
      name: 'scheduling removed from a CronJob',
      ...on,
      before: cronJob(basic),
      after: cronJob(null),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.jobTemplate.spec.scheduling',
          type,
          fix: 'Delete and recreate the CronJob and its Pods: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'the policy removed',
      ...on,
      before: job(basic),
      after: job({}),
      findings: [{ messageId: 'changed', path: `${path}.schedulingPolicy`, ...recreated }],
    },
    {
      name: 'the other policy',
      ...on,
      before: job(gang),
      after: job(basic),
      findings: [{ messageId: 'variant', path: `${path}.schedulingPolicy`, ...recreated }],
    },
    {
      name: 'the mode added, and a claim changed',
      ...on,
      before: job({ resourceClaims: [{ name: 'gpu', resourceClaimName: 'a' }] }),
      after: job({ disruptionMode: { single: {} }, resourceClaims: [{ name: 'gpu', resourceClaimName: 'b' }] }),
      findings: [
        { messageId: 'changed', path: `${path}.disruptionMode`, ...recreated },
        { messageId: 'inside', path: `${path}.resourceClaims[0].resourceClaimName`, ...recreated },
      ],
    },
  ],
});
