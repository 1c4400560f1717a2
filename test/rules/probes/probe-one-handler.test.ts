import { probeOneHandler } from '../../../src/rules/probes/probe-one-handler.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const tcpSocket = { port: 8080 };

testRule(probeOneHandler, {
  valid: [
    { name: 'no probe', after: pod() },
    { name: 'one handler', after: podWith({ livenessProbe: { tcpSocket, periodSeconds: 5 } }) },
    { name: 'an empty handler is one', after: podWith({ livenessProbe: { exec: {} } }) },
    { name: 'null is none, beside one', after: podWith({ readinessProbe: { tcpSocket, exec: null } }) },
    {
      name: 'of a plain init container another rule speaks',
      after: pod({ initContainers: [container({ livenessProbe: {} })] }),
    },
    { name: 'a probe that is no object', after: podWith({ livenessProbe: 'yes' }) },
  ],
  invalid: [
    {
      name: 'none',
      after: podWith({ startupProbe: { periodSeconds: 5 } }),
      findings: [
        { messageId: 'none', path: 'spec.containers[0].startupProbe', type: 'FieldValueRequired', container: 'web' },
      ],
    },
    {
      name: 'three: the first one counts',
      after: podWith({ livenessProbe: { tcpSocket, exec: { command: ['true'] }, grpc: { port: 1 } } }),
      findings: [
        {
          messageId: 'several',
          path: 'spec.containers[0].livenessProbe.tcpSocket',
          type: 'FieldValueForbidden',
          says: 'exec',
        },
        { messageId: 'several', path: 'spec.containers[0].livenessProbe.grpc' },
      ],
    },
    {
      name: 'in a sidecar of a template',
      kind: 'CronJob',
      after: workload('CronJob', { initContainers: [container({ restartPolicy: 'Always', readinessProbe: {} })] }),
      findings: [{ messageId: 'none', path: 'spec.jobTemplate.spec.template.spec.initContainers[0].readinessProbe' }],
    },
  ],
});
