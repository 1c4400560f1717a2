import type { Json, JsonObject } from '../../../src/json/json.ts';
import { podSpecImmutable } from '../../../src/rules/update/pod-spec-immutable.ts';
import { container, pod, podSpec, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const env = (...variables: [string, string][]): JsonObject => ({
  env: variables.map(([name, value]) => ({ name, value })),
});
const mount = (name: string, mountPath: string): JsonObject => ({ name, mountPath });
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
/** What the cluster makes of a manifest. */
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

testRule(podSpecImmutable, {
  valid: [
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
    { name: 'metadata is another matter', before: pod(), after: pod({}, { labels: { a: 'b' } }) },
    {
      name: 'other rules judge tolerations, gates and the deadline',
      before: pod(gates),
      after: pod({ activeDeadlineSeconds: 5, tolerations: [notReady] }),
    },
    {
      name: 'another container is containers-fixed’s',
      before: pod(),
      after: pod({ containers: [container(), container({ name: 'b' })] }),
    },
    {
      name: 'reordered containers are containers-fixed’s',
      before: pod({ containers: [container(), container({ name: 'b' })] }),
      after: pod({ containers: [container({ name: 'b' }), container()] }),
    },
    { name: 'a renamed container is containers-fixed’s', before: pod(), after: podWith({ name: 'b' }) },
    {
      name: 'absent, null and empty lists are one',
      before: pod({ hostAliases: null }),
      after: pod({ hostAliases: [], nodeSelector: {} }),
    },
    {
      name: 'quantities by value',
      before: resources({ cpu: '1', memory: '1Gi' }, { cpu: '500m' }),
      after: resources({ cpu: '1000m', memory: '1024Mi' }, { cpu: '0.5' }),
    },
    { name: 'no resources are no difference', before: podWith({ resources: {} }), after: podWith({ resources: null }) },
    {
      name: 'the node selector of a gated Pod',
      before: pod(gates),
      after: pod({ ...gates, nodeSelector: { disk: 'ssd' } }),
    },
    {
      name: 'the node affinity of a gated Pod',
      before: pod(gates),
      after: pod({
        ...gates,
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}] } } },
      }),
    },
    { name: 'another status', before: pod(), after: { ...pod(), status: { phase: 'Failed' } } },
  ],
  invalid: [
    {
      name: 'certificates in a projected volume, which 1.37 keeps',
      minor: 37,
      before: projecting({}),
      after: projecting({ podCertificate: {} }),
      findings: [{ messageId: 'added', path: 'spec.volumes[0].projected.sources[0].podCertificate' }],
    },
    {
      name: 'a source that is dropped, and leaves an empty entry behind',
      minor: 36,
      before: projecting(),
      after: projecting({ podCertificate: {} }),
      findings: [{ messageId: 'changed', path: 'spec.volumes[0].projected.sources' }],
    },
    {
      name: 'a source of a variable that is dropped, and leaves an empty valueFrom behind',
      minor: 34,
      before: podWith({ env: [{ name: 'A' }] }),
      after: podWith({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'env', key: 'A' } } }] }),
      findings: [{ messageId: 'added', path: 'spec.containers[0].env[0].valueFrom' }],
    },
    {
      name: 'a key of a map with the name of a field that is dropped',
      before: pod({ nodeSelector: { disk: 'ssd' } }),
      after: pod({ nodeSelector: { disk: 'ssd', schedulingGroup: 'a' } }),
      findings: [{ messageId: 'added', path: 'spec.nodeSelector[schedulingGroup]' }],
    },
    {
      name: 'a field that is dropped, with the empty object around it',
      before: podWith({ lifecycle: {} }),
      after: podWith({ lifecycle: { stopSignal: 'SIGUSR1' } }),
      findings: [{ messageId: 'added', path: 'spec.containers[0].lifecycle.stopSignal' }],
    },
    {
      name: 'an env variable put in front is one finding, without its value',
      before: podWith(env(['A', '1'], ['B', '2'])),
      after: podWith(env(['PASSWORD', 'hunter2'], ['A', '1'], ['B', '2'])),
      findings: [
        {
          messageId: 'added',
          path: 'spec.containers[0].env[0]',
          type: 'FieldValueForbidden',
          container: 'web',
          says: ['env "PASSWORD" cannot be added', 'kubectl replace --force'],
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'an env variable changed, without its values',
      before: podWith(env(['A', '1'], ['PASSWORD', 'hunter2'])),
      after: podWith(env(['A', '1'], ['PASSWORD', 'hunter3'])),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].env[1].value',
          says: ['(values not shown)', 'value of env "PASSWORD"'],
          hides: 'hunter',
        },
      ],
    },
    {
      name: 'an env variable removed, at its old place',
      before: podWith(env(['A', '1'], ['B', '2'])),
      after: podWith(env(['B', '2'])),
      findings: [{ messageId: 'removed', path: 'spec.containers[0].env[0]', says: 'env "A" cannot be removed' }],
    },
    {
      name: 'nothing but the order of env',
      before: podWith(env(['A', '1'], ['B', '2'])),
      after: podWith(env(['B', '2'], ['A', '1'])),
      findings: [
        { messageId: 'reordered', path: 'spec.containers[0].env', says: '(values not shown): the order of env' },
      ],
    },
    {
      name: 'a mount moved while its neighbours change places',
      before: podWith({ volumeMounts: [mount('data', '/data'), tokenMount] }),
      after: podWith({ volumeMounts: [tokenMount, mount('data', '/srv')] }),
      findings: [
        { messageId: 'changed', path: 'spec.containers[0].volumeMounts[1].mountPath', from: '/data', to: '/srv' },
      ],
    },
    {
      name: 'another port number',
      before: podWith({ ports: [port(80, { name: 'http' }), port(9090)] }),
      after: podWith({ ports: [port(8080, { name: 'http' }), port(9090)] }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.containers[0].ports[0].containerPort',
          from: 80,
          to: 8080,
          says: 'containerPort cannot change',
        },
      ],
    },
    {
      name: 'an argument',
      before: podWith({ args: ['--listen=:80', '-v'] }),
      after: podWith({ args: ['--listen=:8080', '-v'] }),
      findings: [
        { messageId: 'changed', path: 'spec.containers[0].args[0]', says: '(values not shown)', hides: '--listen' },
      ],
    },
    {
      name: 'an argument more',
      before: podWith({ args: ['a'] }),
      after: podWith({ args: ['a', 'b'] }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].args', from: ['a'], to: ['a', 'b'] }],
    },
    {
      name: 'cpu of a running Pod is resized',
      before: resources({ cpu: '1' }, { cpu: '500m' }),
      after: resources({ cpu: '2' }, { cpu: '500m' }),
      findings: [
        {
          messageId: 'resize',
          path: 'spec.containers[0].resources.limits[cpu]',
          says: 'kubectl edit pod web -n default --subresource resize',
        },
      ],
    },
    {
      name: 'cpu of a BestEffort Pod, whose QoS class no resize changes',
      before: podWith({}),
      after: podWith({ resources: { requests: { cpu: '1' } } }),
      findings: [
        {
          messageId: 'qos',
          path: 'spec.containers[0].resources.requests[cpu]',
          says: ['from BestEffort to Burstable', 'kubectl replace --force -f FILE'],
          hides: 'resize',
        },
      ],
    },
    {
      name: 'a server before resizing',
      minor: 32,
      before: resources({ cpu: '1' }, { cpu: '500m' }),
      after: resources({ cpu: '2' }, { cpu: '500m' }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].resources.limits[cpu]', says: 'make a new Pod' }],
    },
    {
      name: 'requests that were left out follow the limits',
      before: resources({ cpu: '1' }, { cpu: '1' }),
      after: resources({ cpu: '2' }, { cpu: '2000m' }),
      findings: [
        {
          messageId: 'requests',
          path: 'spec.containers[0].resources.limits[cpu]',
          says: 'the request that was left out follows',
        },
      ],
    },
    {
      name: 'requests of their own do not follow',
      before: resources({ cpu: '1' }, { cpu: '500m' }),
      after: resources({ cpu: '2' }, { cpu: '600m' }),
      findings: [
        { messageId: 'resize', path: 'spec.containers[0].resources.limits[cpu]' },
        { messageId: 'resize', path: 'spec.containers[0].resources.requests[cpu]' },
      ],
    },
    {
      name: 'hostNetwork sets the host ports',
      before: podWith({ ports: [port(80), port(443)] }),
      after: podWith({ ports: [port(80, { hostPort: 80 }), port(443, { hostPort: 443 })] }, { hostNetwork: true }),
      findings: [{ messageId: 'hostPorts', path: 'spec.hostNetwork', from: null, to: true, says: '80, 443' }],
    },
    {
      name: 'without hostNetwork the host ports go',
      before: podWith({ ports: [port(80, { hostPort: 80 })] }, { hostNetwork: true }),
      after: podWith({ ports: [port(80)] }),
      findings: [
        { messageId: 'hostPorts', path: 'spec.hostNetwork', from: true, to: null, says: 'host ports 80 follow' },
      ],
    },
    {
      name: 'a host port of its own beside hostNetwork',
      before: podWith({ ports: [port(80, { hostPort: 8080 })] }),
      after: podWith({ ports: [port(80)] }, { hostNetwork: true }),
      findings: [
        { messageId: 'added', path: 'spec.hostNetwork' },
        { messageId: 'removed', path: 'spec.containers[0].ports[0].hostPort', from: 8080 },
      ],
    },
    {
      name: 'the tag latest turns an omitted pull policy into Always',
      before: podWith({ image: 'registry.example.com/web:1' }),
      after: podWith({ image: 'registry.example.com/web:latest', imagePullPolicy: 'Always' }),
      findings: [
        {
          messageId: 'pullPolicy',
          path: 'spec.containers[0].imagePullPolicy',
          says: 'write imagePullPolicy: IfNotPresent',
        },
      ],
    },
    {
      name: 'and a tag turns it back',
      before: podWith({ image: 'registry.example.com:5000/web', imagePullPolicy: 'Always' }),
      after: podWith({ image: 'registry.example.com:5000/web:2', imagePullPolicy: 'IfNotPresent' }),
      findings: [
        { messageId: 'pullPolicy', path: 'spec.containers[0].imagePullPolicy', says: 'write imagePullPolicy: Always' },
      ],
    },
    {
      name: 'a pull policy of its own',
      before: pod(),
      after: podWith({ imagePullPolicy: 'Never' }),
      findings: [
        { messageId: 'changed', path: 'spec.containers[0].imagePullPolicy', from: 'IfNotPresent', to: 'Never' },
      ],
    },
    {
      name: 'both names of the service account are one change',
      before: pod({ serviceAccountName: 'a', serviceAccount: 'a' }),
      after: pod({ serviceAccountName: 'b', serviceAccount: 'b' }),
      findings: [{ messageId: 'changed', path: 'spec.serviceAccountName', from: 'a', to: 'b' }],
    },
    {
      name: 'a PUT of the plain manifest',
      before: running(),
      after: pod(),
      findings: [
        {
          messageId: 'plain',
          path: 'spec',
          says: ['(token volume and mounts, nodeName, serviceAccountName, priority, tolerations)', 'kubectl apply'],
        },
      ],
    },
    {
      name: 'a plain manifest in a file, which is judged as applied',
      phase: 'offline',
      before: running(),
      after: pod(),
      findings: [
        { messageId: 'plain', path: 'spec', says: 'make a new Pod: kubectl replace --force', hides: 'kubectl apply' },
      ],
    },
    {
      name: 'a PUT of the plain manifest, with the pull secrets of the service account and a filled-in probe',
      before: running({ readinessProbe: { tcpSocket: { port: 80 } } }, { imagePullSecrets: [{ name: 'registry' }] }),
      after: pod(),
      findings: [{ messageId: 'plain', path: 'spec', says: ['imagePullSecrets', 'readiness probe)'] }],
    },
    {
      name: 'a PUT of the plain manifest with an edit',
      before: running(),
      after: podWith(env(['A', '1'])),
      findings: [
        { messageId: 'plain', path: 'spec' },
        { messageId: 'added', path: 'spec.containers[0].env[0]' },
      ],
    },
    {
      name: 'a PUT of the plain manifest before it has a node, without a token',
      before: pod({ serviceAccountName: 'default', serviceAccount: 'default', automountServiceAccountToken: false }),
      after: pod({ automountServiceAccountToken: false }),
      findings: [{ messageId: 'plain', path: 'spec', says: 'serviceAccountName' }],
    },
    {
      name: 'nodeName is the scheduler’s',
      before: pod(),
      after: pod({ nodeName: 'node-1' }),
      findings: [
        { messageId: 'added', path: 'spec.nodeName', from: null, to: 'node-1', says: 'only the scheduler binds' },
      ],
    },
    {
      name: 'the grace period',
      before: pod(),
      after: pod({ terminationGracePeriodSeconds: 1 }),
      findings: [{ messageId: 'changed', path: 'spec.terminationGracePeriodSeconds', from: 30, to: 1 }],
    },
    {
      name: 'the node selector of a Pod without gates',
      before: pod(),
      after: pod({ nodeSelector: { 'example.com/disk': 'ssd' } }),
      findings: [{ messageId: 'added', path: 'spec.nodeSelector[example.com/disk]' }],
    },
    {
      name: 'the Pod affinity of a gated Pod',
      before: pod({ ...gates, affinity: {} }),
      after: pod({ ...gates, affinity: { podAntiAffinity: {} } }),
      findings: [{ messageId: 'added', path: 'spec.affinity.podAntiAffinity' }],
    },
    {
      name: 'an empty affinity of a gated Pod is not the same as none',
      before: pod(gates),
      after: pod({ ...gates, affinity: {} }),
      findings: [{ messageId: 'added', path: 'spec.affinity' }],
    },
    {
      name: 'an empty volume source is not the same as none',
      before: pod({ volumes: [{ name: 'a', emptyDir: {} }] }),
      after: pod({ volumes: [{ name: 'a' }] }),
      findings: [{ messageId: 'removed', path: 'spec.volumes[0].emptyDir' }],
    },
    {
      name: 'an ephemeral container',
      before: pod(),
      after: pod({ ephemeralContainers: [container({ name: 'debug' })] }),
      findings: [
        { messageId: 'added', path: 'spec.ephemeralContainers[0]', says: ['their own subresource', 'kubectl debug'] },
      ],
    },
    {
      name: 'a field of a later version',
      before: pod({ futureField: { a: [1, 2] } }),
      after: pod({ futureField: { a: [1, 3] } }),
      findings: [{ messageId: 'changed', path: 'spec.futureField.a[1]', from: 2, to: 3 }],
    },
    {
      name: 'fields of a renamed container',
      before: podWith({ workingDir: '/a' }),
      after: podWith({ name: 'b', workingDir: '/b' }),
      findings: [{ messageId: 'changed', path: 'spec.containers[0].workingDir' }],
    },
    {
      name: 'the whole spec gone',
      before: pod({ containers: [], hostname: 'a' }),
      after: { ...pod(), spec: null as Json },
      findings: [...Object.keys(podSpec()), 'hostname']
        .filter((name) => name !== 'containers')
        .map((name) => ({ messageId: 'removed', path: `spec.${name}` })),
    },
  ],
});
