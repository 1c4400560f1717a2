import type { JsonObject } from '../../../src/json/json.ts';
import { lifecycleSleepWithinGrace } from '../../../src/rules/probes/lifecycle-sleep-within-grace.ts';
import { container, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const sleeping = (seconds: number | string | null, grace: number | null = 30) =>
  podWith({ lifecycle: { preStop: { sleep: { seconds } } } }, { terminationGracePeriodSeconds: grace });
const resting = (lifecycle: JsonObject) =>
  workload('Deployment', { terminationGracePeriodSeconds: 30, containers: [container({ lifecycle })] });

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
    {
      name: 'a hook that does not sleep, in a template with a negative grace period',
      after: workload('Deployment', {
        terminationGracePeriodSeconds: -1,
        containers: [container({ lifecycle: { preStop: { exec: { command: ['a'] } } } })],
      }),
    },
    { name: 'a hook that does not sleep', after: podWith({ lifecycle: { preStop: { exec: { command: ['a'] } } } }) },
    {
      name: 'a sleep of 0 seconds beside a stored one, before 1.33',
      minor: 32,
      before: resting({ preStop: { sleep: {} } }),
      after: resting({ preStop: { sleep: {} }, postStart: { sleep: { seconds: 0 } } }),
    },
  ],
  invalid: [
    {
      name: 'a sleep of 0 seconds beside a stored one in 1.31, which does not have the feature gate',
      minor: 31,
      before: resting({ preStop: { sleep: {} } }),
      after: resting({ preStop: { sleep: {} }, postStart: { sleep: { seconds: 0 } } }),
      findings: [
        {
          messageId: 'zero',
          path: 'spec.template.spec.containers[0].lifecycle.postStart.sleep.seconds',
          type: 'FieldValueInvalid',
          fix: 'Set seconds to 1 or more, or remove the hook.',
          to: 0,
        },
      ],
    },
    {
      name: 'a sleep of 0 seconds before 1.33',
      minor: 32,
      after: sleeping(0),
      findings: [
        {
          messageId: 'zero',
          path: 'spec.containers[0].lifecycle.preStop.sleep.seconds',
          type: 'FieldValueInvalid',
          fix: 'Set seconds to 1 or more, or remove the hook.',
          to: 0,
        },
      ],
    },
    {
      name: 'a sleep longer than the grace period',
      after: sleeping(31),
      findings: [
        {
          messageId: 'range',
          path: 'spec.containers[0].lifecycle.preStop.sleep.seconds',
          beside: 'spec.terminationGracePeriodSeconds',
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
          beside: 'spec.terminationGracePeriodSeconds',
          type: 'FieldValueInvalid',
          fix: 'Set seconds to 0 or more.',
        },
      ],
    },
    {
      name: 'a negative grace period, which a template may have',
      after: workload('Deployment', {
        terminationGracePeriodSeconds: -1,
        containers: [{ name: 'a', lifecycle: { postStart: { sleep: { seconds: 5 } }, preStop: { sleep: {} } } }],
      }),
      findings: [
        {
          messageId: 'negativeGrace',
          path: 'spec.template.spec.containers[0].lifecycle.postStart.sleep.seconds',
          beside: 'spec.template.spec.terminationGracePeriodSeconds',
          type: 'FieldValueForbidden',
          fix: 'Set terminationGracePeriodSeconds to 5 or more.',
          to: 5,
        },
        {
          messageId: 'negativeGrace',
          path: 'spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds',
          beside: 'spec.template.spec.terminationGracePeriodSeconds',
          type: 'FieldValueForbidden',
          fix: 'Set terminationGracePeriodSeconds to 0 or more.',
          to: 0,
        },
      ],
    },
    {
      name: 'a sleep that is not a number',
      after: sleeping('5'),
      findings: [
        {
          messageId: 'range',
          path: 'spec.containers[0].lifecycle.preStop.sleep.seconds',
          type: 'FieldValueInvalid',
          fix: 'Lower seconds to 30 or less, or raise terminationGracePeriodSeconds.',
          beside: 'spec.terminationGracePeriodSeconds',
        },
      ],
    },
    ...[86400, -1].map((seconds) => ({
      name: `a sleep of ${seconds} seconds and a grace period of 0`,
      after: sleeping(seconds, 0),
      findings: [
        {
          messageId: 'noGrace',
          path: 'spec.containers[0].lifecycle.preStop.sleep.seconds',
          type: 'FieldValueInvalid' as const,
          fix: 'Set seconds to 0, or raise terminationGracePeriodSeconds for a longer sleep.',
          beside: 'spec.terminationGracePeriodSeconds',
          says: 'must be 0 when terminationGracePeriodSeconds is 0.',
        },
      ],
    })),
    {
      name: 'a sleep of 0 seconds in place of 1, before 1.33',
      minor: 32,
      before: resting({ preStop: { sleep: { seconds: 1 } } }),
      after: resting({ preStop: { sleep: { seconds: 0 } } }),
      findings: [
        {
          messageId: 'zero',
          path: 'spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds',
          type: 'FieldValueInvalid',
          fix: 'Set seconds to 1 or more, or remove the hook.',
          to: 0,
        },
      ],
    },
  ],
});
