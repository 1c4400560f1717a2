import type { Json, JsonObject } from '../../../src/json/json.ts';
import { podSpecImmutable } from '../../../src/rules/update/pod-spec-immutable.ts';
import { container, pod, podSpec, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const env = (...variables: [string, string][]): JsonObject => ({
  env: variables.map(([name, value]) => ({ name, value })),
});
const mount = (name: string, mountPath: string): JsonObject => ({ name, mountPath });
const device = (name: string, devicePath: string): JsonObject => ({ name, devicePath });
const resources = (limits: JsonObject, requests: JsonObject): JsonObject =>
  podWith({ resources: { limits, requests } });
const port = (containerPort: number, extra: JsonObject = {}): JsonObject => ({
  containerPort,
  protocol: 'TCP',
  ...extra,
});
const projecting = (...sources: JsonObject[]): JsonObject =>
  pod({ volumes: [{ name: 'all', projected: { sources } }] });
const gates = { schedulingGates: [{ name: 'example.com/quota' }] };

const burstable = { resources: { requests: { memory: '1Gi' } } };
const onWindows = (extra: JsonObject): JsonObject => podWith(extra, { os: { name: 'windows' } });
const withMetadata = ({ metadata, ...rest }: JsonObject, extra: JsonObject): JsonObject => ({
  ...rest,
  metadata: { ...(metadata as JsonObject), ...extra },
});
const mirrored = (object: JsonObject): JsonObject =>
  withMetadata(object, { annotations: { 'kubernetes.io/config.mirror': 'hash' } });
const ownedByDeployment = (object: JsonObject): JsonObject =>
  withMetadata(object, {
    labels: { 'pod-template-hash': '7d4b' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-7d4b', controller: true }],
  });
const debug = container({ name: 'debug' });
const podEnv = container({ env: [{ name: 'A' }, { name: 'B' }] });

const tokenMount = {
  ...mount('kube-api-access-abcde', '/var/run/secrets/kubernetes.io/serviceaccount'),
  readOnly: true,
};
const notReady = {
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};
/** The Pod that the cluster stores for a manifest. */
const running = (extra: JsonObject = {}, spec: JsonObject = {}): JsonObject =>
  pod({
    nodeName: 'node-1',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    tolerations: [notReady],
    containers: [container({ volumeMounts: [tokenMount], ...extra })],
    volumes: [{ name: 'kube-api-access-abcde', projected: { sources: [], defaultMode: 420 } }],
    ...spec,
  });
const plain = {
  messageId: 'plain',
  path: 'spec',
  type: 'FieldValueForbidden',
  fix: 'To change the Pod in place, use kubectl apply -n default -f FILE. To delete and recreate the Pod, use kubectl replace --force -n default -f FILE.',
} as const;
/** How the message of a change ends for which no reason is given. */
const withoutReason = 'after the Pod is created. Delete and recreate';
const resizedByUpdate = { minor: 31, featureGates: { InPlacePodVerticalScaling: true } } as const;
const replacePod = {
  type: 'FieldValueForbidden',
  fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
} as const;
const resizePod = {
  type: 'FieldValueForbidden',
  fix: 'Use the resize subresource: kubectl edit pod web -n default --subresource resize.',
} as const;

testRule(podSpecImmutable, {
  valid: [
    {
      name: 'cpu and memory in 1.31, with the feature gate',
      ...resizedByUpdate,
      before: resources({ cpu: '1', memory: '1Gi' }, { cpu: '500m' }),
      after: resources({ memory: '2Gi' }, { cpu: '1', memory: '1Gi' }),
    },
    {
      name: 'the first request of a container in 1.31, with the feature gate',
      ...resizedByUpdate,
      before: podWith({ resources: { limits: { cpu: '1' } } }),
      after: podWith({ resources: { limits: { cpu: '1' }, requests: { 'ephemeral-storage': '1Gi' } } }),
    },
    { name: 'nothing changes', before: running(), after: running() },
    {
      name: 'images change, of init containers too',
      before: pod({ initContainers: [container({ name: 'setup' })] }),
      after: pod({
        containers: [container({ image: 'registry.example.com/web:2' })],
        initContainers: [container({ name: 'setup', image: 'registry.example.com/setup:2' })],
      }),
    },
    {
      name: 'fields that 1.34 drops',
      minor: 34,
      before: running({}, { initContainers: [container({ name: 'setup' })] }),
      after: running(
        { volumeMounts: [tokenMount, mount('image', '/image')], restartPolicy: 'Never' },
        {
          initContainers: [container({ name: 'setup', restartPolicy: 'Never' })],
          volumes: [
            { name: 'kube-api-access-abcde', projected: { sources: [], defaultMode: 420 } },
            { name: 'image', image: { reference: 'registry.example.com/data:1' } },
          ],
        },
      ),
    },
    {
      name: 'certificates beside another source or in an empty one, which are dropped before 1.37',
      minor: 36,
      before: projecting({ secret: { name: 'tls' } }, {}),
      after: projecting(
        { secret: { name: 'tls' }, podCertificate: { signerName: 'example.com/web' } },
        { clusterTrustBundle: { name: 'roots', path: 'roots.pem' } },
      ),
    },
    {
      name: 'a workloadRef, which 1.35 drops',
      minor: 35,
      before: pod(),
      after: pod({ workloadRef: { name: 'web', podGroup: 'a' } }),
    },
    { name: 'metadata', before: pod(), after: pod({}, { labels: { a: 'b' } }) },
    {
      name: 'tolerations, gates and the deadline, which other rules judge',
      before: pod(gates),
      after: pod({ activeDeadlineSeconds: 5, tolerations: [notReady] }),
    },
    {
      name: 'another container, which containers-fixed judges',
      before: pod(),
      after: pod({ containers: [container(), container({ name: 'b' })] }),
    },
    {
      name: 'reordered containers, which containers-fixed judges',
      before: pod({ containers: [container(), container({ name: 'b' })] }),
      after: pod({ containers: [container({ name: 'b' }), container()] }),
    },
    { name: 'a renamed container, which containers-fixed judges', before: pod(), after: podWith({ name: 'b' }) },
    {
      name: 'a renamed container without the token that the cluster mounted',
      before: running({ volumeMounts: [mount('data', '/data'), tokenMount] }),
      after: running({ name: 'b', volumeMounts: [mount('data', '/data')] }),
    },
    {
      name: 'a new container at the place of one that moved, which containers-fixed judges',
      before: pod({ containers: [container({ tty: true }), container({ name: 'b' })] }),
      after: pod({ containers: [container({ name: 'c' }), container({ tty: true })] }),
    },
    {
      name: 'absent, null and empty lists, which mean the same',
      before: pod({ hostAliases: null }),
      after: pod({ hostAliases: [], nodeSelector: {} }),
    },
    {
      name: 'quantities by value',
      before: resources({ cpu: '1', memory: '1Gi', 'ephemeral-storage': '8Ei' }, { cpu: '500m' }),
      after: resources({ cpu: '1000m', memory: '1024Mi', 'ephemeral-storage': '9Ei' }, { cpu: '0.5' }),
    },
    { name: 'empty resources and none', before: podWith({ resources: {} }), after: podWith({ resources: null }) },
    {
      name: 'the node selector of a Pod with scheduling gates',
      before: pod(gates),
      after: pod({ ...gates, nodeSelector: { disk: 'ssd' } }),
    },
    {
      name: 'the node affinity of a Pod with scheduling gates',
      before: pod(gates),
      after: pod({
        ...gates,
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}] } } },
      }),
    },
    { name: 'another status', before: pod(), after: { ...pod(), status: { phase: 'Failed' } } },
    {
      name: 'a procMount that kube-apiserver sets back to Default before 1.33',
      minor: 32,
      before: podWith({ securityContext: { procMount: 'Default' } }),
      after: podWith({ securityContext: { procMount: 'Unmasked' } }),
    },
  ],
  invalid: [
    {
      name: 'another port number',
      before: podWith({ ports: [port(80, { name: 'http' }), port(9090)] }),
      after: podWith({ ports: [port(8080, { name: 'http' }), port(9090)] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].ports[0].containerPort',
          ...replacePod,
          from: 80,
          to: 8080,
        },
      ],
    },
    {
      name: 'another order of volumes, one of which gets a field that 1.37 drops',
      minor: 37,
      before: pod({
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', emptyDir: {} },
        ],
      }),
      after: pod({
        volumes: [
          { name: 'b', emptyDir: { mode: 511 } },
          { name: 'a', emptyDir: {} },
        ],
      }),
      findings: [
        {
          messageId: 'reordered',
          path: 'spec.volumes',
          type: 'FieldValueForbidden',
          fix: 'Keep the existing order: "a", "b".',
        },
      ],
    },
    {
      name: 'certificates in a projected volume, which 1.37 keeps',
      minor: 37,
      before: projecting({}),
      after: projecting({ podCertificate: {} }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.volumes[0].projected.sources[0].podCertificate',
          ...replacePod,
        },
      ],
    },
    {
      name: 'a source that is dropped, and leaves an empty entry behind',
      minor: 36,
      before: projecting(),
      after: projecting({ podCertificate: {} }),
      findings: [{ messageId: 'changed', path: 'spec.volumes[0].projected.sources', ...replacePod }],
    },
    {
      name: 'a source of a variable that is dropped, and leaves an empty valueFrom behind',
      minor: 34,
      before: podWith({ env: [{ name: 'A' }] }),
      after: podWith({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'env', key: 'A' } } }] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].env[0].valueFrom',
          ...replacePod,
        },
      ],
    },
    {
      name: 'a key of a map with the name of a field that is dropped',
      before: pod({ nodeSelector: { disk: 'ssd' } }),
      after: pod({ nodeSelector: { disk: 'ssd', schedulingGroup: 'a' } }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.nodeSelector[schedulingGroup]',
          ...replacePod,
        },
      ],
    },
    {
      name: 'a field that 1.34 drops only if the stored Pod does not have it',
      minor: 34,
      before: podWith({ restartPolicy: 'Never' }),
      after: pod(),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].restartPolicy', ...replacePod }],
    },
    {
      name: 'a field that is dropped, with the empty object around it',
      before: podWith({ lifecycle: {} }),
      after: podWith({ lifecycle: { stopSignal: 'SIGUSR1' } }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].lifecycle.stopSignal',
          ...replacePod,
        },
      ],
    },
    {
      name: 'an env variable inserted before others: one finding, without its value',
      before: podWith(env(['A', '1'], ['B', '2'])),
      after: podWith(env(['PASSWORD', 'hunter2'], ['A', '1'], ['B', '2'])),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].env[0]',
          ...replacePod,
          container: 'web',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'an env variable changed, without its values',
      before: podWith(env(['A', '1'], ['PASSWORD', 'hunter2'])),
      after: podWith(env(['A', '1'], ['PASSWORD', 'hunter3'])),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].env[1].value', ...replacePod, hides: 'hunter' }],
    },
    {
      name: 'an env variable removed, at its old place',
      before: podWith(env(['A', '1'], ['B', '2'])),
      after: podWith(env(['B', '2'])),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].env[0]',
          ...replacePod,
        },
      ],
    },
    {
      name: 'env reordered',
      before: podWith(env(['A', '1'], ['B', '2'])),
      after: podWith(env(['B', '2'], ['A', '1'])),
      findings: [
        {
          messageId: 'reordered',
          path: 'spec.containers[0].env',
          type: 'FieldValueForbidden',
          fix: 'Keep the existing order: "A", "B".',
        },
      ],
    },
    {
      name: 'a mount moved while its neighbors change places',
      before: podWith({ volumeMounts: [mount('data', '/data'), tokenMount] }),
      after: podWith({ volumeMounts: [tokenMount, mount('data', '/srv')] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].volumeMounts[1].mountPath',
          ...replacePod,
          from: '/data',
          to: '/srv',
        },
      ],
    },
    {
      name: 'a device moved while its neighbors change places',
      before: podWith({ volumeDevices: [device('data', '/dev/xvda'), device('log', '/dev/xvdb')] }),
      after: podWith({ volumeDevices: [device('log', '/dev/xvdb'), device('data', '/dev/xvdc')] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].volumeDevices[1].devicePath',
          ...replacePod,
          from: '/dev/xvda',
          to: '/dev/xvdc',
        },
      ],
    },
    {
      name: 'an argument',
      before: podWith({ args: ['--listen=:80', '-v'] }),
      after: podWith({ args: ['--listen=:8080', '-v'] }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].args[0]', ...replacePod, hides: '--listen' }],
    },
    {
      name: 'another argument',
      before: podWith({ args: ['a'] }),
      after: podWith({ args: ['a', 'b'] }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].args', ...replacePod, from: ['a'], to: ['a', 'b'] }],
    },
    {
      name: 'cpu of a running Pod, which a resize changes',
      before: resources({ cpu: '1' }, { cpu: '500m' }),
      after: resources({ cpu: '2' }, { cpu: '500m' }),
      findings: [{ messageId: 'resize', path: 'spec.containers[0].resources.limits[cpu]', ...resizePod }],
    },
    {
      name: 'ephemeral storage in 1.31, with the feature gate',
      ...resizedByUpdate,
      before: resources({ cpu: '1' }, { 'ephemeral-storage': '1Gi' }),
      after: resources({ cpu: '2' }, { 'ephemeral-storage': '2Gi' }),
      findings: [
        { messageId: 'changed', path: 'spec.containers[0].resources.requests[ephemeral-storage]', ...replacePod },
      ],
    },
    {
      name: 'cpu of an init container in 1.31, with the feature gate',
      ...resizedByUpdate,
      before: pod({ initContainers: [container({ name: 'init', ...burstable })] }),
      after: pod({ initContainers: [container({ name: 'init', resources: { requests: { memory: '2Gi' } } })] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.initContainers[0].resources.requests[memory]',
          says: 'The container cannot be resized without the feature gate InPlacePodVerticalScalingInitContainers.',
          ...replacePod,
        },
      ],
    },
    ...[31, 32].map((minor) => ({
      name: `cpu of a sidecar container in 1.${minor}, with the feature gate`,
      ...resizedByUpdate,
      minor,
      before: pod({ initContainers: [container({ name: 'proxy', restartPolicy: 'Always', ...burstable })] }),
      after: pod({
        initContainers: [
          container({ name: 'proxy', restartPolicy: 'Always', resources: { requests: { memory: '2Gi' } } }),
        ],
      }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.initContainers[0].resources.requests[memory]',
          says: 'Sidecar containers cannot be resized before Kubernetes 1.33.',
          ...replacePod,
        } as const,
      ],
    })),
    {
      name: 'cpu without the feature gate, so that no resize changes it',
      minor: 32,
      before: resources({ cpu: '1' }, { cpu: '500m' }),
      after: resources({ cpu: '2' }, { cpu: '500m' }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].resources.limits[cpu]',
          says: 'The Pod cannot be resized without the feature gate InPlacePodVerticalScaling.',
          ...replacePod,
        },
      ],
    },
    {
      name: 'cpu of a BestEffort Pod, whose QoS class a resize must not change',
      before: podWith({}),
      after: podWith({ resources: { requests: { cpu: '1' } } }),
      findings: [{ messageId: 'qos', path: 'spec.containers[0].resources.requests[cpu]', ...replacePod }],
    },
    {
      name: 'cpu of a Pod of a Deployment, which is resized or replaced',
      before: ownedByDeployment(resources({ cpu: '1' }, { cpu: '500m' })),
      after: ownedByDeployment(resources({ cpu: '2' }, { cpu: '500m' })),
      findings: [
        {
          messageId: 'resize',
          path: 'spec.containers[0].resources.limits[cpu]',
          type: 'FieldValueForbidden',
          fix: 'To change only this Pod, use kubectl edit pod web -n default --subresource resize. To change every Pod of Deployment "web", use kubectl edit deployment web -n default.',
        },
      ],
    },
    {
      name: 'cpu of a static Pod, which cannot be resized',
      before: mirrored(resources({ cpu: '1' }, { cpu: '500m' })),
      after: mirrored(resources({ cpu: '2' }, { cpu: '500m' })),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].resources.limits[cpu]',
          type: 'FieldValueForbidden',
          fix: 'Change the manifest of the static Pod on node NODE, usually in /etc/kubernetes/manifests.',
        },
      ],
    },
    {
      name: 'a limit added, and another one removed, which no resize does',
      before: resources({ memory: '1Gi' }, { cpu: '500m' }),
      after: resources({ cpu: '2' }, { cpu: '500m' }),
      findings: [
        {
          messageId: 'resize',
          path: 'spec.containers[0].resources.limits[cpu]',
          type: 'FieldValueForbidden',
          fix: 'Use the resize subresource: kubectl edit pod web -n default --subresource resize.',
        },
        {
          messageId: 'changed',
          path: 'spec.containers[0].resources.limits[memory]',
          ...replacePod,
          says: 'A resize cannot remove a limit.',
        },
      ],
    },
    {
      name: 'a request removed, which no resize does',
      before: resources({ memory: '1Gi' }, { cpu: '500m' }),
      after: resources({ memory: '1Gi' }, {}),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].resources.requests[cpu]',
          ...replacePod,
          says: 'A resize cannot remove a request.',
        },
      ],
    },
    {
      name: 'all resources of a container removed, which a resize does not send',
      before: resources({}, { cpu: '500m' }),
      after: podWith({ resources: null }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].resources.requests[cpu]',
          ...replacePod,
          says: 'A resize cannot remove a request.',
        },
      ],
    },
    {
      name: 'cpu, with a field that no resize changes',
      before: resources({ cpu: '1' }, { cpu: '500m' }),
      after: podWith({ resources: { limits: { cpu: '2' }, requests: { cpu: '500m' } } }, { hostname: 'a' }),
      findings: [
        { messageId: 'resize', path: 'spec.containers[0].resources.limits[cpu]', ...resizePod },
        { messageId: 'changed', path: 'spec.hostname', ...replacePod },
      ],
    },
    {
      name: 'fields of a later version that hold requests or limits',
      before: podWith(burstable, { later: {} }),
      after: podWith(burstable, { later: { resources: { limits: { cpu: '1' } } }, last: { limits: { cpu: '1' } } }),
      findings: [
        { messageId: 'changed', path: 'spec.later.resources', ...replacePod },
        { messageId: 'changed', path: 'spec.last', ...replacePod },
      ],
    },
    {
      name: 'a limit of another resource, with its request',
      before: resources({ 'example.com/gpu': 1 }, { 'example.com/gpu': 1 }),
      after: resources({ 'example.com/gpu': 2 }, { 'example.com/gpu': 2 }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].resources.limits[example.com/gpu]',
          ...replacePod,
          says: 'A resize may change only cpu and memory.',
        },
      ],
    },
    {
      name: 'the first resources of the Pod as a whole, which a resize sets from 1.36 on',
      before: podWith(burstable),
      after: podWith(burstable, { resources: { limits: { memory: '2Gi' }, requests: {}, claims: [] } }),
      findings: [{ messageId: 'resize', path: 'spec.resources', ...resizePod }],
    },
    {
      name: 'the resources of an init container, which no resize sets before 1.36',
      minor: 35,
      before: pod({ initContainers: [container({ name: 'setup', resources: { requests: { cpu: '1' } } })] }),
      after: pod({ initContainers: [container({ name: 'setup', resources: { requests: { cpu: '2' } } })] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.initContainers[0].resources.requests[cpu]',
          ...replacePod,
          says: 'The container cannot be resized without the feature gate InPlacePodVerticalScalingInitContainers.',
        },
      ],
    },
    {
      name: 'the first resources of the Pod as a whole, before 1.36',
      minor: 35,
      before: podWith(burstable),
      after: podWith(burstable, { resources: { limits: { memory: '2Gi' } } }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.resources',
          ...replacePod,
        },
      ],
    },
    {
      name: 'the first resources of the Pod as a whole, with huge pages, which no resize sets',
      before: podWith(burstable),
      after: podWith(burstable, { resources: { limits: { memory: '2Gi', 'hugepages-2Mi': '2Mi' } } }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.resources',
          ...replacePod,
        },
      ],
    },
    {
      name: 'the first resources of the Pod as a whole, with claims, which no resize sets',
      before: podWith(burstable),
      after: podWith(burstable, { resources: { limits: { memory: '2Gi' }, claims: [{ name: 'gpu' }] } }),
      findings: [{ messageId: 'changed', path: 'spec.resources', ...replacePod }],
    },
    {
      name: 'the first resources of the Pod as a whole, with a field of a later version',
      before: podWith(burstable),
      after: podWith(burstable, { resources: { limits: { memory: '2Gi' }, later: { cpu: '1' } } }),
      findings: [{ messageId: 'changed', path: 'spec.resources', ...replacePod }],
    },
    {
      name: 'empty resources of the Pod as a whole, which no resize sets',
      before: podWith(burstable),
      after: podWith(burstable, { resources: {} }),
      findings: [{ messageId: 'changed', path: 'spec.resources', ...replacePod }],
    },
    {
      name: 'requests that the server derived from the limits',
      before: resources({ cpu: '1' }, { cpu: '1' }),
      after: resources({ cpu: '2' }, { cpu: '2000m' }),
      findings: [
        {
          messageId: 'requests',
          path: 'spec.containers[0].resources.limits[cpu]',
          ...resizePod,
          says: 'the API server changes the request together with the limit.',
        },
      ],
    },
    {
      name: 'requests that the server derived from limits that are written in another unit',
      before: resources({ cpu: '1000m' }, { cpu: '1' }),
      after: resources({ cpu: '2' }, { cpu: '2' }),
      findings: [{ messageId: 'requests', path: 'spec.containers[0].resources.limits[cpu]', ...resizePod }],
    },
    {
      name: 'derived requests in a Pod of a Deployment',
      before: ownedByDeployment(resources({ cpu: '1' }, { cpu: '1' })),
      after: ownedByDeployment(resources({ cpu: '2' }, { cpu: '2' })),
      findings: [
        {
          messageId: 'requests',
          path: 'spec.containers[0].resources.limits[cpu]',
          says: 'by an update of the Pod. To change only this Pod',
          type: 'FieldValueForbidden',
          fix: 'To change only this Pod, use kubectl edit pod web -n default --subresource resize. To change every Pod of Deployment "web", use kubectl edit deployment web -n default.',
        },
      ],
    },
    {
      name: 'derived requests in a Windows Pod',
      before: onWindows({ resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } }),
      after: onWindows({ resources: { limits: { cpu: '2' }, requests: { cpu: '2' } } }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].resources.limits[cpu]', ...replacePod }],
    },
    {
      name: 'requests that differ from the limits',
      before: resources({ cpu: '1' }, { cpu: '500m' }),
      after: resources({ cpu: '2' }, { cpu: '600m' }),
      findings: [
        { messageId: 'resize', path: 'spec.containers[0].resources.limits[cpu]', ...resizePod },
        { messageId: 'resize', path: 'spec.containers[0].resources.requests[cpu]', ...resizePod },
      ],
    },
    {
      name: 'hostNetwork, from which the server derives the host ports',
      before: podWith({ ports: [port(80), port(443)] }),
      after: podWith({ ports: [port(80, { hostPort: 80 }), port(443, { hostPort: 443 })] }, { hostNetwork: true }),
      findings: [{ messageId: 'hostPorts', path: 'spec.hostNetwork', ...replacePod, from: null, to: true }],
    },
    {
      name: 'hostNetwork removed, with the derived host ports',
      before: podWith({ ports: [port(80, { hostPort: 80 })] }, { hostNetwork: true }),
      after: podWith({ ports: [port(80)] }),
      findings: [{ messageId: 'hostPortsRemoved', path: 'spec.hostNetwork', ...replacePod, from: true, to: null }],
    },
    {
      name: 'hostNetwork set to false',
      before: podWith({ ports: [port(80, { hostPort: 80 }), port(443, { hostPort: 443 })] }, { hostNetwork: true }),
      after: podWith({ ports: [port(80), port(443)] }, { hostNetwork: false }),
      findings: [{ messageId: 'hostPortsRemoved', path: 'spec.hostNetwork', ...replacePod, from: true, to: false }],
    },
    {
      name: 'a host port that differs from the containerPort, beside hostNetwork',
      before: podWith({ ports: [port(80, { hostPort: 8080 })] }),
      after: podWith({ ports: [port(80)] }, { hostNetwork: true }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.hostNetwork',
          ...replacePod,
        },
        {
          messageId: 'changed',
          path: 'spec.containers[0].ports[0].hostPort',
          ...replacePod,
          from: 8080,
        },
      ],
    },
    {
      name: 'the tag latest, from which the server derives the pull policy Always',
      before: podWith({ image: 'registry.example.com/web:1' }),
      after: podWith({ image: 'registry.example.com/web:latest', imagePullPolicy: 'Always' }),
      findings: [
        {
          messageId: 'pullPolicy',
          path: 'spec.containers[0].imagePullPolicy',
          type: 'FieldValueForbidden',
          fix: 'Set imagePullPolicy to IfNotPresent.',
        },
      ],
    },
    {
      name: 'another tag, from which the server derives the pull policy IfNotPresent',
      before: podWith({ image: 'registry.example.com:5000/web', imagePullPolicy: 'Always' }),
      after: podWith({ image: 'registry.example.com:5000/web:2', imagePullPolicy: 'IfNotPresent' }),
      findings: [
        {
          messageId: 'pullPolicy',
          path: 'spec.containers[0].imagePullPolicy',
          type: 'FieldValueForbidden',
          fix: 'Set imagePullPolicy to Always.',
        },
      ],
    },
    {
      name: 'a pull policy that was not derived, with another tag',
      before: podWith({ imagePullPolicy: 'Never' }),
      after: podWith({ image: 'registry.example.com/web:latest', imagePullPolicy: 'Always' }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].imagePullPolicy', ...replacePod }],
    },
    {
      name: 'another pull policy',
      before: pod(),
      after: podWith({ imagePullPolicy: 'Never' }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].imagePullPolicy',
          ...replacePod,
          from: 'IfNotPresent',
          to: 'Never',
          says: withoutReason,
        },
      ],
    },
    {
      name: 'both names of the service account: one finding',
      before: pod({ serviceAccountName: 'a', serviceAccount: 'a' }),
      after: pod({ serviceAccountName: 'b', serviceAccount: 'b' }),
      findings: [{ messageId: 'changed', path: 'spec.serviceAccountName', ...replacePod, from: 'a', to: 'b' }],
    },
    {
      name: 'a PUT of the plain manifest',
      before: running(),
      after: pod(),
      findings: [plain],
    },
    {
      name: 'a plain manifest in a file, which is judged as kubectl apply sends it',
      phase: 'offline',
      before: running(),
      after: pod(),
      findings: [{ messageId: 'plain', path: 'spec', ...replacePod, hides: 'kubectl apply' }],
    },
    {
      name: 'a PUT of the plain manifest, with the pull secrets of the service account and a filled-in probe',
      before: running({ readinessProbe: { tcpSocket: { port: 80 } } }, { imagePullSecrets: [{ name: 'registry' }] }),
      after: pod(),
      findings: [{ ...plain, says: 'imagePullSecrets and 2 more' }],
    },
    {
      name: 'a PUT of the plain manifest without a readiness probe that Podward filled in',
      before: pod({ nodeName: 'node-1', containers: [container({ readinessProbe: { tcpSocket: { port: 80 } } })] }),
      after: pod(),
      findings: [{ ...plain, says: '(nodeName, the readiness probe that Podward added).' }],
    },
    {
      name: 'a PUT of the plain manifest with a readiness probe, which the Pod does not have',
      before: pod({ nodeName: 'node-1' }),
      after: podWith({ readinessProbe: { tcpSocket: { port: 80 } } }),
      findings: [
        { ...plain, says: '(nodeName).' },
        { messageId: 'changed', path: 'spec.containers[0].readinessProbe', ...replacePod },
      ],
    },
    {
      name: 'a PUT of the plain manifest with another service account and without one of two pull secrets',
      before: running({}, { imagePullSecrets: [{ name: 'registry' }, { name: 'mirror' }] }),
      after: pod({ serviceAccountName: 'web', imagePullSecrets: [{ name: 'registry' }] }),
      findings: [
        plain,
        { messageId: 'changed', path: 'spec.serviceAccountName', ...replacePod },
        { messageId: 'changed', path: 'spec.imagePullSecrets[1]', ...replacePod },
      ],
    },
    {
      name: 'a PUT of the plain manifest without fields that its author wrote',
      before: running({ ...env(['A', '1']), livenessProbe: { tcpSocket: { port: 80 } } }),
      after: pod(),
      findings: [
        { ...plain, hides: 'readiness' },
        { messageId: 'changed', path: 'spec.containers[0].env[0]', ...replacePod },
        { messageId: 'changed', path: 'spec.containers[0].livenessProbe', ...replacePod },
      ],
    },
    {
      name: 'a PUT of the plain manifest with an edit',
      before: running(),
      after: podWith(env(['A', '1'])),
      findings: [
        {
          messageId: 'plain',
          path: 'spec',
          type: 'FieldValueForbidden',
          fix: 'To change the Pod in place, use kubectl apply -n default -f FILE. To delete and recreate the Pod, use kubectl replace --force -n default -f FILE.',
        },
        {
          messageId: 'changed',
          path: 'spec.containers[0].env[0]',
          ...replacePod,
        },
      ],
    },
    {
      name: 'a PUT of the plain manifest before it has a node, without a token',
      before: pod({ serviceAccountName: 'default', serviceAccount: 'default', automountServiceAccountToken: false }),
      after: pod({ automountServiceAccountToken: false }),
      findings: [plain],
    },
    {
      name: 'a PUT of the plain manifest of a Pod that was debugged',
      before: running({}, { ephemeralContainers: [debug] }),
      after: pod(),
      findings: [{ ...plain, says: 'the ephemeral containers' }],
    },
    {
      name: 'an ephemeral container removed by a manifest that has all other fields',
      before: running({}, { ephemeralContainers: [debug] }),
      after: running(),
      findings: [
        {
          messageId: 'ephemeralRemoved',
          path: 'spec.ephemeralContainers[0]',
          type: 'FieldValueForbidden',
          fix: 'Put the entry for "debug" back into spec.ephemeralContainers, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          to: null,
        },
      ],
    },
    {
      name: 'ephemeral containers that are not a list',
      before: pod({ ephemeralContainers: [debug] }),
      after: pod({ ephemeralContainers: 'debug' }),
      findings: [{ messageId: 'changed', path: 'spec.ephemeralContainers', ...replacePod }],
    },
    {
      name: 'an ephemeral container changed',
      before: pod({ ephemeralContainers: [debug] }),
      after: pod({ ephemeralContainers: [{ ...debug, tty: true }] }),
      findings: [
        {
          messageId: 'ephemeralChanged',
          path: 'spec.ephemeralContainers[0].tty',
          type: 'FieldValueForbidden',
          fix: 'Add another ephemeral container: kubectl debug -it web -n default --image=busybox.',
        },
      ],
    },
    {
      name: 'nodeName, which the scheduler sets',
      before: pod(),
      after: pod({ nodeName: 'node-1' }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.nodeName',
          ...replacePod,
          from: null,
          to: 'node-1',
          says: 'A Pod is assigned to a node only once, by its scheduler.',
        },
      ],
    },
    {
      name: 'a grace period that is not a number, and not put into a command',
      before: pod(),
      after: pod({ terminationGracePeriodSeconds: '$(id)' }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.terminationGracePeriodSeconds',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: 30,
          to: '$(id)',
        },
      ],
    },
    {
      name: 'the grace period',
      before: pod(),
      after: pod({ terminationGracePeriodSeconds: 1 }),
      findings: [
        {
          messageId: 'gracePeriod',
          path: 'spec.terminationGracePeriodSeconds',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE. To delete the Pod with another grace period, use kubectl delete pod web -n default --grace-period=1.',
          from: 30,
          to: 1,
        },
      ],
    },
    {
      name: 'the node selector of a Pod without gates',
      before: pod(),
      after: pod({ nodeSelector: { 'example.com/disk': 'ssd' } }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.nodeSelector[example.com/disk]',
          ...replacePod,
          says: 'Node selection can be narrowed only while the Pod has scheduling gates.',
        },
      ],
    },
    {
      name: 'the node affinity of a Pod without gates',
      before: pod({ affinity: {} }),
      after: pod({ affinity: { nodeAffinity: {} } }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.affinity.nodeAffinity',
          ...replacePod,
          says: 'Node selection can be narrowed only while the Pod has scheduling gates.',
        },
      ],
    },
    {
      name: 'the Pod affinity of a Pod without gates',
      before: pod({ affinity: {} }),
      after: pod({ affinity: { podAffinity: {} } }),
      findings: [{ messageId: 'changed', path: 'spec.affinity.podAffinity', ...replacePod, says: withoutReason }],
    },
    {
      name: 'the whole affinity of a Pod with scheduling gates, whose nodeAffinity another rule judges',
      before: pod({ ...gates, affinity: { nodeAffinity: { a: 1 }, podAffinity: {} } }),
      after: pod(gates),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.affinity.podAffinity',
          ...replacePod,
        },
      ],
    },
    {
      name: 'the Pod affinity of a Pod with scheduling gates',
      before: pod({ ...gates, affinity: {} }),
      after: pod({ ...gates, affinity: { podAntiAffinity: {} } }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.affinity.podAntiAffinity',
          ...replacePod,
        },
      ],
    },
    {
      name: 'an empty affinity of a Pod with scheduling gates, which is not the same as none',
      before: pod(gates),
      after: pod({ ...gates, affinity: {} }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.affinity',
          ...replacePod,
        },
      ],
    },
    {
      name: 'an empty volume source, which is not the same as none',
      before: pod({ volumes: [{ name: 'a', emptyDir: {} }] }),
      after: pod({ volumes: [{ name: 'a' }] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.volumes[0].emptyDir',
          ...replacePod,
        },
      ],
    },
    {
      name: 'an ephemeral container',
      before: pod(),
      after: pod({ ephemeralContainers: [container({ name: 'debug' })] }),
      findings: [
        {
          messageId: 'ephemeralAdded',
          path: 'spec.ephemeralContainers[0]',
          type: 'FieldValueForbidden',
          fix: 'To inspect the running Pod, use kubectl debug -it web -n default --image=busybox.',
        },
      ],
    },
    {
      name: 'a field of a later version',
      before: pod({ futureField: { a: [1, 2] } }),
      after: pod({ futureField: { a: [1, 3] } }),
      findings: [{ messageId: 'changed', path: 'spec.futureField.a[1]', ...replacePod, from: 2, to: 3 }],
    },
    {
      name: 'a field of a container that was moved',
      before: pod({ containers: [container({ name: 'b', env: [{ name: 'X' }] }), podEnv] }),
      after: pod({ containers: [{ ...podEnv, env: [{ name: 'B' }] }, container({ name: 'b', env: [{ name: 'X' }] })] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].env[0]',
          ...replacePod,
          says: 'environment variable "A" of container "web"',
        },
      ],
    },
    {
      name: 'the mount of the token in a renamed container with a token',
      before: running({ volumeMounts: [mount('data', '/data'), tokenMount] }),
      after: running({ name: 'b', volumeMounts: [mount('data', '/data'), { ...tokenMount, readOnly: false }] }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].volumeMounts[1].readOnly', ...replacePod }],
    },
    {
      name: 'fields of a renamed container',
      before: podWith({ workingDir: '/a' }),
      after: podWith({ name: 'b', workingDir: '/b' }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].workingDir', ...replacePod }],
    },
    {
      name: 'the spec removed',
      before: pod({ containers: [], hostname: 'a' }),
      after: { ...pod(), spec: null as Json },
      findings: [...Object.keys(podSpec()), 'hostname']
        .filter((name) => name !== 'containers')
        .map((name) => ({
          messageId: 'changed',
          path: `spec.${name}`,
          ...replacePod,
        })),
    },
  ],
});
