import { probeSuccessThreshold } from '../../../src/rules/probes/probe-success-threshold.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(probeSuccessThreshold, {
  valid: [
    { name: 'one', after: podWith({ livenessProbe: { exec, successThreshold: 1 }, startupProbe: { exec } }) },
    { name: 'zero is filled in as one', after: podWith({ livenessProbe: { exec, successThreshold: 0 } }) },
    { name: 'readiness may ask for more', after: podWith({ readinessProbe: { exec, successThreshold: 3 } }) },
  ],
  invalid: [
    {
      name: 'liveness',
      after: podWith({ livenessProbe: { exec, successThreshold: 2 } }),
      findings: [
        {
          messageId: 'one',
          path: 'spec.containers[0].livenessProbe.successThreshold',
          type: 'FieldValueInvalid',
          to: 2,
          says: 'liveness',
        },
      ],
    },
    {
      name: 'startup, negative',
      after: podWith({ startupProbe: { exec, successThreshold: -1 } }),
      findings: [
        { messageId: 'one', path: 'spec.containers[0].startupProbe.successThreshold', to: -1, says: 'startup' },
      ],
    },
  ],
});
