import { probeSuccessThreshold } from '../../../src/rules/probes/probe-success-threshold.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(probeSuccessThreshold, {
  valid: [
    {
      name: 'a threshold of 1',
      after: podWith({ livenessProbe: { exec, successThreshold: 1 }, startupProbe: { exec } }),
    },
    {
      name: 'a threshold of 0, which the server replaces by 1',
      after: podWith({ livenessProbe: { exec, successThreshold: 0 } }),
    },
    {
      name: 'a readiness probe with a higher threshold',
      after: podWith({ readinessProbe: { exec, successThreshold: 3 } }),
    },
  ],
  invalid: [
    {
      name: 'a liveness probe with a higher threshold',
      after: podWith({ livenessProbe: { exec, successThreshold: 2 } }),
      findings: [
        {
          messageId: 'one',
          path: 'spec.containers[0].livenessProbe.successThreshold',
          type: 'FieldValueInvalid',
          fix: 'Remove successThreshold to use the default, 1.',
          to: 2,
        },
      ],
    },
    {
      name: 'a startup probe with a negative threshold',
      after: podWith({ startupProbe: { exec, successThreshold: -1 } }),
      findings: [
        {
          messageId: 'one',
          path: 'spec.containers[0].startupProbe.successThreshold',
          type: 'FieldValueInvalid',
          fix: 'Remove successThreshold to use the default, 1.',
          to: -1,
        },
      ],
    },
  ],
});
