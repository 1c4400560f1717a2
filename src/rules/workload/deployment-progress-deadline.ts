import { numberAt } from '../../json/json.ts';
import { invalid } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';

const byDefault = 600;
/** With this value, a rollout has no deadline. */
const max = 2 ** 31 - 1;

export const deploymentProgressDeadline = defineObjectRule({
  id: 'deployment-progress-deadline',
  title: 'progressDeadlineSeconds of a Deployment must be greater than minReadySeconds',
  why: 'A rollout fails if no new Pod becomes available for progressDeadlineSeconds, and a Pod is available only after it has been ready for minReadySeconds.',
  mirrors: ['ValidateDeploymentSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Deployment'] },
  reads: ['spec.progressDeadlineSeconds', 'spec.minReadySeconds'],
  messages: {
    positive: {
      text: 'must be 1 or more.',
      fix: 'Set progressDeadlineSeconds to the number of seconds that a rollout may take without progress, or remove it for the default, 600.',
    },
    low: {
      text: 'must be greater than minReadySeconds, {{ready}}. Otherwise, each rollout would fail before a new Pod is available.',
      fix: '{{ways}}',
    },
    byDefault: {
      text: 'must be greater than minReadySeconds, {{ready}}. The default of progressDeadlineSeconds is 600.',
      fix: '{{ways}}',
    },
  },
  *check({ spec, specPath }) {
    const deadline = numberAt(spec, 'progressDeadlineSeconds') ?? byDefault;
    const ready = numberAt(spec, 'minReadySeconds') ?? 0;
    if (deadline >= 0 && deadline > ready) return;
    const path = specPath.child('progressDeadlineSeconds');
    if (ready <= 0) {
      yield invalid(path, 'positive', { to: deadline });
      return;
    }
    const ways =
      ready >= max
        ? 'Lower minReadySeconds.'
        : `Set progressDeadlineSeconds to ${ready + 1} or more, or lower minReadySeconds.`;
    yield invalid(path, deadline === byDefault ? 'byDefault' : 'low', {
      to: deadline,
      data: { ready },
      shown: { ways },
      beside: specPath.child('minReadySeconds'),
    });
  },
});
