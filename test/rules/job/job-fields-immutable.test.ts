import { jobFieldsImmutable } from '../../../src/rules/job/job-fields-immutable.ts';
import { testRule } from '../rule-tester.ts';
import { change, job, replaceJob } from './jobs.ts';

const indexed = (completions: number | null, parallelism = 1) =>
  job({ own: { completionMode: 'Indexed', completions, parallelism } });
const policy = (action: string) => ({
  podFailurePolicy: { rules: [{ action, onExitCodes: { operator: 'In', values: [1] } }] },
});
const completions = {
  messageId: 'completions',
  path: 'spec.completions',
  beside: 'spec.completionMode',
  ...replaceJob,
  from: 1,
} as const;

testRule(jobFieldsImmutable, {
  valid: [
    {
      ...change(
        'fields that are dropped',
        job(),
        job({ own: { backoffLimitPerIndex: 1, maxFailedIndexes: 1, successPolicy: {} } }),
      ),
      minor: 32,
      featureGates: { JobBackoffLimitPerIndex: false, JobSuccessPolicy: false },
    },
    ...[
      { parallelism: 3 },
      { backoffLimit: 1 },
      { activeDeadlineSeconds: 60 },
      { ttlSecondsAfterFinished: 60 },
      { suspend: true },
      { podReplacementPolicy: 'Failed' },
    ].map((own) => change(Object.keys(own)[0]!, job(), job({ own }))),
    change('completions of an Indexed Job together with parallelism', indexed(2, 2), indexed(3, 3)),
    change('completions of an Indexed Job are removed', indexed(2, 2), indexed(null, 2)),
  ],
  invalid: [
    {
      ...change('completions of another Job', job(), job({ own: { completions: 2 } })),
      findings: [{ ...completions, to: 2, says: 'from 1 to 2 unless' }],
    },
    {
      ...change('completions of an Indexed Job alone', indexed(2, 2), indexed(3, 2)),
      findings: [
        {
          messageId: 'tandem',
          path: 'spec.completions',
          beside: 'spec.parallelism',
          type: 'FieldValueInvalid',
          fix: 'Set parallelism to 3 too.',
        },
      ],
    },
    {
      ...change('completions of another Job are removed', job(), job({ own: { completions: null } })),
      findings: [{ ...completions, to: null, says: 'completions of a Job cannot be removed unless' }],
    },
    {
      ...change('completionMode', job(), job({ own: { completionMode: 'Indexed' } })),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.completionMode',
          ...replaceJob,
          says: 'from "NonIndexed" to "Indexed" after',
        },
      ],
    },
    {
      ...change('managedBy', job(), job({ own: { managedBy: 'example.com/queue' } })),
      findings: [{ messageId: 'changed', path: 'spec.managedBy', ...replaceJob }],
    },
    {
      ...change('backoffLimitPerIndex is removed', job({ own: { backoffLimitPerIndex: 1 } }), job()),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.backoffLimitPerIndex',
          ...replaceJob,
          says: 'backoffLimitPerIndex of a Job cannot be removed after the Job is created.',
        },
      ],
    },
    {
      ...change('backoffLimitPerIndex is set', job(), job({ own: { backoffLimitPerIndex: 1 } })),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.backoffLimitPerIndex',
          ...replaceJob,
          says: 'backoffLimitPerIndex of a Job cannot be set to 1 after the Job is created.',
        },
      ],
    },
    {
      ...change('successPolicy', job(), job({ own: { successPolicy: { rules: [] } } })),
      findings: [{ messageId: 'changed', path: 'spec.successPolicy', ...replaceJob }],
    },
    {
      ...change('a rule of podFailurePolicy', job({ own: policy('FailJob') }), job({ own: policy('Ignore') })),
      findings: [
        {
          messageId: 'inside',
          path: 'spec.podFailurePolicy.rules[0].action',
          ...replaceJob,
          from: 'FailJob',
          to: 'Ignore',
          says: 'podFailurePolicy of a Job',
        },
      ],
    },
  ],
});
