import { jobFieldsImmutable } from '../../../src/rules/job/job-fields-immutable.ts';
import { testRule } from '../rule-tester.ts';
import { change, job } from './jobs.ts';

const indexed = (completions: number | null, parallelism = 1) =>
  job({ own: { completionMode: 'Indexed', completions, parallelism } });
const policy = (action: string) => ({
  podFailurePolicy: { rules: [{ action, onExitCodes: { operator: 'In', values: [1] } }] },
});

testRule(jobFieldsImmutable, {
  valid: [
    ...[
      { parallelism: 3 },
      { backoffLimit: 1 },
      { activeDeadlineSeconds: 60 },
      { ttlSecondsAfterFinished: 60 },
      { suspend: true },
      { podReplacementPolicy: 'Failed' },
    ].map((own) => change(Object.keys(own)[0]!, job(), job({ own }))),
    change('completions of an Indexed Job, with parallelism', indexed(2, 2), indexed(3, 3)),
    change('completions of an Indexed Job that are lost', indexed(2, 2), indexed(null, 2)),
  ],
  invalid: [
    {
      ...change('completions', job(), job({ own: { completions: 2 } })),
      findings: [{ messageId: 'completions', path: 'spec.completions', type: 'FieldValueInvalid', from: 1, to: 2 }],
    },
    {
      ...change('completions of an Indexed Job alone', indexed(2, 2), indexed(3, 2)),
      findings: [{ messageId: 'tandem', path: 'spec.completions', says: 'set parallelism to the same number' }],
    },
    {
      ...change('completionMode', job(), job({ own: { completionMode: 'Indexed' } })),
      findings: [{ messageId: 'changed', path: 'spec.completionMode', says: 'make a new Job' }],
    },
    {
      ...change('managedBy', job(), job({ own: { managedBy: 'example.com/queue' } })),
      findings: [{ messageId: 'changed', path: 'spec.managedBy', says: 'absent → "example.com/queue"' }],
    },
    {
      ...change('backoffLimitPerIndex', job({ own: { backoffLimitPerIndex: 1 } }), job()),
      findings: [{ messageId: 'changed', path: 'spec.backoffLimitPerIndex', says: '1 → absent' }],
    },
    {
      ...change('successPolicy', job(), job({ own: { successPolicy: { rules: [] } } })),
      findings: [{ messageId: 'changed', path: 'spec.successPolicy' }],
    },
    {
      ...change('inside podFailurePolicy', job({ own: policy('FailJob') }), job({ own: policy('Ignore') })),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.podFailurePolicy.rules[0].action',
          from: 'FailJob',
          to: 'Ignore',
          says: 'podFailurePolicy of a Job',
        },
      ],
    },
  ],
});
