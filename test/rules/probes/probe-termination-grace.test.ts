import { probeTerminationGrace } from '../../../src/rules/probes/probe-termination-grace.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(probeTerminationGrace, {
  valid: [
    { name: 'a grace period of 1', after: podWith({ livenessProbe: { exec, terminationGracePeriodSeconds: 1 } }) },
    {
      name: 'a grace period of null',
      after: podWith({ readinessProbe: { exec, terminationGracePeriodSeconds: null } }),
    },
  ],
  invalid: [
    {
      name: 'a grace period of 0',
      after: podWith({ startupProbe: { exec, terminationGracePeriodSeconds: 0 } }),
      findings: [
        {
          messageId: 'positive',
          path: 'spec.containers[0].startupProbe.terminationGracePeriodSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove terminationGracePeriodSeconds from the probe to use that of the Pod, 30.',
          to: 0,
        },
      ],
    },
    {
      name: 'a grace period that is not a number',
      after: podWith({ startupProbe: { exec, terminationGracePeriodSeconds: '20' } }),
      findings: [
        {
          messageId: 'positive',
          path: 'spec.containers[0].startupProbe.terminationGracePeriodSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove terminationGracePeriodSeconds from the probe to use that of the Pod, 30.',
          to: '20',
        },
      ],
    },
    {
      name: 'a grace period of 0, in a Pod with a grace period of its own',
      after: podWith(
        { livenessProbe: { exec, terminationGracePeriodSeconds: 0 } },
        { terminationGracePeriodSeconds: 90 },
      ),
      findings: [
        {
          messageId: 'positive',
          path: 'spec.containers[0].livenessProbe.terminationGracePeriodSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove terminationGracePeriodSeconds from the probe to use that of the Pod, 90.',
        },
      ],
    },
    {
      name: 'a grace period of a readiness probe',
      after: podWith({ readinessProbe: { exec, terminationGracePeriodSeconds: -5 } }),
      findings: [
        {
          messageId: 'readiness',
          path: 'spec.containers[0].readinessProbe.terminationGracePeriodSeconds',
          type: 'FieldValueForbidden',
          fix: 'Remove terminationGracePeriodSeconds.',
          to: -5,
        },
      ],
    },
  ],
});
