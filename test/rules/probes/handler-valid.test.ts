import type { JsonObject } from '../../../src/json/json.ts';
import { handlerValid } from '../../../src/rules/probes/handler-valid.ts';
import { pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const live = (livenessProbe: JsonObject) => podWith({ livenessProbe });
const at = 'spec.containers[0].livenessProbe';

testRule(handlerValid, {
  valid: [
    { name: 'a hook without a handler', after: podWith({ lifecycle: { preStop: {} } }) },
    { name: 'a command', after: live({ exec: { command: ['cat', '/ready'] } }) },
    { name: 'a port number', after: live({ httpGet: { port: 65535, path: '/', scheme: 'HTTPS' } }) },
    { name: 'the smallest port number', after: live({ tcpSocket: { port: 1 } }) },
    { name: 'a port name', after: live({ tcpSocket: { port: 'http-2' } }) },
    { name: 'an empty scheme, which the server replaces by HTTP', after: live({ httpGet: { port: 80, scheme: '' } }) },
    { name: 'headers', after: live({ httpGet: { port: 80, httpHeaders: [{ name: 'X-Probe', value: 'yes' }] } }) },
    { name: 'grpc', after: live({ grpc: { port: 9090, service: 'x' } }) },
    {
      name: 'a second handler, which the server does not validate',
      after: live({ exec: { command: ['a'] }, grpc: {} }),
    },
    { name: 'a handler that is not an object', after: live({ exec: 'true' }) },
    { name: 'no handler', after: live({}) },
    { name: 'a hook that sleeps', after: podWith({ lifecycle: { preStop: { sleep: {} } } }) },
    { name: 'no containers', after: pod({ containers: null }) },
  ],
  invalid: [
    {
      name: 'an unknown protocol and an unknown mode',
      minor: 37,
      featureGates: { H2CContainerProbe: true, GRPCContainerProbeTLS: true },
      after: podWith({
        livenessProbe: { httpGet: { port: 80, protocol: 'QUIC' } },
        readinessProbe: { grpc: { port: 80, mode: 'tls' } },
      }),
      findings: [
        {
          messageId: 'protocol',
          path: 'spec.containers[0].livenessProbe.httpGet.protocol',
          type: 'FieldValueNotSupported',
          to: 'QUIC',
        },
        {
          messageId: 'mode',
          path: 'spec.containers[0].readinessProbe.grpc.mode',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "TLS"?',
          to: 'tls',
        },
      ],
    },
    {
      name: 'HTTP2 over TLS, and HTTP2 with a host',
      minor: 37,
      featureGates: { H2CContainerProbe: true },
      after: podWith({
        livenessProbe: { httpGet: { port: 80, protocol: 'HTTP2', scheme: 'HTTPS', host: 'example.com' } },
        readinessProbe: { httpGet: { port: 80, protocol: 'HTTP2', host: 'example.com' } },
      }),
      findings: [
        {
          messageId: 'overTls',
          path: 'spec.containers[0].livenessProbe.httpGet.protocol',
          type: 'FieldValueInvalid',
          fix: 'Remove protocol, or set scheme to HTTP.',
          to: 'HTTP2',
          beside: 'spec.containers[0].livenessProbe.httpGet.scheme',
        },
        {
          messageId: 'host',
          path: 'spec.containers[0].readinessProbe.httpGet.host',
          type: 'FieldValueInvalid',
          fix: 'Remove host, so that the kubelet connects to the IP address of the Pod.',
          to: 'example.com',
          beside: 'spec.containers[0].readinessProbe.httpGet.protocol',
        },
      ],
    },
    {
      name: 'no command',
      after: live({ exec: { command: [] } }),
      findings: [
        {
          messageId: 'command',
          path: `${at}.exec.command`,
          type: 'FieldValueRequired',
          fix: 'Set command in livenessProbe of container "web" to a list such as ["cat", "/tmp/ready"].',
          container: 'web',
        },
      ],
    },
    {
      name: 'a port out of range',
      after: live({ tcpSocket: { port: 65536 } }),
      findings: [
        {
          messageId: 'port',
          path: `${at}.tcpSocket.port`,
          type: 'FieldValueInvalid',
          fix: 'Set port to a port on which container "web" listens.',
          to: 65536,
        },
      ],
    },
    {
      name: 'no port of httpGet',
      after: live({ httpGet: {} }),
      findings: [
        {
          messageId: 'portMissing',
          path: `${at}.httpGet.port`,
          type: 'FieldValueRequired',
          fix: 'Set port to a port on which container "web" listens.',
        },
      ],
    },
    {
      name: 'an empty port of tcpSocket',
      after: live({ tcpSocket: { port: '' } }),
      findings: [
        {
          messageId: 'portMissing',
          path: `${at}.tcpSocket.port`,
          type: 'FieldValueRequired',
          fix: 'Set port to a port on which container "web" listens.',
        },
      ],
    },
    {
      name: 'the port 0 of grpc',
      after: live({ grpc: { port: 0 } }),
      findings: [
        {
          messageId: 'portMissing',
          path: `${at}.grpc.port`,
          type: 'FieldValueRequired',
          fix: 'Set port to a port on which container "web" listens.',
        },
      ],
    },
    ...['70000', '8080 ', ' 8080'].map((port) => ({
      name: `"${port}", which is not a port number in quotes`,
      after: live({ tcpSocket: { port } }),
      findings: [
        {
          messageId: 'portName',
          path: `${at}.tcpSocket.port`,
          type: 'FieldValueInvalid' as const,
          fix: 'Use the name of a port of container "web", or its number.',
          to: port,
        },
      ],
    })),
    {
      name: 'an invalid port name that a port of the container has, too',
      after: podWith({
        ports: [{ containerPort: 80, name: 'HTTP_PORT' }],
        livenessProbe: { tcpSocket: { port: 'HTTP_PORT' } },
      }),
      findings: [
        {
          messageId: 'portName',
          path: `${at}.tcpSocket.port`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a port of container "web", or its number.',
        },
      ],
    },
    {
      name: 'a port name in uppercase, of a container with ports',
      after: podWith({
        ports: [{ containerPort: 80, name: 'http' }, { containerPort: 81 }],
        livenessProbe: { tcpSocket: { port: 'HTTP' } },
      }),
      findings: [
        {
          messageId: 'portName',
          path: `${at}.tcpSocket.port`,
          type: 'FieldValueInvalid',
          fix: 'Did you mean "http"?',
          to: 'HTTP',
        },
      ],
    },
    {
      name: 'a port number in quotes',
      after: live({ httpGet: { port: '8080' } }),
      findings: [
        {
          messageId: 'portQuoted',
          path: `${at}.httpGet.port`,
          type: 'FieldValueInvalid',
          fix: 'Write the port as 8080 without quotes.',
          to: '8080',
        },
      ],
    },
    {
      name: 'an invalid port name',
      after: live({ tcpSocket: { port: 'Http' } }),
      findings: [
        {
          messageId: 'portName',
          path: `${at}.tcpSocket.port`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a port of container "web", or its number.',
        },
      ],
    },
    {
      name: 'a scheme in lowercase, and invalid header names',
      after: live({
        httpGet: {
          port: 80,
          scheme: 'https',
          httpHeaders: [
            { name: 'ok' },
            { name: 'a b', value: 'hunter2' },
            { value: 'hunter2' },
            { name: 'Authorization: Bearer hunter2' },
            { name: 5 },
          ],
        },
      }),
      findings: [
        {
          messageId: 'scheme',
          path: `${at}.httpGet.scheme`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "HTTPS"?',
          to: 'https',
        },
        {
          messageId: 'header',
          path: `${at}.httpGet.httpHeaders[1].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "X-Probe", and put the value of the header in value.',
          to: 'a b',
          hides: 'hunter2',
        },
        {
          messageId: 'headerMissing',
          path: `${at}.httpGet.httpHeaders[2].name`,
          type: 'FieldValueRequired',
          fix: 'Set name to a name such as "X-Probe".',
          hides: 'hunter2',
        },
        {
          messageId: 'header',
          path: `${at}.httpGet.httpHeaders[3].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "X-Probe", and put the value of the header in value.',
          says: '"Authorization…"',
          hides: 'hunter2',
        },
        {
          messageId: 'header',
          path: `${at}.httpGet.httpHeaders[4].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "X-Probe", and put the value of the header in value.',
          to: 5,
        },
      ],
    },
    {
      name: 'a port name of grpc',
      after: live({ grpc: { port: 'grpc' } }),
      findings: [
        {
          messageId: 'portNumber',
          path: `${at}.grpc.port`,
          type: 'FieldValueInvalid',
          fix: 'Set port to the port of the gRPC service of container "web".',
          to: 'grpc',
        },
      ],
    },
    {
      name: 'a hook without a command',
      after: podWith({ lifecycle: { postStart: { exec: {} } } }),
      findings: [
        {
          messageId: 'command',
          path: 'spec.containers[0].lifecycle.postStart.exec.command',
          type: 'FieldValueRequired',
          fix: 'Set command in the postStart hook of container "web" to a list such as ["touch", "/tmp/started"].',
        },
      ],
    },
    {
      name: 'a hook with an empty command',
      after: podWith({ lifecycle: { preStop: { exec: { command: [] } } } }),
      findings: [
        {
          messageId: 'command',
          path: 'spec.containers[0].lifecycle.preStop.exec.command',
          type: 'FieldValueRequired',
          fix: 'Set command in the preStop hook of container "web" to a list such as ["sleep", "5"].',
        },
      ],
    },
  ],
});
