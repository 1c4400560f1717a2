/** Changes that reach refusals which single random edits almost never reach, because a length or several fields decide together. */
import { get, isList, isSet, type Json } from '../../src/json/json.ts';
import { kindFacts } from '../../src/kubernetes/kinds.ts';
import { valueAt, type Edit, type Path } from './edits.ts';
import type { Target } from './generate.ts';
import type { Random } from './random.ts';

const set = (path: Path, value: Json): Edit => ({ op: 'set', path, value });
const withVolume = (object: Json, path: Path, volume: Json): Edit => {
  const volumes = [...path, 'spec', 'volumes'];
  return isList(valueAt(object, volumes))
    ? { op: 'insert', path: [...volumes, 0], value: volume }
    : set(volumes, [volume]);
};

/** Annotations may have 256 KiB together. */
const largest = 256 * 1024;

type Rare = (r: Random, object: Json, path: Path) => readonly Edit[];

/** Large values, which take long. */
const ofSize: readonly Rare[] = [
  (r, _, path) => [set([...path, 'metadata', 'annotations'], { 'example.com/a': 'x'.repeat(largest - r.below(20)) })],
  (r, _, path) => [
    set(
      [...path, 'spec', 'volumes'],
      [
        {
          name: 'certificate',
          projected: {
            sources: [
              {
                podCertificate: {
                  signerName: 'example.com/signer',
                  keyType: 'ED25519',
                  credentialBundlePath: 'bundle.pem',
                  userAnnotations: { 'example.com/a': 'x'.repeat(largest - r.below(20)) },
                },
              },
            ],
          },
        },
      ],
    ),
  ],
];

/** Edits of a Pod or a template at `path`. */
const ofPods: readonly Rare[] = [
  (_, __, path) => [
    set(
      [...path, 'spec', 'initContainers', 0, 'restartPolicyRules'],
      [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
    ),
  ],
  (_, __, path) => [
    set([...path, 'metadata', 'annotations'], { 'kubernetes.io/config.mirror': '' }),
    set([...path, 'spec', 'nodeName'], 'node-1'),
    set([...path, 'spec', 'resourceClaims'], [{ name: 'gpu', resourceClaimName: 'gpu' }]),
  ],
  (_, object, path) => [
    set([...path, 'spec', 'hostUsers'], false),
    withVolume(object, path, { name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }),
    set([...path, 'spec', 'containers', 0, 'volumeDevices'], [{ name: 'disk', devicePath: '/dev/disk' }]),
  ],
  (r, _, path) => [
    set([...path, 'spec', 'serviceAccountName'], 'builder'),
    set([...path, 'spec', 'serviceAccount'], r.pick(['builder', 'other', ''])),
  ],
  (r, _, path) => [
    set(
      [...path, 'spec', 'initContainers', 0, 'resizePolicy'],
      [{ resourceName: 'cpu', restartPolicy: r.pick(['NotRequired', 'RestartContainer']) }],
    ),
  ],
  (r, _, path) => [
    set(
      [...path, 'spec', 'topologySpreadConstraints'],
      [
        {
          maxSkew: 1,
          topologyKey: 'rack',
          whenUnsatisfiable: 'DoNotSchedule',
          matchLabelKeys: r.pick([['app'], ['team'], ['bad key']]),
          ...r.pick<Record<string, Json>>([{}, { labelSelector: { matchLabels: { app: 'web' } } }]),
        },
      ],
    ),
  ],
  (r, object, path) => [
    withVolume(object, path, {
      name: 'near',
      emptyDir: { medium: r.pick(['', 'Memory']), sizeLimit: r.pick(['-1', '-1Gi', '0', '1Gi']) },
    }),
  ],
  (r, object, path) => [
    withVolume(object, path, {
      name: 'near',
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: r.pick(['0', '-1', '0.1', '1Gi']) } },
          },
        },
      },
    }),
  ],
  (r, _, path) => [set([...path, 'spec', 'schedulingGroup'], { podGroupName: r.pick(['training', 'Training', '']) })],
  // Only Kubernetes 1.35 has the field.
  (r, _, path) => [
    set([...path, 'spec', 'workloadRef'], {
      name: r.pick(['training', 'a.b', 'Bad', '']),
      podGroup: r.pick(['workers', 'a.b', 'Bad', '']),
      ...r.pick<Record<string, Json>>([{}, { podGroupReplicaKey: r.pick(['a', 'a.b', 'Bad', '']) }]),
    }),
  ],
  (r, object, path) => [
    withVolume(object, path, {
      name: 'near',
      gitRepo: { repository: 'https://git.example.com/a', directory: r.pick(['/a', 'a', '../a', '.']) },
    }),
  ],
];

/** Edits of the spec of a Job at `path`. */
const ofJobs: readonly Rare[] = [
  (r, _, path) => [
    set([...path, 'podFailurePolicy'], {
      rules: [
        {
          action: r.pick(['FailJob', 'Ignore', 'Count']),
          onExitCodes: {
            operator: r.pick(['In', 'NotIn']),
            values: r.pick([[0], [0, 1], [1, 0], Array.from({ length: 256 }, (_unused, i) => i + 1)]),
          },
        },
      ],
    }),
  ],
  (r, _, path) => [
    set(
      [
        ...path,
        'template',
        'metadata',
        'labels',
        r.pick(['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name']),
      ],
      r.pick(['web', 'other', '']),
    ),
    ...(r.chance(0.3) ? [set([...path, 'manualSelector'], r.chance(0.5))] : []),
    ...(r.chance(0.3) ? [set([...path, 'selector'], { matchLabels: { app: 'web' } })] : []),
  ],
  // The other policy.
  (r, object, path) => {
    const policy = [...path, 'scheduling', 'schedulingPolicy'];
    const other: Json = isSet(get(valueAt(object, policy), 'basic'))
      ? { gang: r.pick<Json>([{}, { minCount: 5 }]) }
      : { basic: {} };
    return isSet(valueAt(object, policy)) ? [set(policy, other)] : [];
  },
  (r, _, path) => [
    set([...path, 'scheduling'], {
      schedulingPolicy: { gang: { minCount: r.pick([0, 1, 2, 4]) } },
      disruptionMode: r.pick<Json>([{ all: {} }, { single: {} }, {}]),
      resourceClaims: Array.from({ length: r.pick([1, 4, 5]) }, (_unused, i) => ({
        name: r.pick(['gpu', `gpu-${i}`]),
        resourceClaimName: 'gpu',
      })),
    }),
  ],
];

const ofCronJobs: readonly Rare[] = [
  (r) => [set(['metadata', 'name'], 'x'.repeat(r.pick([52, 53, 63])))],
  (r) => [
    set(['spec', 'timeZone'], r.pick(['Etc/UTC', 'Local', ''])),
    set(['spec', 'schedule'], r.pick(['TZ=UTC 0 3 * * *', 'CRON_TZ=UTC @daily', '0 3 * * *'])),
  ],
];

/** The same state for all containers of the list. */
const states =
  (list: string): Rare =>
  (r, object) => {
    const statuses = valueAt(object, ['status', list]);
    const state = r.pick<Json>([{ running: { startedAt: '2026-01-02T03:05:00Z' } }, { waiting: { reason: 'x' } }, {}]);
    return isList(statuses) ? statuses.map((_, i) => set(['status', list, i, 'state'], state)) : [];
  };

const ofStatus: readonly Rare[] = [
  states('containerStatuses'),
  states('initContainerStatuses'),
  states('initContainerStatuses'),
  states('ephemeralContainerStatuses'),
  states('ephemeralContainerStatuses'),
  (r) => [
    set(['status', 'conditions', 0, 'type'], r.pick(['bad type', 'example.com/x', 'a/b/c', ''])),
    set(['status', 'conditions', 1, 'observedGeneration'], r.pick([-1, 0, 2])),
  ],
  (r) => [
    set(
      ['status', 'nodeAllocatableResourceClaimStatuses'],
      [
        {
          resourceClaimName: 'shared-claim',
          overhead: [
            {
              name: r.pick(['cpu', 'memory', 'x']),
              ...r.pick<Record<string, Json>>([{}, { perPod: r.pick(['1', '-1']) }]),
              ...r.pick<Record<string, Json>>([{}, { perContainer: r.pick(['1', '-1']) }]),
            },
          ],
        },
      ],
    ),
  ],
  (r) => [
    set(
      ['status', 'ephemeralContainerStatuses', 0, 'allocatedResourcesStatus'],
      [{ name: 'example.com/gpu', resources: [{ resourceID: 'a', health: r.pick(['Healthy', 'x']) }] }],
    ),
  ],
];

const ofResize: readonly Rare[] = [
  (r) => [
    set(['spec', 'initContainers', 0, 'resources'], { requests: { cpu: r.pick(['150m', '2']), memory: '64Mi' } }),
  ],
  (r, object) => {
    const volumes = valueAt(object, ['spec', 'volumes']);
    const found = (isList(volumes) ? volumes : []).flatMap((volume, i) => (isSet(get(volume, 'emptyDir')) ? [i] : []));
    const sizes = ['1Gi', '64Mi', '65536Ki', '0', '-1'];
    return found.map((i) => set(['spec', 'volumes', i, 'emptyDir', 'sizeLimit'], r.pick(sizes)));
  },
  (r, object) => {
    const volumes = valueAt(object, ['spec', 'volumes']);
    return isList(volumes) ? [set(['spec', 'volumes', r.below(volumes.length), 'name'], 'renamed')] : [];
  },
];

/** Left to the server, so it must stay very rare. */
const badManager: Edit = set(
  ['metadata', 'managedFields'],
  [{ manager: 'x'.repeat(129), operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' }],
);

/** The edits of one such change. Empty for most changes. */
export function rareEdits({ kind, subresource }: Target, object: Json, r: Random): readonly Edit[] {
  if (r.chance(0.0001)) return [badManager];
  if (!r.chance(subresource === 'status' ? 0.4 : kind === 'Job' ? 0.2 : 0.06)) return [];
  const path = kindFacts(kind).podPath.segments();
  const choices: readonly Rare[] = [
    ...(subresource === '' ? (r.chance(0.1) ? ofSize : ofPods) : []),
    ...(kind === 'Job' || kind === 'CronJob'
      ? ofJobs.map(
          (rare): Rare =>
            (random, at) =>
              rare(random, at, path.slice(0, -1)),
        )
      : []),
    ...(kind === 'CronJob' ? ofCronJobs : []),
    ...(subresource === 'status' ? ofStatus : []),
    ...(subresource === 'resize' ? ofResize : []),
  ];
  return choices.length === 0 ? [] : r.pick(choices)(r, object, path);
}
