import type { JsonObject } from '../../../src/json/json.ts';
import { deploymentProgressDeadline } from '../../../src/rules/workload/deployment-progress-deadline.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const made = (own: JsonObject) => ({
  name: JSON.stringify(own),
  after: workload('Deployment', {}, own),
});
const changed = (from: JsonObject, to: JsonObject) => ({
  name: `from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
  before: workload('Deployment', {}, from),
  after: workload('Deployment', {}, to),
});

const invalid = { path: 'spec.progressDeadlineSeconds', type: 'FieldValueInvalid' as const };
const positive = {
  ...invalid,
  messageId: 'positive',
  fix: 'Set progressDeadlineSeconds to the number of seconds that a rollout may take without progress, or remove it for the default, 600.',
};
const low = (least: number) => ({
  ...invalid,
  messageId: 'low',
  fix: `Set progressDeadlineSeconds to ${least} or more, or lower minReadySeconds.`,
  beside: 'spec.minReadySeconds',
});

testRule(deploymentProgressDeadline, {
  valid: [
    made({}),
    made({ progressDeadlineSeconds: 1 }),
    made({ progressDeadlineSeconds: 11, minReadySeconds: 10 }),
    made({ progressDeadlineSeconds: 2147483647, minReadySeconds: 2147483646 }),
    made({ minReadySeconds: 599 }),
    made({ progressDeadlineSeconds: 0, minReadySeconds: -1 }),
    changed(
      { progressDeadlineSeconds: 5, minReadySeconds: 10 },
      { progressDeadlineSeconds: 5, minReadySeconds: 10, paused: true },
    ),
  ],
  invalid: [
    { ...made({ progressDeadlineSeconds: 0 }), findings: [{ ...positive, to: 0 }] },
    { ...made({ progressDeadlineSeconds: -1, minReadySeconds: -2 }), findings: [{ ...positive, to: -1 }] },
    { ...made({ progressDeadlineSeconds: 10, minReadySeconds: 10 }), findings: [low(11)] },
    { ...made({ progressDeadlineSeconds: -1, minReadySeconds: 10 }), findings: [low(11)] },
    { ...made({ minReadySeconds: 600 }), findings: [{ ...low(601), messageId: 'byDefault', to: 600 }] },
    {
      ...made({ progressDeadlineSeconds: 600, minReadySeconds: 900 }),
      findings: [{ ...low(901), messageId: 'byDefault' }],
    },
    {
      ...made({ progressDeadlineSeconds: 2147483647, minReadySeconds: 2147483647 }),
      findings: [{ ...low(0), fix: 'Lower minReadySeconds.' }],
    },
    {
      ...changed({ progressDeadlineSeconds: 20 }, { progressDeadlineSeconds: 20, minReadySeconds: 20 }),
      findings: [low(21)],
    },
  ],
});
