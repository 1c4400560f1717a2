import type { JsonObject } from '../../src/pod/json.ts';
import { readinessProbe } from '../../src/defaults/readiness-probe.ts';
import { container, pod, podWith } from '../objects.ts';
import { testDefault } from './default-tester.ts';

const timings = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const port = (containerPort: number, extra: JsonObject = {}): JsonObject => ({
  containerPort,
  protocol: 'TCP',
  ...extra,
});
const serving = (...ports: JsonObject[]) => podWith({ ports });
const readiness = '/spec/containers/0/readinessProbe';
const liveness = '/spec/containers/0/livenessProbe';
const http = { httpGet: { path: '/healthz' }, periodSeconds: 5 };

testDefault(readinessProbe, [
  {
    name: 'a container that serves a TCP port',
    after: serving(port(80)),
    adds: [[readiness, { ...timings, tcpSocket: { port: 80 } }]],
    notes: [
      'spec.containers[0].readinessProbe: container "web" had no probe: added tcpSocket on port 80; annotate podward.dev/default-probes: "off" for none [readiness-probe]',
    ],
  },
  {
    name: 'a port without a protocol is a TCP port',
    after: serving({ containerPort: 80 }),
    adds: [[readiness, { ...timings, tcpSocket: { port: 80 } }]],
    notes: ['port 80'],
  },
  {
    name: 'the first TCP port',
    after: serving(port(53, { protocol: 'UDP' }), port(80), port(81)),
    adds: [[readiness, { ...timings, tcpSocket: { port: 80 } }]],
    notes: ['port 80'],
  },
  { name: 'no port', after: pod(), adds: [] },
  { name: 'no TCP port', after: serving(port(53, { protocol: 'UDP' })), adds: [] },
  { name: 'no valid port', after: serving(port(0), port(70000), port(1.5), { containerPort: '80' }), adds: [] },
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((name) => ({
    name: `a container that has a ${name}`,
    after: podWith({ ports: [port(80)], [name]: { exec: { command: ['true'] } } }),
    adds: [],
  })),
  {
    name: 'a Pod that comes to an end',
    after: pod({ restartPolicy: 'Never', containers: [container({ ports: [port(80)] })] }),
    adds: [],
  },
  {
    name: 'a Pod that opted out',
    after: pod(
      { containers: [container({ ports: [port(80)] })] },
      { annotations: { 'podward.dev/default-probes': 'off' } },
    ),
    adds: [],
  },
  {
    name: 'a mirror Pod',
    after: pod(
      { containers: [container({ ports: [port(80)] })] },
      { annotations: { 'kubernetes.io/config.mirror': '1' } },
    ),
    adds: [],
  },
  { name: 'init containers', after: pod({ initContainers: [container({ ports: [port(80)] })] }), adds: [] },
  { name: 'an update', before: pod(), after: serving(port(80)), adds: [] },
  {
    name: 'two containers',
    after: pod({ containers: [container({ ports: [port(80)] }), container({ name: 'b', ports: [port(81)] })] }),
    adds: [
      [readiness, { ...timings, tcpSocket: { port: 80 } }],
      ['/spec/containers/1/readinessProbe', { ...timings, tcpSocket: { port: 81 } }],
    ],
    notes: ['container "web"', 'container "b"'],
  },
  {
    name: 'a template by port name',
    options: { readiness: { http } },
    after: serving(port(80, { name: 'http' })),
    adds: [[readiness, { ...timings, periodSeconds: 5, httpGet: { path: '/healthz', port: 80 } }]],
    notes: ['httpGet on port 80'],
  },
  {
    name: 'a port with a template before the first port',
    options: { readiness: { http } },
    after: serving(port(9090, { name: 'metrics' }), port(80, { name: 'http' })),
    adds: [[readiness, { ...timings, periodSeconds: 5, httpGet: { path: '/healthz', port: 80 } }]],
    notes: ['httpGet on port 80'],
  },
  {
    name: 'grpc',
    options: { readiness: { grpc: { grpc: {} } } },
    after: serving(port(50051, { name: 'grpc' })),
    adds: [[readiness, { ...timings, grpc: { port: 50051 } }]],
    notes: ['grpc on port 50051'],
  },
  {
    name: 'a liveness probe where the operator asks for one',
    options: { liveness: { http } },
    after: serving(port(80, { name: 'http' })),
    adds: [
      [readiness, { ...timings, tcpSocket: { port: 80 } }],
      [liveness, { ...timings, periodSeconds: 5, httpGet: { path: '/healthz', port: 80 } }],
    ],
    notes: ['tcpSocket on port 80', 'livenessProbe: added httpGet on port 80'],
  },
  {
    name: 'a port name that JavaScript knows',
    options: { readiness: {} },
    after: serving(port(80, { name: 'constructor' })),
    adds: [[readiness, { ...timings, tcpSocket: { port: 80 } }]],
    notes: ['tcpSocket'],
  },
]);
