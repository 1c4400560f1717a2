import { probeNumbers } from '../../../src/rules/probes/probe-numbers.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(probeNumbers, {
  valid: [
    { name: 'numbers of 0', after: podWith({ livenessProbe: { exec, initialDelaySeconds: 0, timeoutSeconds: 0 } }) },
    { name: 'a number of null', after: podWith({ readinessProbe: { exec, periodSeconds: null } }) },
    {
      name: 'successThreshold of a liveness probe, which probe-success-threshold judges',
      after: podWith({ livenessProbe: { exec, successThreshold: -1 } }),
    },
    {
      name: 'a number in quotes, which field-types reports',
      after: podWith({ startupProbe: { exec, periodSeconds: '-10' } }),
    },
  ],
  invalid: [
    {
      name: 'negative numbers',
      after: podWith({
        readinessProbe: {
          exec,
          initialDelaySeconds: -1,
          timeoutSeconds: -2,
          periodSeconds: -3,
          successThreshold: -4,
          failureThreshold: -5,
        },
      }),
      findings: [
        {
          messageId: 'negative',
          path: 'spec.containers[0].readinessProbe.initialDelaySeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove initialDelaySeconds to use the default, 0.',
          to: -1,
        },
        {
          messageId: 'negative',
          path: 'spec.containers[0].readinessProbe.timeoutSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove timeoutSeconds to use the default, 1.',
          to: -2,
        },
        {
          messageId: 'negative',
          path: 'spec.containers[0].readinessProbe.periodSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove periodSeconds to use the default, 10.',
          to: -3,
        },
        {
          messageId: 'negative',
          path: 'spec.containers[0].readinessProbe.successThreshold',
          type: 'FieldValueInvalid',
          fix: 'Remove successThreshold to use the default, 1.',
          to: -4,
        },
        {
          messageId: 'negative',
          path: 'spec.containers[0].readinessProbe.failureThreshold',
          type: 'FieldValueInvalid',
          fix: 'Remove failureThreshold to use the default, 3.',
          to: -5,
        },
      ],
    },
    {
      name: 'a negative number of a liveness probe',
      after: podWith({ livenessProbe: { exec, periodSeconds: -1 } }),
      findings: [
        {
          messageId: 'negative',
          path: 'spec.containers[0].livenessProbe.periodSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove periodSeconds to use the default, 10.',
          to: -1,
        },
      ],
    },
  ],
});
