import type { JsonObject } from '../../../src/json/json.ts';
import { probeOneHandler } from '../../../src/rules/probes/probe-one-handler.ts';
import { container, pod, podWith, workload, workloadOf } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const tcpSocket = { port: 8080 };
const httpGet = { path: '/ready', port: 8080 };
const readinessPath = 'spec.containers[0].readinessProbe.tcpSocket';
const defaulted = { annotations: { 'podward.dev/defaulted': 'readinessProbe' } };
/** What `kubectl apply` sends where a manifest gets its first probe: the stored probe with the handler of the manifest beside its own. */
const applied = (before: JsonObject, probe: JsonObject, metadata: JsonObject = defaulted) => ({
  before: pod({ containers: [container({ readinessProbe: before }), container({ name: 'log' })] }, metadata),
  after: pod(
    { containers: [container({ readinessProbe: { ...before, ...probe } }), container({ name: 'log' })] },
    metadata,
  ),
});
const besideDefault = {
  messageId: 'besideDefault',
  path: readinessPath,
  beside: 'spec.containers[0].readinessProbe.httpGet',
  type: 'FieldValueForbidden',
  fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
} as const;
const httpGetOrTcpSocket = {
  messageId: 'several',
  path: readinessPath,
  beside: 'spec.containers[0].readinessProbe.httpGet',
  type: 'FieldValueForbidden',
  fix: 'Remove tcpSocket or httpGet.',
} as const;

testRule(probeOneHandler, {
  valid: [
    { name: 'no probe', after: pod() },
    { name: 'one handler', after: podWith({ livenessProbe: { tcpSocket, periodSeconds: 5 } }) },
    { name: 'an empty handler', after: podWith({ livenessProbe: { exec: {} } }) },
    { name: 'one handler beside a handler of null', after: podWith({ readinessProbe: { tcpSocket, exec: null } }) },
    {
      name: 'an init container, which init-container-probes judges',
      after: pod({ initContainers: [container({ livenessProbe: {} })] }),
    },
    { name: 'a probe that is not an object', after: podWith({ livenessProbe: 'yes' }) },
  ],
  invalid: [
    {
      name: 'no handler',
      after: podWith({ startupProbe: { periodSeconds: 5 } }),
      findings: [
        {
          messageId: 'none',
          path: 'spec.containers[0].startupProbe',
          type: 'FieldValueRequired',
          fix: 'Add a handler such as httpGet: {path: /healthz, port: 8080}.',
          container: 'web',
        },
      ],
    },
    {
      name: 'three handlers',
      after: podWith({ livenessProbe: { tcpSocket, exec: { command: ['true'] }, grpc: { port: 1 } } }),
      findings: [
        {
          messageId: 'several',
          path: 'spec.containers[0].livenessProbe.tcpSocket',
          beside: 'spec.containers[0].livenessProbe.exec',
          type: 'FieldValueForbidden',
          fix: 'Remove tcpSocket or exec.',
        },
        {
          messageId: 'several',
          path: 'spec.containers[0].livenessProbe.grpc',
          beside: 'spec.containers[0].livenessProbe.exec',
          type: 'FieldValueForbidden',
          fix: 'Remove grpc or exec.',
        },
      ],
    },
    {
      name: 'no handler, in a sidecar container of a template',
      after: workload('CronJob', { initContainers: [container({ restartPolicy: 'Always', readinessProbe: {} })] }),
      findings: [
        {
          messageId: 'none',
          path: 'spec.jobTemplate.spec.template.spec.initContainers[0].readinessProbe',
          type: 'FieldValueRequired',
          fix: 'Add a handler such as httpGet: {path: /healthz, port: 8080}.',
        },
      ],
    },
    {
      name: 'a handler beside that of a default probe',
      ...applied({ tcpSocket }, { httpGet }),
      findings: [besideDefault],
    },
    {
      name: 'a handler beside that of a default probe from a template of the configuration',
      ...applied(
        { httpGet },
        { tcpSocket },
        { annotations: { 'podward.dev/defaulted': 'livenessProbe,readinessProbe' } },
      ),
      findings: [{ ...besideDefault, says: 'Podward added httpGet' }],
    },
    {
      name: 'two handlers that replace that of a default probe',
      ...applied({ exec: { command: ['true'] } }, { exec: null, httpGet, tcpSocket }),
      findings: [httpGetOrTcpSocket],
    },
    ...[
      {
        name: 'a handler beside that of a probe that is not a default',
        defaults: { 'podward.dev/defaulted': 'livenessProbe' },
      },
      { name: 'a handler beside that of a probe in a Pod without defaults', defaults: {} },
    ].map(({ name, defaults }) => ({
      name,
      ...applied({ tcpSocket }, { httpGet }, { annotations: defaults }),
      findings: [httpGetOrTcpSocket],
    })),
    {
      name: 'a handler beside that of a probe that may not be a default',
      before: pod(
        { containers: ['web', 'log'].map((name) => container({ name, readinessProbe: { tcpSocket } })) },
        defaulted,
      ),
      after: pod(
        {
          containers: ['web', 'log'].map((name) =>
            container({ name, readinessProbe: { tcpSocket, ...(name === 'web' ? { httpGet } : {}) } }),
          ),
        },
        defaulted,
      ),
      findings: [httpGetOrTcpSocket],
    },
    {
      name: 'two handlers in the template of a Deployment, with the annotation of a Pod',
      before: workloadOf('Deployment', {
        metadata: defaulted,
        spec: { containers: [container({ readinessProbe: { tcpSocket } })] },
      }),
      after: workloadOf('Deployment', {
        metadata: defaulted,
        spec: { containers: [container({ readinessProbe: { tcpSocket, httpGet } })] },
      }),
      findings: [
        {
          messageId: 'several',
          path: `spec.template.${readinessPath}`,
          beside: 'spec.template.spec.containers[0].readinessProbe.httpGet',
          type: 'FieldValueForbidden',
          fix: 'Remove tcpSocket or httpGet.',
        },
      ],
    },
  ],
});
