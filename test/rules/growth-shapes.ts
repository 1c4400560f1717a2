/** Objects that grow with n: for each list that a rule goes through, and for each pair of lists that a rule holds against each other. */
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import type { Phase } from '../../src/change/change.ts';
import { container, pod, podWith, workload } from '../objects.ts';

export interface Shape {
  readonly name: string;
  readonly kind?: Kind;
  readonly subresource?: string;
  readonly phase?: Phase;
  readonly minor?: number;
  /** If absent, the object is created. */
  readonly before?: (n: number) => JsonObject;
  readonly after: (n: number) => JsonObject;
}

type Entry = (i: number) => Json;

export const many = (n: number, entry: Entry): Json[] => Array.from({ length: n }, (_, i) => entry(i));
const map = (n: number, entry: (i: number) => [string, Json]): JsonObject =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => entry(i)));
const named =
  (prefix: string, extra: JsonObject = {}): Entry =>
  (i) => ({ name: `${prefix}${i}`, ...extra });
const containers = (n: number, extra: (i: number) => JsonObject = () => ({})): Json[] =>
  many(n, (i) => container({ name: `c${i}`, ...extra(i) }));
const emptyDirs = (n: number): Json[] => many(n, named('v', { emptyDir: {} }));
const withStatus = (object: JsonObject, status: JsonObject): JsonObject => ({ ...object, status });
const byName = (n: number, entry: (i: number) => JsonObject): Json[] =>
  many(n, (i) => ({ name: `c${i}`, ...entry(i) }));

/** The names of the Pods of these are what a client chooses, and may be of any length until they are judged. */
const long = (n: number): string => 'x'.repeat(n * 20);

const affinity = (term: JsonObject): JsonObject => ({
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', ...term }] } },
});
const spread = (extra: JsonObject): JsonObject => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', ...extra }],
});
const keys = (n: number, prefix = 'k'): Json[] => many(n, (i) => `${prefix}${i}`);
const expressions = (n: number, prefix = 'k'): Json[] =>
  many(n, (i) => ({ key: `${prefix}${i}`, operator: 'In', values: ['a'] }));

const create: readonly Shape[] = [
  { name: 'an image and blanks', after: (n) => podWith({ image: `nginx${' '.repeat(n)}` }) },
  { name: 'blanks and an image', after: (n) => podWith({ image: `${' '.repeat(n)}nginx` }) },
  { name: 'an image of blanks', after: (n) => podWith({ image: '\u0085 '.repeat(n) }) },
  {
    name: 'containers with one port each',
    after: (n) => pod({ containers: containers(n, (i) => ({ ports: [{ containerPort: i + 1 }] })) }),
  },
  {
    name: 'containers with the same port and a long name',
    after: (n) =>
      pod({
        containers: [
          container({ name: long(n), ports: [{ containerPort: 80 }] }),
          container({ name: 'b', ports: many(n, () => ({ containerPort: 80 })) }),
        ],
      }),
  },
  { name: 'containers without names', after: (n) => pod({ containers: many(n, () => ({})) }) },
  { name: 'containers of one name', after: (n) => pod({ containers: many(n, () => container()) }) },
  {
    name: 'env from files of known volumes',
    after: (n) =>
      podWith(
        {
          env: many(n, (i) => ({
            name: `E${i}`,
            valueFrom: { fileKeyRef: { volumeName: `v${i}`, path: 'a', key: 'K' } },
          })),
        },
        { volumes: emptyDirs(n) },
      ),
  },
  {
    name: 'env from files of unknown volumes, over containers',
    after: (n) =>
      pod({
        containers: containers(n, () => ({
          env: [{ name: 'E', valueFrom: { fileKeyRef: { volumeName: 'u', path: '../a', key: '=' } } }],
        })),
        volumes: emptyDirs(n),
      }),
  },
  {
    name: 'mounts of unknown volumes',
    after: (n) =>
      podWith({ volumeMounts: many(n, (i) => ({ name: `u${i}`, mountPath: `/m${i}` })) }, { volumes: emptyDirs(n) }),
  },
  {
    name: 'mounts of unknown volumes, over containers',
    after: (n) =>
      pod({
        containers: containers(n, () => ({ volumeMounts: [{ name: 'u', mountPath: '/m' }] })),
        volumes: emptyDirs(n),
      }),
  },
  {
    name: 'mounts at the paths of devices',
    after: (n) =>
      podWith({
        volumeMounts: many(n, (i) => ({ name: `v${i}`, mountPath: `/m${i}` })),
        volumeDevices: many(n, (i) => ({ name: `w${i}`, devicePath: `/d${i}` })),
      }),
  },
  {
    name: 'devices over containers',
    after: (n) =>
      pod({
        containers: containers(n, () => ({ volumeDevices: [{ name: 'u', devicePath: '/../d' }] })),
        volumes: emptyDirs(n),
      }),
  },
  {
    name: 'claims of the Pod that a container uses',
    after: (n) =>
      podWith(
        { resources: { claims: many(n, (i) => ({ name: `u${i}`, request: `r${i}` })) } },
        { resourceClaims: many(n, named('r')) },
      ),
  },
  {
    name: 'claims of the Pod over containers',
    after: (n) =>
      pod({
        containers: containers(n, () => ({ resources: { claims: [{ name: 'u' }] } })),
        resourceClaims: many(n, named('r')),
      }),
  },
  ...[36, 37].map((minor): Shape => ({
    name: `huge pages of the Pod over containers, 1.${minor}`,
    minor,
    after: (n) =>
      pod({
        resources: {
          limits: map(n, (i) => [`hugepages-${i + 1}Mi`, `${i + 1}Mi`]),
          requests: map(n, (i) => [`hugepages-${n + i + 1}Mi`, `${i}Mi`]),
        },
        containers: containers(n, (i) => ({ resources: { limits: { [`hugepages-${i + 1}Mi`]: `${3 * i}Mi` } } })),
      }),
  })),
  {
    name: 'init containers beside sidecars, each with a resource of its own',
    after: (n) =>
      pod({
        resources: { limits: { cpu: '1' } },
        initContainers: many(2 * n, (i) =>
          container({
            name: `i${i}`,
            ...(i < n ? { restartPolicy: 'Always' } : {}),
            resources: { requests: { [`example.com/r${i}`]: '1' } },
          }),
        ),
      }),
  },
  {
    name: 'requests and limits with bad names and amounts',
    after: (n) =>
      podWith({
        resources: {
          limits: map(n, (i) => [`hugepages-${i}`, '3']),
          requests: map(2 * n, (i) => [i % 2 ? `hugepages-${i}` : `_r${i}`, i % 3 ? '-1.5' : 'x']),
        },
      }),
  },
  { name: 'overhead with bad names', after: (n) => pod({ overhead: map(n, (i) => [`hugepages-_${i}`, '-1']) }) },
  { name: 'empty tolerations', after: (n) => pod({ tolerations: many(n, () => ({})) }) },
  {
    name: 'tolerations with bad values',
    after: (n) => pod({ tolerations: many(n, (i) => ({ key: `k${i}`, value: `_${i}`, effect: 'x' })) }),
  },
  {
    name: 'name servers, search domains and options',
    after: (n) =>
      pod({
        dnsConfig: {
          nameservers: many(n, (i) => `1.2.3.${i}`),
          searches: many(n, (i) => `_.${i}`),
          options: many(n, () => ({})),
        },
      }),
  },
  {
    name: 'host aliases and host names',
    after: (n) =>
      pod({
        hostAliases: [...many(n, () => ({ ip: '::x' })), { ip: '10.0.0.1', hostnames: many(n, (i) => `_${i}`) }],
      }),
  },
  {
    name: 'targets of ephemeral containers that do not exist',
    after: (n) =>
      pod({
        containers: containers(n),
        ephemeralContainers: many(n, (i) => container({ name: `e${i}`, targetContainerName: `u${i}`, ports: [{}] })),
      }),
  },
  {
    name: 'ephemeral volumes, and claims that are made for them',
    after: (n) =>
      pod(
        {
          volumes: many(2 * n, (i) =>
            i % 2
              ? { name: `v${i}`, ephemeral: { volumeClaimTemplate: {} } }
              : { name: `v${i}`, persistentVolumeClaim: { claimName: `web-v${2 * n - 1 - i}` } },
          ),
        },
        { name: 'web' },
      ),
  },
  {
    name: 'ephemeral volumes of a Pod with a long name',
    after: (n) =>
      pod(
        { volumes: many(n, (i) => ({ name: `v${i}`, ephemeral: {}, persistentVolumeClaim: {} })) },
        { name: long(n) },
      ),
  },
  {
    name: 'volumes of storage systems, with long names',
    after: (n) =>
      pod({
        volumes: [
          {
            name: 'a',
            iscsi: { iqn: `iqn${'.2001-04.aiqn'.repeat(n)}`, initiatorName: 'iqn.2001-04.a:'.repeat(n) + ' ' },
          },
          { name: 'b', quobyte: { registry: 'a:1,[b]:2,'.repeat(n) } },
          { name: 'c', flexVolume: { options: map(n, (i) => [`k${i}.k8s.io/a`, '']) } },
          ...many(n, named('v', { azureDisk: {} })),
        ],
      }),
  },
  {
    name: 'claims of ephemeral volumes',
    after: (n) =>
      pod({
        volumes: many(n, (i) => ({
          name: `v${i}`,
          ephemeral: {
            volumeClaimTemplate: {
              metadata: { name: 'a', ...(i === 0 ? { labels: map(n, (k) => [`k ${k}`, 'a b']) } : {}) },
              spec:
                i === 0
                  ? {
                      accessModes: keys(n),
                      selector: { matchExpressions: expressions(n) },
                      resources: { limits: map(n, (k) => [`r${k}`, 'x']) },
                    }
                  : {
                      accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'],
                      dataSource: {},
                      dataSourceRef: { kind: 'a' },
                    },
            },
          },
        })),
      }),
  },
  {
    name: 'projected trust bundles and certificates',
    minor: 37,
    after: (n) =>
      pod({
        volumes: [
          {
            name: 'a',
            projected: {
              sources: [
                {
                  podCertificate: {
                    signerName: 'a.'.repeat(n) + '/' + 'b.'.repeat(n),
                    userAnnotations: map(n, (i) => [`k${i}`, '']),
                  },
                },
                ...many(n, (i) => ({ clusterTrustBundle: { name: `a${i}`, path: 'a' } })),
                ...many(n, (i) => ({ podCertificate: { keyPath: 'a', certificateChainPath: `b${i}` } })),
              ],
            },
          },
        ],
      }),
  },
  { name: 'volumes without sources', after: (n) => pod({ volumes: many(n, () => ({ name: 'v' })) }) },
  {
    name: 'volumes with two sources, and fields that are not known',
    after: (n) =>
      pod({
        volumes: [
          ...many(n, (i) => ({ name: `v${i}`, emptyDir: {}, hostPath: { path: '..' } })),
          { name: 'w', ...map(n, (i) => [`f${i}`, {}]) },
        ],
      }),
  },
  {
    name: 'files of volumes',
    after: (n) =>
      pod({
        volumes: [
          { name: 'a', configMap: { name: 'a', items: many(n, () => ({ key: 'k', path: '..' })) } },
          { name: 'b', downwardAPI: { items: many(n, () => ({ path: 'p', fieldRef: { fieldPath: 'x' } })) } },
          {
            name: 'c',
            projected: {
              sources: [
                ...many(n, () => ({ serviceAccountToken: { path: '..' }, secret: {} })),
                { configMap: { name: 'a', items: many(n, () => ({ key: 'k', path: 'p' })) } },
              ],
            },
          },
        ],
      }),
  },
  {
    name: 'matchLabelKeys and mismatchLabelKeys, the same ones',
    after: (n) =>
      pod(
        affinity({
          labelSelector: { matchLabels: map(n, (i) => [`k${i}`, 'a']), matchExpressions: expressions(n) },
          matchLabelKeys: keys(n),
          mismatchLabelKeys: keys(n),
        }),
        { labels: map(n, (i) => [`k${i}`, 'a']) },
      ),
  },
  {
    name: 'matchLabelKeys and mismatchLabelKeys, others',
    after: (n) =>
      pod(
        affinity({
          labelSelector: { matchLabels: map(n, (i) => [`l${i}`, 'a']), matchExpressions: expressions(n, 'e') },
          matchLabelKeys: [...keys(n), ...keys(n)],
          mismatchLabelKeys: keys(n, 'm'),
        }),
        { labels: map(n, (i) => [`k${i}`, 'a']) },
      ),
  },
  {
    name: 'label keys of a spread constraint',
    after: (n) =>
      pod(
        spread({
          labelSelector: { matchLabels: map(n, (i) => [`k${i}`, 'a']), matchExpressions: expressions(n, 'e') },
          matchLabelKeys: [...keys(n), ...keys(n, 'e'), ...keys(n, 'o'), ...keys(n, 'o')],
        }),
        { labels: map(n, (i) => [`o${i}`, 'a']) },
      ),
  },
  {
    name: 'spread constraints',
    after: (n) =>
      pod({
        topologySpreadConstraints: many(n, (i) => ({
          maxSkew: 0,
          minDomains: 0,
          topologyKey: i % 2 ? 'zone' : `z${i}`,
          labelSelector: { matchLabels: { app: 'x' } },
          matchLabelKeys: ['_'],
        })),
      }),
  },
  {
    name: 'terms of affinity',
    after: (n) => {
      const term = { matchExpressions: [{ key: '_', operator: 'x', values: ['_'] }], matchFields: [{}] };
      return pod({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: many(n, () => term) },
            preferredDuringSchedulingIgnoredDuringExecution: many(n, () => ({ preference: term })),
          },
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: many(n, () => ({ namespaces: ['_'] })),
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                podAffinityTerm: { labelSelector: { matchExpressions: expressions(n, '_') }, namespaces: keys(n, '_') },
              },
            ],
          },
        },
      });
    },
  },
  {
    name: 'values of one requirement',
    after: (n) => {
      const requirement = { key: 'a', operator: 'In', values: keys(n, '_') };
      return pod({
        ...affinity({ labelSelector: { matchExpressions: [requirement] } }),
        ...spread({ labelSelector: { matchExpressions: [requirement] } }),
        nodeSelector: map(n, (i) => [`_${i}`, '_']),
      });
    },
  },
  {
    name: 'ports of a container',
    after: (n) =>
      podWith(
        { ports: many(n, (i) => ({ name: 'p', containerPort: i, hostPort: 80, protocol: i % 2 ? 'x' : 'TCP' })) },
        { hostNetwork: true },
      ),
  },
  {
    name: 'host ports at a long address',
    after: (n) => podWith({ ports: many(n, () => ({ containerPort: 80, hostPort: 80, hostIP: long(10) })) }),
  },
  {
    name: 'host ports of init containers',
    after: (n) => pod({ initContainers: containers(n, () => ({ ports: [{ containerPort: 80, hostPort: 80 }] })) }),
  },
  {
    name: 'env with bad names and sources',
    after: (n) => podWith({ env: many(n, () => ({ valueFrom: {} })), envFrom: many(n, () => ({ prefix: '=' })) }),
  },
  {
    name: 'headers and commands of probes',
    after: (n) =>
      podWith({
        livenessProbe: { httpGet: { port: 80, httpHeaders: many(n, () => ({ name: ':' })) } },
        readinessProbe: { exec: { command: keys(n) } },
        lifecycle: { preStop: { httpGet: { port: 'a', httpHeaders: many(n, () => ({ name: ':' })) } } },
      }),
  },
  {
    name: 'the command of an init container',
    after: (n) =>
      pod({
        initContainers: [
          container({ name: 'a', command: ['tail', ...keys(n)], args: keys(n) }),
          container({ name: 'b', command: ['sh', '-c', `exec sleep ${'a '.repeat(n)}`] }),
        ],
      }),
  },
  {
    name: 'init containers with probes and policies',
    after: (n) =>
      pod({
        initContainers: containers(n, () => ({
          livenessProbe: {},
          lifecycle: {},
          resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }],
          restartPolicyRules: many(3, () => ({})),
        })),
      }),
  },
  {
    name: 'resize policies and restart rules of a container',
    after: (n) =>
      podWith({
        resizePolicy: many(n, () => ({})),
        restartPolicy: 'x',
        restartPolicyRules: many(n, () => ({ exitCodes: { operator: 'x' } })),
      }),
  },
  {
    name: 'sysctls, groups and capabilities',
    after: (n) =>
      podWith(
        { securityContext: { allowPrivilegeEscalation: false, capabilities: { add: keys(n) } } },
        {
          securityContext: {
            sysctls: many(n, (i) => ({ name: i % 2 ? 'net.a' : '_' })),
            supplementalGroups: many(n, () => -1),
          },
          hostNetwork: true,
        },
      ),
  },
  { name: 'scheduling gates of one name', after: (n) => pod({ schedulingGates: many(n, () => ({ name: '_' })) }) },
  { name: 'readiness gates', after: (n) => pod({ readinessGates: many(n, () => ({})) }) },
  {
    name: 'resource claims of one name',
    after: (n) => pod({ resourceClaims: many(n, () => ({ name: 'a', resourceClaimName: '_' })) }),
  },
  { name: 'labels with bad keys', after: (n) => pod({}, { labels: map(n, (i) => [`_${i}`, '_']) }) },
  { name: 'annotations with bad keys', after: (n) => pod({}, { annotations: map(n, (i) => [`_${i}`, i]) }) },
  { name: 'finalizers', after: (n) => pod({}, { finalizers: keys(n) }) },
  {
    name: 'controllers with long names',
    after: (n) =>
      pod(
        {},
        {
          ownerReferences: many(n, (i) => ({
            apiVersion: 'v1',
            kind: 'A',
            name: i === 0 ? long(n) : 'a',
            uid: `${i}`,
            controller: true,
          })),
        },
      ),
  },
  {
    name: 'fields that are not known, and values of other types',
    phase: 'offline',
    after: (n) => pod({ ...map(n, (i) => [`contaners${i}`, {}]), nodeSelector: map(n, (i) => [`k${i}`, i]) }),
  },
  {
    name: 'the failure policy of a Job over its containers',
    kind: 'Job',
    after: (n) =>
      workload(
        'Job',
        { containers: containers(n) },
        {
          podFailurePolicy: {
            rules: [
              ...many(n, (i) => ({
                action: 'x',
                onExitCodes: { containerName: `u${i}`, operator: 'In', values: [0] },
              })),
              { onExitCodes: { operator: 'In', values: many(n, (i) => n - i) } },
              { onPodConditions: many(n, () => ({})) },
            ],
          },
        },
      ),
  },
  {
    name: 'claim templates of a StatefulSet, volumes and mounts',
    kind: 'StatefulSet',
    after: (n) =>
      workload(
        'StatefulSet',
        {
          volumes: emptyDirs(n),
          containers: containers(n, (i) => ({
            volumeMounts: [{ name: `t${i}`, mountPath: '/a' }],
            volumeDevices: [{ name: `t${i}`, devicePath: '/b' }],
          })),
        },
        { volumeClaimTemplates: many(n, (i) => ({ metadata: { name: i % 2 ? `t${i}` : '_' } })) },
      ),
  },
  ...(['Deployment', 'ReplicationController', 'Job'] as const).map((kind): Shape => ({
    name: `the selector of a ${kind}, which its template does not meet`,
    kind,
    after: (n) =>
      workload(
        kind,
        {},
        {
          selector:
            kind === 'ReplicationController'
              ? map(n, (i) => [`k${i}`, 'a'])
              : { matchLabels: map(n, (i) => [`k${i}`, 'a']), matchExpressions: expressions(n, 'e') },
        },
      ),
  })),
];

const initContainers = (n: number, restartPolicy: string): Json[] =>
  containers(n, () => ({ resizePolicy: [{ resourceName: 'cpu', restartPolicy }] }));
const tokens = (n: number, path: string): Json[] =>
  many(n, (i) => ({
    name: `v${i}`,
    projected: { sources: [{ serviceAccountToken: { path } }] },
  }));
const pages = (n: number, amount: string): Json[] =>
  containers(n, () => ({ resources: { limits: { cpu: '1', 'hugepages-2Mi': amount } } }));

/** Of these shapes the new object has what the old one may excuse, so that a rule looks there. */
const update: readonly Shape[] = [
  {
    name: 'init containers get a resize policy that restarts them',
    before: (n) => pod({ initContainers: initContainers(n, 'NotRequired') }),
    after: (n) => pod({ initContainers: initContainers(n, 'RestartContainer') }),
  },
  {
    name: 'tokens get bad paths',
    before: (n) => pod({ volumes: tokens(n, 'a') }),
    after: (n) => pod({ volumes: tokens(n, '..') }),
  },
  {
    name: 'huge pages get odd amounts',
    before: (n) => pod({ containers: pages(n, '2Mi') }),
    after: (n) => pod({ containers: pages(n, '3Mi') }),
  },
  {
    name: 'finalizers are reversed, and more are added',
    before: (n) => pod({}, { finalizers: keys(n), deletionTimestamp: '2026-01-02T03:04:05Z' }),
    after: (n) => pod({}, { finalizers: [...keys(n).reverse(), ...keys(n, 'l')] }),
  },
  {
    name: 'containers are renamed',
    before: (n) => pod({ containers: containers(n) }),
    after: (n) => pod({ containers: many(n, (i) => container({ name: `d${i}` })) }),
  },
  {
    name: 'labels and annotations change',
    before: (n) => pod({}, { labels: map(n, (i) => [`k${i}`, 'a']), annotations: map(n, (i) => [`k${i}`, 'a']) }),
    after: (n) => pod({}, { labels: map(n, (i) => [`k${i}`, '_']), annotations: map(n, (i) => [`_k${i}`, 'a']) }),
  },
];

const running = { state: { running: { startedAt: '2026-01-02T03:04:05Z' } } };
const ended = (exitCode: number): JsonObject => ({ state: { terminated: { exitCode } } });
const rules = (n: number, operator: string): Json[] =>
  many(n, (i) => ({ action: 'Restart', exitCodes: { operator, values: [i] } }));

const status: readonly Shape[] = [
  {
    name: 'containers that ended start again',
    before: (n) =>
      withStatus(pod({ containers: containers(n), restartPolicy: 'Never' }), {
        containerStatuses: byName(n, () => ended(1)),
      }),
    after: (n) => withStatus(pod(), { containerStatuses: byName(n, () => running).reverse() }),
  },
  {
    name: 'containers that ended and that there are not start again',
    before: (n) =>
      withStatus(pod({ initContainers: containers(n) }), { initContainerStatuses: many(n, named('u', ended(1))) }),
    after: (n) => withStatus(pod(), { initContainerStatuses: many(n, named('u', running)).reverse() }),
  },
  {
    name: 'ephemeral containers of one name start again',
    before: (n) => withStatus(pod(), { ephemeralContainerStatuses: many(n, () => ({ name: 'a', ...ended(1) })) }),
    after: (n) =>
      withStatus(pod(), {
        ephemeralContainerStatuses: [...many(n, () => ({ name: 'a', ...ended(1) })), { name: 'a', ...running }],
      }),
  },
  ...['In', 'NotIn'].map((operator): Shape => ({
    name: `one container with many rules (${operator}) ended with many codes`,
    before: (n) =>
      withStatus(podWith({ restartPolicy: 'Never', restartPolicyRules: rules(n, operator) }), {
        containerStatuses: many(n, (i) => ({ name: 'web', ...ended(n + i) })),
      }),
    after: () => withStatus(pod(), { containerStatuses: [{ name: 'web', ...running }] }),
  })),
  {
    name: 'one container with a rule of many codes ended often',
    before: (n) =>
      withStatus(
        podWith({
          restartPolicy: 'Never',
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: many(n, (i) => i) } }],
        }),
        { containerStatuses: many(n, () => ({ name: 'web', ...ended(n + 1) })) },
      ),
    after: () => withStatus(pod(), { containerStatuses: [{ name: 'web', ...running }] }),
  },
  {
    name: 'addresses are reversed',
    before: (n) => withStatus(pod(), { podIPs: many(n, (i) => ({ ip: `10.0.0.${i}` })), hostIPs: many(n, () => ({})) }),
    after: (n) =>
      withStatus(pod(), {
        podIPs: many(n, (i) => ({ ip: `10.0.0.${i}` })).reverse(),
        hostIPs: many(n + 1, () => ({})),
      }),
  },
  {
    name: 'conditions of one type',
    before: (n) => withStatus(pod(), { conditions: many(n, () => ({ type: 'A', status: 'True' })) }),
    after: (n) => withStatus(pod(), { conditions: many(n + 1, () => ({ type: 'A', status: 'x', reason: 'a b' })) }),
  },
  {
    name: 'conditions in another order',
    before: (n) => withStatus(pod(), { conditions: many(n, (i) => ({ type: `A${i}`, status: 'True' })) }),
    after: (n) => withStatus(pod(), { conditions: many(n, (i) => ({ type: `A${n - i}`, status: 'x' })) }),
  },
];

const debuggers = (n: number, extra: JsonObject = {}): Json[] => many(n, (i) => container({ name: `e${i}`, ...extra }));
const ephemeral: readonly Shape[] = [
  {
    name: 'ephemeral containers are kept',
    before: (n) => pod({ ephemeralContainers: debuggers(n) }),
    after: (n) => pod({ ephemeralContainers: debuggers(n) }),
  },
  {
    name: 'ephemeral containers are reversed and changed',
    before: (n) => pod({ ephemeralContainers: debuggers(n) }),
    after: (n) => pod({ ephemeralContainers: debuggers(n, { image: 'b' }).reverse() }),
  },
  {
    name: 'ephemeral containers are replaced',
    before: (n) => pod({ ephemeralContainers: debuggers(n) }),
    after: (n) => pod({ ephemeralContainers: many(n, (i) => container({ name: `f${i}` })) }),
  },
  {
    name: 'ephemeral containers of one name',
    before: (n) => pod({ ephemeralContainers: many(n, () => container({ name: 'a' })) }),
    after: (n) => pod({ ephemeralContainers: many(n, () => container({ name: 'a' })) }),
  },
  {
    name: 'ephemeral containers with unknown targets, over containers',
    before: (n) => pod({ containers: containers(n) }),
    after: (n) =>
      pod({
        containers: containers(n),
        ephemeralContainers: many(n, (i) => container({ name: `e${i}`, targetContainerName: `u${i}` })),
      }),
  },
];

const sized = (n: number, cpu: string, prefix = 'c'): Json[] =>
  many(n, (i) => container({ name: `${prefix}${i}`, resources: { requests: { cpu } } }));
const resize: readonly Shape[] = [
  {
    name: 'all containers are resized',
    before: (n) => pod({ containers: sized(n, '1'), initContainers: sized(n, '1', 'i') }),
    after: (n) => pod({ containers: sized(n, '2'), initContainers: sized(n, '2', 'i') }),
  },
  {
    name: 'a resize renames all containers',
    before: (n) => pod({ containers: sized(n, '1') }),
    after: (n) => pod({ containers: sized(n, '1', 'd') }),
  },
  {
    name: 'a resize reverses all containers',
    before: (n) => pod({ containers: sized(n, '1') }),
    after: (n) => pod({ containers: sized(n, '1').reverse() }),
  },
  {
    name: 'a resize takes all requests of one container away',
    before: (n) => podWith({ resources: { requests: map(n, (i) => [`example.com/r${i}`, '1']) } }),
    after: () => podWith({ resources: { requests: {} } }),
  },
];

const through = (subresource: string, list: readonly Shape[]): Shape[] =>
  list.map((shape) => ({ ...shape, subresource }));

export const shapes: readonly Shape[] = [
  ...create,
  ...update,
  ...through('status', status),
  ...through('ephemeralcontainers', ephemeral),
  ...through('resize', resize),
];
