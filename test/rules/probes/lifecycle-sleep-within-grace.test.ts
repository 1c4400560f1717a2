import { lifecycleSleepWithinGrace } from '../../../src/rules/probes/lifecycle-sleep-within-grace.ts';
import { podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const sleeping = (seconds: number | null, grace: number | null = 30) =>
  podWith({ lifecycle: { preStop: { sleep: { seconds } } } }, { terminationGracePeriodSeconds: grace });

testRule(lifecycleSleepWithinGrace, {
  valid: [
    { name: 'a sleep as long as the grace period', after: sleeping(30) },
    { name: 'a sleep of 0 seconds', after: sleeping(0) },
    { name: 'no seconds', after: sleeping(null) },
    { name: 'no grace period', after: sleeping(99, null) },
    {
      name: 'a second handler, which the server does not validate',
      after: podWith({ lifecycle: { preStop: { exec: {}, sleep: { seconds: 99 } } } }),
    },
    { name: 'a hook that does not sleep', after: podWith({ lifecycle: { preStop: { exec: { command: ['a'] } } } }) },
  ],
  invalid: [
    {
      name: 'a sleep longer than the grace period',
      after: sleeping(31),
      findings: [
        {
          messageId: 'range',
          path: 'spec.containers[0].lifecycle.preStop.sleep.seconds',
          type: 'FieldValueInvalid',
          fix: 'Lower seconds to 30 or less, or raise terminationGracePeriodSeconds.',
          to: 31,
        },
      ],
    },
    {
      name: 'a negative sleep',
      after: sleeping(-1),
      findings: [
        {
          messageId: 'negative',
          path: 'spec.containers[0].lifecycle.preStop.sleep.seconds',
          type: 'FieldValueInvalid',
          fix: 'Set seconds to 0 or more.',
        },
      ],
    },
    {
      name: 'a negative grace period, which a template may have',
      kind: 'Deployment',
      after: workload('Deployment', {
        terminationGracePeriodSeconds: -1,
        containers: [{ name: 'a', lifecycle: { postStart: { sleep: {} }, preStop: { sleep: { seconds: 5 } } } }],
      }),
      findings: [
        {
          messageId: 'negativeGrace',
          path: 'spec.template.spec.containers[0].lifecycle.postStart.sleep.seconds',
          type: 'FieldValueForbidden',
          fix: 'Set terminationGracePeriodSeconds to 0 or more.',
          to: 0,
        },
        {
          messageId: 'negativeGrace',
          path: 'spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds',
          type: 'FieldValueForbidden',
          fix: 'Set terminationGracePeriodSeconds to 5 or more.',
          to: 5,
        },
      ],
    },
  ],
});
