import { slowStartWithoutStartupProbe } from '../../../src/rules/advice/slow-start-without-startup-probe.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(slowStartWithoutStartupProbe, {
  valid: [
    { name: 'a short delay', after: podWith({ livenessProbe: { exec, initialDelaySeconds: 29 } }) },
    {
      name: 'a startup probe',
      after: podWith({ livenessProbe: { exec, initialDelaySeconds: 60 }, startupProbe: { exec } }),
    },
    {
      name: 'a long delay of the readiness probe',
      after: podWith({ readinessProbe: { exec, initialDelaySeconds: 60 } }),
    },
    {
      name: 'a delay below the option',
      options: { seconds: 61 },
      after: podWith({ livenessProbe: { exec, initialDelaySeconds: 60 } }),
    },
    { name: 'a delay that is not a number', after: podWith({ livenessProbe: { exec, initialDelaySeconds: '60' } }) },
  ],
  invalid: [
    {
      name: 'a long delay',
      after: podWith({ livenessProbe: { exec, initialDelaySeconds: 30 } }),
      findings: [
        {
          messageId: 'delay',
          path: 'spec.containers[0].livenessProbe.initialDelaySeconds',
          type: 'FieldValueInvalid',
          fix: 'Use a startupProbe with the same check and failureThreshold 30 instead.',
          to: 30,
        },
      ],
    },
    {
      name: 'a delay of 10 minutes',
      after: podWith({ livenessProbe: { exec, initialDelaySeconds: 600 } }),
      findings: [
        {
          messageId: 'delay',
          path: 'spec.containers[0].livenessProbe.initialDelaySeconds',
          type: 'FieldValueInvalid',
          fix: 'Use a startupProbe with the same check and failureThreshold 120 instead.',
          to: 600,
        },
      ],
    },
  ],
});
