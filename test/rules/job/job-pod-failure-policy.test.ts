import type { JsonObject } from '../../../src/json/json.ts';
import { jobPodFailurePolicy } from '../../../src/rules/job/job-pod-failure-policy.ts';
import { container, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { change, job } from './jobs.ts';

const made = (name: string, own: JsonObject, spec: JsonObject = {}) => ({
  name,
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
    made('no policy', {}),
    {
      ...made('a rule with FailIndex, which is dropped', rules({ action: 'FailIndex' })),
      minor: 32,
      featureGates: { JobBackoffLimitPerIndex: false },
    },
    {
      ...made('a podReplacementPolicy that is dropped', { podReplacementPolicy: 'Never' }),
      minor: 32,
      featureGates: { JobPodReplacementPolicy: false },
    },
    made('exit codes of one container', rules(codes({ operator: 'In', values: [1, 42, 137], containerName: 'web' }))),
    made('exit code 0 with NotIn', rules(codes({ operator: 'NotIn', values: [0] }))),
    made('a Pod condition', rules({ action: 'Ignore', ...disrupted })),
    made('FailIndex with backoffLimitPerIndex', { ...rules(codes(ones, 'FailIndex')), backoffLimitPerIndex: 1 }),
    made('a policy with podReplacementPolicy Failed', { ...rules(codes(ones)), podReplacementPolicy: 'Failed' }),
    made('podReplacementPolicy TerminatingOrFailed without a policy', { podReplacementPolicy: 'TerminatingOrFailed' }),
    made('as many rules, exit codes and Pod conditions as are allowed', {
      ...rules(
        codes({ operator: 'In', values: Array.from({ length: 255 }, (_, i) => i + 1) }),
        { action: 'Count', onPodConditions: Array.from({ length: 20 }, () => ({ type: 'Ready', status: 'False' })) },
        ...Array.from({ length: 18 }, () => codes(ones)),
      ),
    }),
    made(
      'exit codes that are strings, which field-types judges',
      rules(codes({ operator: 'In', values: ['9', 5, '3'] })),
    ),
    made('a policy that is a string', { podFailurePolicy: 'none' }),
    change('a stored policy that is invalid', job({ own: rules({ action: 'Panic' }) }), {
      ...job({ own: rules({ action: 'Panic' }) }),
      metadata: { labels: { a: 'b' } },
    }),
  ],
  invalid: [
    {
      name: 'a condition without a status in a CronJob before 1.34',
      minor: 33,
      after: workload(
        'CronJob',
        {},
        {
          jobTemplate: {
            spec: {
              ...rules({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }),
              template: { spec: { restartPolicy: 'Never', containers: [container()] } },
            },
          },
        },
      ),
      findings: [
        {
          messageId: 'noStatus',
          path: 'spec.jobTemplate.spec.podFailurePolicy.rules[0].onPodConditions[0].status',
          type: 'FieldValueRequired',
          fix: 'Set status to True, False or Unknown.',
        },
      ],
    },
    {
      ...made('restartPolicy OnFailure', rules(codes(ones)), { restartPolicy: 'OnFailure' }),
      findings: [
        {
          messageId: 'restart',
          path: 'spec.template.spec.restartPolicy',
          beside: 'spec.podFailurePolicy',
          type: 'FieldValueInvalid',
          fix: 'Set restartPolicy to Never.',
          to: 'OnFailure',
        },
      ],
    },
    {
      ...made('podReplacementPolicy TerminatingOrFailed', {
        ...rules(codes(ones)),
        podReplacementPolicy: 'TerminatingOrFailed',
      }),
      findings: [
        {
          messageId: 'replacement',
          path: 'spec.podReplacementPolicy',
          beside: 'spec.podFailurePolicy',
          type: 'FieldValueNotSupported',
          says: 'supported values: "Failed". With podFailurePolicy, a Pod is replaced only after it has failed.',
          fix: 'Set podReplacementPolicy to Failed, or remove it.',
        },
      ],
    },
    {
      ...made('podReplacementPolicy failed', { podReplacementPolicy: 'failed' }),
      findings: [
        {
          messageId: 'noReplacement',
          path: 'spec.podReplacementPolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Failed"?',
          to: 'failed',
        },
      ],
    },
    {
      ...made('too many rules', rules(...Array.from({ length: 21 }, () => codes(ones)))),
      findings: [
        {
          messageId: 'rules',
          path: all,
          type: 'FieldValueTooMany',
          fix: 'Combine rules that have the same action.',
          says: 'no more than 20 rules, but has 21',
        },
      ],
    },
    {
      ...made('invalid actions', rules({ ...disrupted }, codes(ones, 'Panic'), codes(ones, 'FailIndex'))),
      findings: [
        {
          messageId: 'noAction',
          path: `${first}.action`,
          type: 'FieldValueRequired',
          fix: 'Set action to Count, FailIndex, FailJob or Ignore.',
        },
        { messageId: 'action', path: `${all}[1].action`, type: 'FieldValueNotSupported', to: 'Panic' },
        {
          messageId: 'failIndexAlone',
          path: `${all}[2].action`,
          type: 'FieldValueInvalid',
          fix: 'Use action FailJob, or set completionMode to Indexed, and also set completions and backoffLimitPerIndex in the spec of the Job.',
        },
      ],
    },
    {
      ...made('FailIndex in an Indexed Job without backoffLimitPerIndex', {
        ...rules(codes(ones, 'FailIndex')),
        completionMode: 'Indexed',
        completions: 2,
      }),
      findings: [
        {
          messageId: 'failIndex',
          path: `${first}.action`,
          type: 'FieldValueInvalid',
          fix: 'Set backoffLimitPerIndex in the spec of the Job, or use action FailJob.',
        },
      ],
    },
    {
      ...made(
        'rules without and with both of onExitCodes and onPodConditions',
        rules({ action: 'Count' }, { ...codes(ones), ...disrupted }),
      ),
      findings: [
        {
          messageId: 'neither',
          path: first,
          type: 'FieldValueRequired',
          fix: 'Add onExitCodes, such as {operator: In, values: [42]}, or onPodConditions.',
        },
        {
          messageId: 'both',
          path: `${all}[1]`,
          type: 'FieldValueForbidden',
          fix: 'Split the rule into two rules with the same action.',
        },
      ],
    },
    {
      ...made(
        'invalid exit codes',
        rules(codes({ operator: 'Is', values: [], containerName: 'api' }), codes({ values: [3] })),
      ),
      findings: [
        {
          messageId: 'operator',
          path: `${first}.onExitCodes.operator`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "In"?',
          to: 'Is',
        },
        {
          messageId: 'container',
          path: `${first}.onExitCodes.containerName`,
          type: 'FieldValueNotFound',
          fix: 'Use "web", or remove containerName to match all containers.',
          to: 'api',
        },
        {
          messageId: 'noCodes',
          path: `${first}.onExitCodes.values`,
          type: 'FieldValueRequired',
          fix: 'Add a list of exit codes, such as values: [1, 42].',
        },
        {
          messageId: 'operatorMissing',
          path: `${all}[1].onExitCodes.operator`,
          type: 'FieldValueRequired',
          fix: 'Set operator to In or NotIn.',
        },
      ],
    },
    {
      ...made('0 as the only exit code', rules(codes({ operator: 'In', values: [0] }))),
      findings: [
        {
          messageId: 'zeroOnly',
          path: `${first}.onExitCodes.values[0]`,
          type: 'FieldValueInvalid',
          fix: 'To match every failure, set operator to NotIn.',
        },
      ],
    },
    {
      ...made('two exit codes in descending order', rules(codes({ operator: 'In', values: [7, 5] }))),
      findings: [
        {
          messageId: 'order',
          path: `${first}.onExitCodes.values`,
          type: 'FieldValueInvalid',
          fix: 'Write values: [5, 7].',
        },
      ],
    },
    {
      ...made('the order of exit codes', rules(codes({ operator: 'In', values: [5, 0, 5] }))),
      findings: [
        {
          messageId: 'zero',
          path: `${first}.onExitCodes.values[1]`,
          type: 'FieldValueInvalid',
          fix: 'Remove 0 from values.',
        },
        {
          messageId: 'codeTwice',
          path: `${first}.onExitCodes.values[2]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
        },
        {
          messageId: 'order',
          path: `${first}.onExitCodes.values`,
          type: 'FieldValueInvalid',
          fix: 'Write values: [5].',
        },
      ],
    },
    {
      ...made('an exit code that is listed twice', rules(codes({ operator: 'In', values: [1, 1] }))),
      findings: [
        {
          messageId: 'codeTwice',
          path: `${first}.onExitCodes.values[1]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
        },
      ],
    },
    {
      ...made('more exit codes than a message lists', rules(codes({ operator: 'NotIn', values: [5, 0, 4, 6, 7] }))),
      findings: [
        {
          messageId: 'order',
          path: `${first}.onExitCodes.values`,
          type: 'FieldValueInvalid',
          fix: 'Sort the exit codes.',
        },
      ],
    },
    {
      ...made('four exit codes', rules(codes({ operator: 'NotIn', values: [10, 0, 9, 8] }))),
      findings: [
        {
          messageId: 'order',
          path: `${first}.onExitCodes.values`,
          type: 'FieldValueInvalid',
          fix: 'Write values: [0, 8, 9, 10].',
        },
      ],
    },
    {
      ...made('a container with an invalid name is not suggested', rules(codes({ ...ones, containerName: 'web' })), {
        containers: [container({ name: 'Web' })],
      }),
      findings: [
        {
          messageId: 'container',
          path: `${first}.onExitCodes.containerName`,
          type: 'FieldValueNotFound',
          fix: 'Use the name of a container, or remove containerName to match all containers.',
        },
      ],
    },
    {
      ...made(
        'containers that the template does not have',
        rules(codes({ ...ones, containerName: 'wbe' }), codes({ ...ones, containerName: 'main' })),
        {
          initContainers: [container({ name: 'setup' })],
        },
      ),
      findings: [
        {
          messageId: 'container',
          path: `${first}.onExitCodes.containerName`,
          type: 'FieldValueNotFound',
          fix: 'Did you mean "web"?',
          to: 'wbe',
        },
        {
          messageId: 'container',
          path: `${all}[1].onExitCodes.containerName`,
          type: 'FieldValueNotFound',
          fix: 'Use "web" or "setup", or remove containerName to match all containers.',
          to: 'main',
        },
      ],
    },
    {
      ...made(
        'too many exit codes and Pod conditions',
        rules(codes({ operator: 'In', values: Array.from({ length: 256 }, (_, i) => i + 1) }), {
          action: 'Count',
          onPodConditions: Array.from({ length: 21 }, () => ({ type: 'Ready', status: 'False' })),
        }),
      ),
      findings: [
        {
          messageId: 'codes',
          path: `${first}.onExitCodes.values`,
          type: 'FieldValueTooMany',
          fix: 'Move some of the exit codes to another rule with the same action.',
          says: 'no more than 255 values, but has 256',
        },
        {
          messageId: 'conditions',
          path: `${all}[1].onPodConditions`,
          type: 'FieldValueTooMany',
          fix: 'Move some of the conditions to another rule with the same action.',
          says: 'no more than 20 onPodConditions, but has 21',
        },
      ],
    },
    {
      ...made(
        'too many exit codes with NotIn',
        rules(codes({ operator: 'NotIn', values: Array.from({ length: 256 }, (_, i) => i + 1) })),
      ),
      findings: [
        {
          messageId: 'codesNotIn',
          path: `${first}.onExitCodes.values`,
          type: 'FieldValueTooMany',
          fix: 'Use operator In with the exit codes that the rule must match.',
        },
      ],
    },
    {
      ...made(
        'invalid Pod conditions',
        rules({
          action: 'Count',
          onPodConditions: [{ type: 'a b', status: 'true' }, { type: 'a' }, { status: 'True' }],
        }),
      ),
      findings: [
        {
          messageId: 'condition',
          path: `${first}.onPodConditions[0].type`,
          type: 'FieldValueInvalid',
          fix: 'Use the type of a Pod condition, such as DisruptionTarget.',
          to: 'a b',
        },
        {
          messageId: 'status',
          path: `${first}.onPodConditions[0].status`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "True"?',
        },
        {
          messageId: 'noType',
          path: `${first}.onPodConditions[2].type`,
          type: 'FieldValueRequired',
          fix: 'Set type to the type of a Pod condition, such as DisruptionTarget.',
        },
      ],
    },
    {
      name: 'the policy of a CronJob',
      after: workload(
        'CronJob',
        {},
        {
          jobTemplate: { spec: { ...rules(codes(ones, 'Panic')), template: { spec: { restartPolicy: 'OnFailure' } } } },
        },
      ),
      findings: [
        {
          messageId: 'action',
          path: 'spec.jobTemplate.spec.podFailurePolicy.rules[0].action',
          type: 'FieldValueNotSupported',
        },
        {
          messageId: 'restart',
          path: 'spec.jobTemplate.spec.template.spec.restartPolicy',
          beside: 'spec.jobTemplate.spec.podFailurePolicy',
          type: 'FieldValueInvalid',
          fix: 'Set restartPolicy to Never.',
        },
      ],
    },
    {
      ...change(
        'podReplacementPolicy of a Job with a policy is changed',
        job({ own: rules(codes(ones)) }),
        job({ own: { ...rules(codes(ones)), podReplacementPolicy: 'TerminatingOrFailed' } }),
      ),
      findings: [
        {
          messageId: 'replacement',
          path: 'spec.podReplacementPolicy',
          beside: 'spec.podFailurePolicy',
          type: 'FieldValueNotSupported',
          fix: 'Set podReplacementPolicy to Failed, or remove it.',
        },
      ],
    },
  ],
});
