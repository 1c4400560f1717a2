import type { JsonObject } from '../../src/json/json.ts';
import { readinessProbe } from '../../src/defaults/readiness-probe.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { container, pod, podSpec, podWith, workload } from '../objects.ts';
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
const marked = (value = 'readinessProbe') =>
  [
    ['/metadata/annotations', {}],
    ['/metadata/annotations/podward.dev~1defaulted', value],
  ] as const;
const tcp = (containerPort: number) => ({ ...timings, tcpSocket: { port: containerPort } });
const http = { httpGet: { path: '/healthz' }, periodSeconds: 5 };

testDefault(readinessProbe, [
  {
    name: 'a container that serves a TCP port',
    after: serving(port(80)),
    adds: [[readiness, tcp(80)], ...marked()],
    notes: [
      'spec.containers[0].readinessProbe: Podward adds a readiness probe (tcpSocket on port 80) to container "web", which has no probe. To prevent this, set the annotation podward.dev/default-probes: "off". [readiness-probe]',
    ],
  },
  {
    name: 'a port without a protocol is a TCP port',
    after: serving({ containerPort: 80 }),
    adds: [[readiness, tcp(80)], ...marked()],
    notes: ['port 80'],
  },
  {
    name: 'the first TCP port',
    after: serving(port(53, { protocol: 'UDP' }), port(80), port(81)),
    adds: [[readiness, tcp(80)], ...marked()],
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
    name: 'a Pod that terminates',
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
  { name: 'an update', skipped: true, before: pod(), after: serving(port(80)), adds: [] },
  {
    name: 'two containers',
    after: pod({ containers: [container({ ports: [port(80)] }), container({ name: 'b', ports: [port(81)] })] }),
    adds: [[readiness, tcp(80)], ['/spec/containers/1/readinessProbe', tcp(81)], ...marked()],
    notes: ['container "web"', 'container "b"'],
  },
  {
    name: 'a template by port name',
    options: { readiness: { http } },
    after: serving(port(80, { name: 'http' })),
    adds: [[readiness, { ...timings, periodSeconds: 5, httpGet: { path: '/healthz', port: 80 } }], ...marked()],
    notes: ['httpGet on port 80'],
  },
  {
    name: 'a port with a template before the first port',
    options: { readiness: { http } },
    after: serving(port(9090, { name: 'metrics' }), port(80, { name: 'http' })),
    adds: [[readiness, { ...timings, periodSeconds: 5, httpGet: { path: '/healthz', port: 80 } }], ...marked()],
    notes: ['httpGet on port 80'],
  },
  {
    name: 'grpc',
    options: { readiness: { grpc: { grpc: {} } } },
    after: serving(port(50051, { name: 'grpc' })),
    adds: [[readiness, { ...timings, grpc: { port: 50051 } }], ...marked()],
    notes: ['grpc on port 50051'],
  },
  {
    name: 'a liveness probe if the operator configures one',
    options: { liveness: { http } },
    after: serving(port(80, { name: 'http' })),
    adds: [
      [readiness, tcp(80)],
      [liveness, { ...timings, periodSeconds: 5, httpGet: { path: '/healthz', port: 80 } }],
      ...marked('readinessProbe,livenessProbe'),
    ],
    notes: [
      'tcpSocket on port 80',
      'livenessProbe: Podward adds a liveness probe (httpGet on port 80) to container "web", as configured for port "http". To prevent this, set',
    ],
  },
  {
    name: 'a port with the name of an inherited property',
    options: { readiness: {} },
    after: serving(port(80, { name: 'constructor' })),
    adds: [[readiness, tcp(80)], ...marked()],
    notes: ['tcpSocket'],
  },
  ...['http', 'https', 'web', 'grpc', 'http-web', 'grpc-internal'].map((name) => ({
    name: `the port ${name}, which comes after others`,
    after: serving(port(5005, { name: 'jdwp' }), port(7000, { name: 'gossip' }), port(80, { name })),
    adds: [[readiness, tcp(80)], ...marked()] as const,
    notes: ['port 80'],
  })),
  ...['debug', 'jdwp', 'metrics', 'admin', 'http-metrics', 'admin-https'].flatMap((name) => [
    {
      name: `a port of another name before ${name}`,
      after: serving(port(5005, { name }), port(7000, { name: 'gossip' })),
      adds: [[readiness, tcp(7000)], ...marked()] as const,
      notes: ['port 7000'],
    },
    {
      name: `a port without a name before ${name}`,
      after: serving(port(5005, { name }), port(7000)),
      adds: [[readiness, tcp(7000)], ...marked()] as const,
      notes: ['port 7000'],
    },
    { name: `no port but ${name}`, after: serving(port(5005, { name }), port(53, { protocol: 'UDP' })), adds: [] },
  ]),
  {
    name: 'a port for operators with a template',
    options: { readiness: { metrics: { tcpSocket: {} } } },
    after: serving(port(9090, { name: 'metrics' })),
    adds: [[readiness, tcp(9090)], ...marked()],
    notes: ['port 9090'],
  },
  {
    name: 'a port for serving before one for operators, both with a template',
    options: { readiness: { metrics: { tcpSocket: {} }, http } },
    after: serving(port(9090, { name: 'metrics' }), port(80, { name: 'http' })),
    adds: [[readiness, { ...timings, periodSeconds: 5, httpGet: { path: '/healthz', port: 80 } }], ...marked()],
    notes: ['port 80'],
  },
  {
    name: 'a Pod with a subdomain, whose peers may wait for it',
    after: pod({ hostname: 'peers-0', subdomain: 'peers', containers: [container({ ports: [port(80)] })] }),
    adds: [],
  },
  {
    name: 'an empty subdomain does not count',
    after: pod({ subdomain: '', containers: [container({ ports: [port(80)] })] }),
    adds: [[readiness, tcp(80)], ...marked()],
    notes: ['port 80'],
  },
  {
    name: 'the mark beside other annotations',
    after: pod({ containers: [container({ ports: [port(80)] })] }, { annotations: { note: 'x' } }),
    adds: [[readiness, tcp(80)], marked()[1]],
    notes: ['port 80'],
  },
  {
    name: 'an existing mark is not changed',
    after: pod(
      { containers: [container({ ports: [port(80)] })] },
      { annotations: { 'podward.dev/defaulted': 'something' } },
    ),
    adds: [[readiness, tcp(80)]],
    notes: ['port 80'],
  },
  {
    name: 'no mark if the annotations would be too large',
    after: pod(
      { containers: [container({ ports: [port(80)] })] },
      { annotations: { note: 'x'.repeat(256 * 1024 - 'note'.length - 30) } },
    ),
    adds: [[readiness, tcp(80)]],
    notes: ['port 80'],
  },
  {
    name: 'no mark if the annotations would be too large in bytes',
    after: pod({ containers: [container({ ports: [port(80)] })] }, { annotations: { n: '日'.repeat(87_375) } }),
    adds: [[readiness, tcp(80)]],
    notes: ['port 80'],
  },
  {
    name: 'no mark if the annotations in a file are not a map',
    after: pod({ containers: [container({ ports: [port(80)] })] }, { annotations: ['note'] }),
    adds: [[readiness, tcp(80)]],
    notes: ['port 80'],
  },
]);

const deployment = (
  kind: Exclude<Kind, 'Pod'>,
  own: JsonObject = {},
  spec: JsonObject = {},
  metadata: JsonObject = {},
): JsonObject => ({
  ...workload(kind, { containers: [container({ ports: [port(80)] })], ...spec }, own),
  metadata: { name: 'web', ...metadata },
});
const announced = `spec.template.spec.containers[0]: Podward adds a readiness probe (tcpSocket on port 80) to container "web" of each Pod. To prevent this, annotate the Pod template with podward.dev/default-probes: "off". [readiness-probe]`;
const optedOut = deployment('Deployment', {
  template: {
    metadata: { annotations: { 'podward.dev/default-probes': 'off' } },
    spec: podSpec({ containers: [container({ ports: [port(80)] })] }),
  },
});

testDefault(readinessProbe, [
  ...(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'] as const).map((kind) => ({
    name: `the author of a ${kind} hears of its Pods`,
    after: deployment(kind),
    adds: [],
    notes: [announced],
  })),
  ...(['Job', 'CronJob', 'PodTemplate'] as const).map((kind) => ({
    name: `a ${kind} has no Pods that serve`,
    after: workload(kind, { restartPolicy: 'Never', containers: [container({ ports: [port(80)] })] }),
    adds: [],
  })),
  {
    name: 'also for a configured probe',
    options: { readiness: { http }, liveness: { http } },
    after: deployment('Deployment', {}, { containers: [container({ ports: [port(80, { name: 'http' })] })] }),
    adds: [],
    notes: [
      'adds a readiness probe (httpGet on port 80) to container "web"',
      'Podward adds a liveness probe (httpGet on port 80) to container "web" of each Pod, as configured for port "http". To prevent this, annotate the Pod template',
    ],
  },
  {
    name: 'nothing if there is nothing to add',
    after: deployment('Deployment', {}, { containers: [container()] }),
    adds: [],
  },
  { name: 'nothing where the template opted out', after: optedOut, adds: [] },
  {
    name: 'nothing if the Pods are peers',
    after: deployment('Deployment', {}, { subdomain: 'peers' }),
    adds: [],
  },
  {
    name: 'nothing if a StatefulSet makes them peers',
    after: deployment('StatefulSet', { serviceName: 'peers' }),
    adds: [],
  },
  {
    name: 'an empty serviceName does not make them peers',
    after: deployment('StatefulSet', { serviceName: '' }),
    adds: [],
    notes: [announced],
  },
  {
    name: 'nothing for an object of a controller',
    after: deployment(
      'ReplicaSet',
      {},
      {},
      { ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true }] },
    ),
    adds: [],
  },
  {
    name: 'nothing when only the number of Pods changes',
    before: deployment('Deployment', { replicas: 1 }),
    after: deployment('Deployment', { replicas: 2 }),
    adds: [],
  },
  {
    name: 'again when the containers change',
    before: deployment('Deployment', {}, { containers: [container({ image: 'web:0', ports: [port(80)] })] }),
    after: deployment('Deployment'),
    adds: [],
    notes: [announced],
  },
  {
    name: 'when the template no longer opts out',
    before: optedOut,
    after: deployment('Deployment'),
    adds: [],
    notes: [announced],
  },
  { name: 'nothing of a template that is none', after: { kind: 'Deployment', spec: { template: 'x' } }, adds: [] },
]);
