import { lifecycleSleepWithinGrace } from '../../../src/rules/probes/lifecycle-sleep-within-grace.ts';
import { podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const sleeping = (seconds: number | null, grace: number | null = 30) =>
  podWith({ lifecycle: { preStop: { sleep: { seconds } } } }, { terminationGracePeriodSeconds: grace });

testRule(lifecycleSleepWithinGrace, {
  valid: [
    { name: 'as long as the grace period', after: sleeping(30) },
    { name: 'not at all', after: sleeping(0) },
    { name: 'absent is 0', after: sleeping(null) },
    { name: 'no grace period to compare with', after: sleeping(99, null) },
    {
      name: 'another handler counts',
      after: podWith({ lifecycle: { preStop: { exec: {}, sleep: { seconds: 99 } } } }),
    },
    { name: 'no hook sleeps', after: podWith({ lifecycle: { preStop: { exec: { command: ['a'] } } } }) },
  ],
  invalid: [
    {
      name: 'longer than the grace period',
      after: sleeping(31),
      findings: [
        {
          messageId: 'range',
          path: 'spec.containers[0].lifecycle.preStop.sleep',
          type: 'FieldValueInvalid',
          to: 31,
          says: '30',
        },
      ],
    },
    {
      name: 'negative',
      after: sleeping(-1),
      findings: [{ messageId: 'range', path: 'spec.containers[0].lifecycle.preStop.sleep' }],
    },
    {
      name: 'no second fits into a negative grace period, which a template may have',
      kind: 'Deployment',
      after: workload('Deployment', {
        terminationGracePeriodSeconds: -1,
        containers: [{ name: 'a', lifecycle: { postStart: { sleep: {} } } }],
      }),
      findings: [{ messageId: 'range', path: 'spec.template.spec.containers[0].lifecycle.postStart.sleep', to: 0 }],
    },
  ],
});
