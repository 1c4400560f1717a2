import { livenessEqualsReadiness } from '../../../src/rules/advice/liveness-equals-readiness.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const httpGet = { path: '/healthz', port: 8080 };

testRule(livenessEqualsReadiness, {
  valid: [
    { name: 'only a liveness probe', after: podWith({ livenessProbe: { httpGet } }) },
    {
      name: 'another path',
      after: podWith({ livenessProbe: { httpGet }, readinessProbe: { httpGet: { ...httpGet, path: '/ready' } } }),
    },
    {
      name: 'another handler',
      after: podWith({ livenessProbe: { tcpSocket: { port: 8080 } }, readinessProbe: { httpGet } }),
    },
    {
      name: 'a second handler, which probe-one-handler reports',
      after: podWith({ livenessProbe: { httpGet }, readinessProbe: { exec: { command: ['a'] }, httpGet } }),
    },
    {
      name: 'more attempts',
      after: podWith({ livenessProbe: { httpGet, failureThreshold: 10 }, readinessProbe: { httpGet } }),
    },
    { name: 'no handler', after: podWith({ livenessProbe: {}, readinessProbe: {} }) },
    { name: 'probes that are not objects', after: podWith({ livenessProbe: 'x', readinessProbe: 'x' }) },
  ],
  invalid: [
    {
      name: 'the same check',
      after: podWith({
        livenessProbe: { httpGet, periodSeconds: 10 },
        readinessProbe: { httpGet, failureThreshold: 3 },
      }),
      findings: [
        {
          messageId: 'equal',
          path: 'spec.containers[0].livenessProbe',
          beside: 'spec.containers[0].readinessProbe',
          type: 'FieldValueInvalid',
          fix: 'Set failureThreshold of livenessProbe to 4 or more.',
          container: 'web',
        },
      ],
    },
    {
      name: 'more attempts in less time',
      after: podWith({
        livenessProbe: { httpGet, periodSeconds: 1, failureThreshold: 10 },
        readinessProbe: { httpGet },
      }),
      findings: [
        {
          messageId: 'equal',
          path: 'spec.containers[0].livenessProbe',
          beside: 'spec.containers[0].readinessProbe',
          type: 'FieldValueInvalid',
          fix: 'Set failureThreshold of livenessProbe to 31 or more.',
        },
      ],
    },
  ],
});
