import { probeTerminationGrace } from '../../../src/rules/probes/probe-termination-grace.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(probeTerminationGrace, {
  valid: [
    { name: 'positive', after: podWith({ livenessProbe: { exec, terminationGracePeriodSeconds: 1 } }) },
    { name: 'absent', after: podWith({ readinessProbe: { exec, terminationGracePeriodSeconds: null } }) },
  ],
  invalid: [
    {
      name: 'zero',
      after: podWith({ startupProbe: { exec, terminationGracePeriodSeconds: 0 } }),
      findings: [
        {
          messageId: 'positive',
          path: 'spec.containers[0].startupProbe.terminationGracePeriodSeconds',
          type: 'FieldValueInvalid',
          to: 0,
        },
      ],
    },
    {
      name: 'on readiness, whatever its value',
      after: podWith({ readinessProbe: { exec, terminationGracePeriodSeconds: -5 } }),
      findings: [
        { messageId: 'readiness', path: 'spec.containers[0].readinessProbe.terminationGracePeriodSeconds', to: -5 },
      ],
    },
  ],
});
