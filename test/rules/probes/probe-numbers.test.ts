import { probeNumbers } from '../../../src/rules/probes/probe-numbers.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(probeNumbers, {
  valid: [
    { name: 'zero', after: podWith({ livenessProbe: { exec, initialDelaySeconds: 0, timeoutSeconds: 0 } }) },
    { name: 'absent', after: podWith({ readinessProbe: { exec, periodSeconds: null } }) },
    { name: 'of liveness another rule speaks', after: podWith({ livenessProbe: { exec, successThreshold: -1 } }) },
  ],
  invalid: [
    {
      name: 'all of them negative',
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
          to: -1,
        },
        { messageId: 'negative', path: 'spec.containers[0].readinessProbe.timeoutSeconds', to: -2 },
        {
          messageId: 'negative',
          path: 'spec.containers[0].readinessProbe.periodSeconds',
          to: -3,
          says: 'leave it out for 10',
        },
        { messageId: 'negative', path: 'spec.containers[0].readinessProbe.successThreshold', to: -4 },
        { messageId: 'negative', path: 'spec.containers[0].readinessProbe.failureThreshold', to: -5 },
      ],
    },
    {
      name: 'no number',
      after: podWith({ startupProbe: { exec, periodSeconds: '10' } }),
      findings: [{ messageId: 'negative', path: 'spec.containers[0].startupProbe.periodSeconds', to: '10' }],
    },
  ],
});
