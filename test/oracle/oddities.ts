/** What kube-apiserver accepts with a warning. */
import { listAt, objectAt, type Json } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import type { Random } from './random.ts';

type Fields = Record<string, Json | undefined>;

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const deprecatedLabels = [
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/zone',
  'node-role.kubernetes.io/master',
  'app.kubernetes.io/created-by',
  'scheduler.alpha.kubernetes.io/preferAvoidPods',
];
const deprecatedAnnotations: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', ''],
  ['security.alpha.kubernetes.io/sysctls', 'a=b'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'a=b'],
  ['seccomp.security.alpha.kubernetes.io/pod', 'runtime/default'],
  ['container.seccomp.security.alpha.kubernetes.io/web', 'unconfined'],
  ['container.apparmor.security.beta.kubernetes.io/web', 'runtime/default'],
  ['container.apparmor.security.beta.kubernetes.io/web', 'unconfined'],
  ['container.apparmor.security.beta.kubernetes.io/web', 'localhost/a'],
];
const appArmorProfiles: readonly Fields[] = [
  { type: 'RuntimeDefault' },
  { type: 'Unconfined' },
  { type: 'Localhost', localhostProfile: 'a' },
];
const deprecatedSources: readonly Fields[] = [
  { photonPersistentDisk: { pdID: 'x' } },
  { gitRepo: { repository: 'https://example.com/x.git' } },
  { scaleIO: { gateway: 'x', system: 'x', volumeName: 'x', secretRef: { name: 'x' } } },
  { flocker: { datasetName: 'x' } },
  { storageos: { volumeName: 'x' } },
  { quobyte: { registry: 'x:1', volume: 'x' } },
  { glusterfs: { endpoints: 'x', path: 'x' } },
  { cephfs: { monitors: ['x'] } },
  { rbd: { monitors: ['x'], image: 'x' } },
];
const fractions = ['100m', '0.5', '1500m', '64000m', '100u', '1.5Ki', '9Ei'];
const files = ['a', 'a/', 'a/b', 'a/b/c', 'b', 'ab', 'a//b'];
const addresses = ['10.1.2.3', '2001:DB8::1', '0:0:0:0:0:0:0:1', '::1.2.3.4', 'fd00::5'];
const laxAddresses = ['10.0.0.01', '::ffff:10.0.0.1', '::FFFF:a00:1', '2001:db8::00001'];

function claimResources(r: Random): Fields {
  const storage = r.pick([...fractions, '-0.5']);
  return { requests: { storage }, ...r.pick([{}, {}, { limits: { storage } }, { limits: { storage: '9Ei' } }]) };
}

const items = (r: Random): Fields[] => r.some(files, 0.4).map((path) => ({ key: 'a', path }));
const downwardItems = (r: Random): Fields[] =>
  items(r).map(({ path }) => ({ path, fieldRef: { fieldPath: 'metadata.labels' } }));

function volume(r: Random): Fields {
  return r.pick<() => Fields>([
    () => ({ ...r.pick(deprecatedSources) }),
    () => ({ configMap: { name: 'settings', items: items(r) } }),
    () => ({ secret: { secretName: 'tls', items: items(r) } }),
    () => ({ downwardAPI: { items: downwardItems(r) } }),
    () => ({
      projected: {
        sources: r.some<Fields>(
          [
            { configMap: { name: 'settings', items: items(r) } },
            { secret: { name: 'tls' } },
            { secret: { name: 'tls', items: items(r) } },
            { downwardAPI: { items: downwardItems(r) } },
            { serviceAccountToken: { path: r.pick(files) } },
            { clusterTrustBundle: { name: 'x', path: r.pick(files) } },
            {},
          ],
          0.4,
        ),
      },
    }),
    () => ({
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: claimResources(r),
          },
        },
      },
    }),
  ])();
}

function port(r: Random): Fields {
  return {
    containerPort: r.pick([8080, 9090]),
    ...(r.chance(0.4) ? { hostPort: r.pick([8080, 8081]) } : {}),
    ...(r.chance(0.4) ? { hostIP: r.pick(['10.0.0.1', '10.0.0.2']) } : {}),
    ...(r.chance(0.3) ? { name: r.pick(['http', 'p0-0', 'p1-0']) } : {}),
  };
}

const entriesOf = (spec: Fields, list: string): Fields[] => [...((spec[list] ?? []) as readonly Fields[])];

/** Changes of a Pod or a template. */
const changes: readonly ((r: Random, metadata: Fields, spec: Fields, container: Fields) => void)[] = [
  (r, _, spec) => (spec['nodeSelector'] = { [r.pick(deprecatedLabels)]: 'x' }),
  (r, _, spec) => {
    const key = r.pick(['zone', ...deprecatedLabels]);
    const expression = { key, operator: 'In', values: [r.pick(['ssd', 'a b', '-', 'x'.repeat(64)])] };
    spec['affinity'] = {
      nodeAffinity: {
        [preferred]: [{ weight: 1, preference: { matchExpressions: [expression] } }],
        [required]: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }] },
      },
    };
  },
  (r, _, spec) => {
    const term = { topologyKey: 'zone', ...(r.chance(0.2) ? { labelSelector: {} } : {}) };
    spec['affinity'] = {
      [r.pick(['podAffinity', 'podAntiAffinity'])]: r.pick<Fields>([
        { [required]: [term] },
        { [preferred]: [{ weight: 1, podAffinityTerm: term }] },
      ]),
    };
  },
  (r, _, spec) =>
    (spec['topologySpreadConstraints'] = [
      { maxSkew: 1, topologyKey: r.pick(['zone', ...deprecatedLabels]), whenUnsatisfiable: 'ScheduleAnyway' },
    ]),
  (r, metadata) => {
    const [key, value] = r.pick(deprecatedAnnotations);
    metadata['annotations'] = { ...objectAt(metadata, 'annotations'), [key]: value };
  },
  (r, metadata, spec) => {
    const [key, value] = r.pick(deprecatedAnnotations.slice(-3));
    metadata['annotations'] = { ...objectAt(metadata, 'annotations'), [key]: value };
    spec['securityContext'] = { appArmorProfile: { ...r.pick(appArmorProfiles) } };
  },
  (r, _, spec) => {
    const odd = ['odd-1', 'odd-2'].slice(r.below(2)).map((name) => ({ name, ...volume(r) }));
    spec['volumes'] = [...listAt(spec, 'volumes'), ...odd];
  },
  (r, _, spec) => {
    const odd = ['odd-1', 'odd-2'].map((name) => ({ name, ...volume(r) }));
    spec['volumes'] = [...listAt(spec, 'volumes'), ...odd];
  },
  (r, _, spec) => (spec['hostAliases'] = [0, 1, 2].map(() => ({ ip: r.pick(addresses), hostnames: ['db.local'] }))),
  (r, _, spec) => {
    spec['dnsPolicy'] = 'None';
    spec['dnsConfig'] = { nameservers: [r.pick(addresses), r.pick(addresses)] };
  },
  (r, _, spec) =>
    (spec['imagePullSecrets'] = [0, 1, 2].map(() => ({ name: r.pick(['registry', 'registry', 'other', '']) }))),
  (r, _, spec) => (spec['overhead'] = { [r.pick(['memory', 'ephemeral-storage'])]: r.pick(fractions) }),
  (_, __, spec) => (spec['terminationGracePeriodSeconds'] = -5),
  (r, _, __, container) =>
    (container['env'] = [0, 1, 2].map(() => ({
      name: r.pick(['A', 'B']),
      ...r.pick<Fields>([
        { value: r.pick(['$(A)', 'x$(A)', '$(B):x', '1', '$A']) },
        { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        {},
      ]),
    }))),
  (r, _, __, container) => (container['ports'] = Array.from({ length: 1 + r.below(3) }, () => port(r))),
  (r, _, spec) => {
    for (const container of [...entriesOf(spec, 'containers'), ...entriesOf(spec, 'initContainers')])
      container['ports'] = Array.from({ length: 1 + r.below(2) }, () => port(r));
  },
  (r, _, __, container) => {
    const list = r.pick(['requests', 'limits']);
    container['resources'] = { [list]: { [r.pick(['memory', 'ephemeral-storage'])]: r.pick(fractions) } };
  },
  (r, _, __, container) => {
    const memory = r.pick(fractions);
    container['resources'] = { requests: { memory: r.pick([memory, '100m']) }, limits: { memory } };
  },
];

/** Changes some places of a valid Pod or template. The result may be invalid. */
export function addOddities(r: Random, metadata: Fields, spec: Fields): void {
  for (let count = r.pick([1, 1, 2, 3]); count > 0; count--) {
    r.pick(changes)(r, metadata, spec, r.pick(entriesOf(spec, 'containers')));
  }
  if (r.chance(0.05)) spec['hostAliases'] = [{ ip: r.pick(laxAddresses), hostnames: ['db.local'] }];
}

/** The same for a workload itself. */
export function addOdditiesOf(kind: Kind, r: Random, spec: Fields): void {
  if (kind === 'StatefulSet') {
    if (r.chance(0.3)) spec['revisionHistoryLimit'] = -1;
    if (r.chance(0.3)) {
      spec['volumeClaimTemplates'] = [
        { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: claimResources(r) } },
      ];
    }
  }
  if ((kind === 'Job' || kind === 'CronJob') && r.chance(0.3)) {
    const job = kind === 'Job' ? spec : ((spec['jobTemplate'] as Fields)['spec'] as Fields);
    job['completionMode'] = 'Indexed';
    job['completions'] = r.pick([100_000, 100_001]);
    job['parallelism'] = r.pick([10_000, 10_001]);
    delete job['maxFailedIndexes'];
    delete job['backoffLimitPerIndex'];
  }
}
