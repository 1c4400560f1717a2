import type { JsonObject } from '../../../src/json/json.ts';
import { jobPodFailurePolicy } from '../../../src/rules/job/job-pod-failure-policy.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { change, job } from './jobs.ts';

const made = (name: string, own: JsonObject, spec: JsonObject = {}) => ({
  name,
  kind: 'Job' as const,
  after: workload('Job', spec, own),
});
const rules = (...all: readonly JsonObject[]): JsonObject => ({ podFailurePolicy: { rules: all } });
const codes = (onExitCodes: JsonObject, action = 'FailJob'): JsonObject => ({ action, onExitCodes });
const ones = { operator: 'In', values: [1] };
const disrupted = { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
const all = 'spec.podFailurePolicy.rules';
const first = `${all}[0]`;

testRule(jobPodFailurePolicy, {
  valid: [
    made('none', {}),
    made('exit codes of one container', rules(codes({ operator: 'In', values: [1, 42, 137], containerName: 'web' }))),
    made('exit code 0 with NotIn', rules(codes({ operator: 'NotIn', values: [0] }))),
    made('a condition', rules({ action: 'Ignore', ...disrupted })),
    made('by index', { ...rules(codes(ones, 'FailIndex')), backoffLimitPerIndex: 1 }),
    made('replaced once it has failed', { ...rules(codes(ones)), podReplacementPolicy: 'Failed' }),
    made('replaced while it ends, without a policy', { podReplacementPolicy: 'TerminatingOrFailed' }),
    made('garbage', { podFailurePolicy: 'none' }),
    change('stored before', job({ own: rules({ action: 'Panic' }) }), {
      ...job({ own: rules({ action: 'Panic' }) }),
      metadata: { labels: { a: 'b' } },
    }),
  ],
  invalid: [
    {
      ...made('OnFailure', rules(codes(ones)), { restartPolicy: 'OnFailure' }),
      findings: [
        {
          messageId: 'restart',
          path: 'spec.template.spec.restartPolicy',
          type: 'FieldValueInvalid',
          to: 'OnFailure',
          says: 'set it to "Never"',
        },
      ],
    },
    {
      ...made('replaced while it ends', { ...rules(codes(ones)), podReplacementPolicy: 'TerminatingOrFailed' }),
      findings: [{ messageId: 'replacement', path: 'spec.podReplacementPolicy', type: 'FieldValueNotSupported' }],
    },
    {
      ...made('no podReplacementPolicy', { podReplacementPolicy: 'Soon' }),
      findings: [{ messageId: 'noReplacement', path: 'spec.podReplacementPolicy', to: 'Soon' }],
    },
    {
      ...made('too many rules', rules(...Array.from({ length: 21 }, () => codes(ones)))),
      findings: [{ messageId: 'rules', path: all, type: 'FieldValueTooMany', says: '21 entries, and 20' }],
    },
    {
      ...made('actions', rules({ ...disrupted }, codes(ones, 'Panic'), codes(ones, 'FailIndex'))),
      findings: [
        { messageId: 'noAction', path: `${first}.action`, type: 'FieldValueRequired' },
        { messageId: 'action', path: `${all}[1].action`, type: 'FieldValueNotSupported', to: 'Panic' },
        { messageId: 'failIndex', path: `${all}[2].action`, type: 'FieldValueInvalid', says: 'backoffLimitPerIndex' },
      ],
    },
    {
      ...made('neither and both', rules({ action: 'Count' }, { ...codes(ones), ...disrupted })),
      findings: [
        { messageId: 'neither', path: first },
        { messageId: 'both', path: `${all}[1]` },
      ],
    },
    {
      ...made('exit codes', rules(codes({ operator: 'Is', values: [], containerName: 'api' }), codes({ values: [3] }))),
      findings: [
        { messageId: 'operator', path: `${first}.onExitCodes.operator`, type: 'FieldValueNotSupported', to: 'Is' },
        { messageId: 'container', path: `${first}.onExitCodes.containerName`, to: 'api', says: 'name one of web' },
        { messageId: 'noCodes', path: `${first}.onExitCodes.values` },
        { messageId: 'operator', path: `${all}[1].onExitCodes.operator`, type: 'FieldValueRequired' },
      ],
    },
    {
      ...made('the order of exit codes', rules(codes({ operator: 'In', values: [5, 0, 5] }))),
      findings: [
        { messageId: 'zero', path: `${first}.onExitCodes.values[1]` },
        { messageId: 'codeTwice', path: `${first}.onExitCodes.values[2]`, type: 'FieldValueDuplicate' },
        { messageId: 'order', path: `${first}.onExitCodes.values` },
      ],
    },
    {
      ...made(
        'too many of them',
        rules(codes({ operator: 'In', values: Array.from({ length: 256 }, (_, i) => i + 1) }), {
          action: 'Count',
          onPodConditions: Array.from({ length: 21 }, () => ({ type: 'Ready', status: 'False' })),
        }),
      ),
      findings: [
        { messageId: 'rules', path: `${first}.onExitCodes.values`, says: '256' },
        { messageId: 'rules', path: `${all}[1].onPodConditions`, says: '21' },
      ],
    },
    {
      ...made(
        'conditions',
        rules({ action: 'Count', onPodConditions: [{ type: 'a b', status: 'yes' }, { type: 'a' }] }),
      ),
      findings: [
        { messageId: 'condition', path: `${first}.onPodConditions[0].type`, to: 'a b' },
        { messageId: 'status', path: `${first}.onPodConditions[0].status`, type: 'FieldValueNotSupported' },
        { messageId: 'status', path: `${first}.onPodConditions[1].status`, type: 'FieldValueRequired' },
      ],
    },
    {
      name: 'a CronJob',
      kind: 'CronJob',
      after: workload(
        'CronJob',
        {},
        {
          jobTemplate: { spec: { ...rules(codes(ones, 'Panic')), template: { spec: { restartPolicy: 'OnFailure' } } } },
        },
      ),
      findings: [
        { messageId: 'action', path: 'spec.jobTemplate.spec.podFailurePolicy.rules[0].action' },
        { messageId: 'restart', path: 'spec.jobTemplate.spec.template.spec.restartPolicy' },
      ],
    },
    {
      ...change(
        'podReplacementPolicy of a Job that has a policy',
        job({ own: rules(codes(ones)) }),
        job({ own: { ...rules(codes(ones)), podReplacementPolicy: 'TerminatingOrFailed' } }),
      ),
      findings: [{ messageId: 'replacement', path: 'spec.podReplacementPolicy' }],
    },
  ],
});
