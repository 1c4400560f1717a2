import { negativeValues } from '../../../src/rules/warnings/negative-values.ts';
import { pod, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const limit = { revisionHistoryLimit: -1 };
const history = {
  messageId: 'history',
  path: 'spec.revisionHistoryLimit',
  fix: 'Set revisionHistoryLimit to 0 or more.',
};

testWarning(negativeValues, {
  valid: [
    { name: '0', after: pod({ terminationGracePeriodSeconds: 0 }) },
    {
      name: 'a version without this warning',
      minor: 32,
      after: workload('StatefulSet', {}, limit),
    },
    { name: 'another type', after: pod({ terminationGracePeriodSeconds: '-1' }) },
    { name: 'a limit of another kind, which is refused', after: workload('Deployment', {}, limit) },
    {
      name: 'an update that does not change the template',
      before: workload('DaemonSet', { terminationGracePeriodSeconds: -1 }),
      after: workload('DaemonSet', { terminationGracePeriodSeconds: -1 }, { minReadySeconds: 1 }),
    },
  ],
  invalid: [
    {
      name: 'a negative grace period',
      after: workload('Deployment', { terminationGracePeriodSeconds: -5 }),
      findings: [
        {
          messageId: 'grace',
          path: 'spec.template.spec.terminationGracePeriodSeconds',
          fix: 'Set terminationGracePeriodSeconds to 0 or more.',
          to: -5,
          says: 'a negative grace period, -5, is treated as 1 second.',
        },
      ],
    },
    {
      name: 'a negative limit',
      after: workload('StatefulSet', {}, limit),
      findings: [{ ...history, to: -1 }],
    },
    {
      name: 'a stored negative limit',
      before: workload('StatefulSet', {}, limit),
      after: workload('StatefulSet', {}, { ...limit, paused: null }),
      findings: [history],
    },
  ],
});
