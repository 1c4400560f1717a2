import type { Json, JsonObject } from '../../../src/json/json.ts';
import { probePortUndeclared } from '../../../src/rules/advice/probe-port-undeclared.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const ports = [{ name: 'http', containerPort: 8080 }];
const readiness = (port: Json, extra: JsonObject = {}): JsonObject => ({
  readinessProbe: { httpGet: { port } },
  ...extra,
});
const add = 'Declare the port in ports, or use its number.';
const at = (place: string) => ({ path: `spec.containers[0].${place}.port`, type: 'FieldValueInvalid' as const });

testRule(probePortUndeclared, {
  valid: [
    { name: 'a name that is declared', after: podWith(readiness('http', { ports })) },
    { name: 'a number', after: podWith(readiness(8080)) },
    { name: 'a number in quotes, which handler-valid refuses', after: podWith(readiness('8080')) },
    { name: 'a text that is not the name of a port', after: podWith(readiness('Http_Port')) },
    { name: 'no port', after: podWith(readiness(null)) },
    { name: 'grpc', after: podWith({ livenessProbe: { grpc: { port: 'http' } } }) },
    { name: 'a command', after: podWith({ livenessProbe: { exec: { port: 'http' } } }) },
    {
      name: 'tcpSocket of a hook, which the kubelet ignores',
      after: podWith({ lifecycle: { preStop: { tcpSocket: { port: 'x' } } } }),
    },
    { name: 'a stored problem', before: podWith(readiness('web')), after: podWith(readiness('web', { stdin: true })) },
    { name: 'ports of other types', after: podWith({ ports: [7, { name: 7 }, ...ports], ...readiness('http') }) },
  ],
  invalid: [
    {
      name: 'no ports',
      after: podWith({
        livenessProbe: { tcpSocket: { port: 'web' } },
        startupProbe: { httpGet: { port: 'web' } },
        ...readiness('web'),
        lifecycle: { postStart: { httpGet: { port: 'web' } }, preStop: { httpGet: { port: 'web' } } },
      }),
      findings: [
        {
          ...at('livenessProbe.tcpSocket'),
          messageId: 'undeclared',
          fix: add,
          to: 'web',
          container: 'web',
          says: 'container "web" declares no port named "web", so the liveness probe never restarts it.',
        },
        { ...at('readinessProbe.httpGet'), messageId: 'undeclared', fix: add, says: 'so it never becomes ready.' },
        { ...at('startupProbe.httpGet'), messageId: 'undeclared', fix: add, says: 'never counts as started.' },
        { ...at('lifecycle.postStart.httpGet'), messageId: 'undeclared', fix: add, says: 'its postStart hook fails.' },
        { ...at('lifecycle.preStop.httpGet'), messageId: 'undeclared', fix: add, says: 'its preStop hook fails.' },
      ],
    },
    {
      name: 'a similar name',
      after: podWith(readiness('htpp', { ports })),
      findings: [{ ...at('readinessProbe.httpGet'), messageId: 'undeclared', fix: 'Did you mean "http"?' }],
    },
    {
      name: 'an invalid name is not suggested',
      after: podWith(readiness('http', { ports: [{ name: 'HTTP', containerPort: 8080 }] })),
      findings: [{ ...at('readinessProbe.httpGet'), messageId: 'undeclared', fix: add }],
    },
    {
      name: 'a port of another container',
      after: pod({
        containers: [
          container(readiness('admin')),
          container({ name: 'b', ports: [{ name: 'admin' }, { name: 'admin', containerPort: 9090 }] }),
          container({ name: 'c', ports: [{ name: 'admin', containerPort: 9091 }] }),
        ],
      }),
      findings: [
        {
          ...at('readinessProbe.httpGet'),
          messageId: 'undeclared',
          fix: 'Use 9090, the port of this name in container "b".',
        },
      ],
    },
    {
      name: 'a sidecar container',
      after: pod({ initContainers: [container({ name: 'proxy', restartPolicy: 'Always', ...readiness('http') })] }),
      findings: [
        {
          messageId: 'undeclared',
          path: 'spec.initContainers[0].readinessProbe.httpGet.port',
          type: 'FieldValueInvalid',
          fix: add,
        },
      ],
    },
  ],
});
