/** Random changes: valid objects, each with zero to four edits. A seed reproduces all of them. */
import type { Json } from '../../src/json/json.ts';
import { kindFacts, kinds, type Kind } from '../../src/kubernetes/kinds.ts';
import type { Operation } from '../../src/change/change.ts';
import { apply, randomEdit, valueAt, type Edit, type Path } from './edits.ts';
import { nearlyValidClaim, nearlyValidVolume } from './nearly-valid.ts';
import { validObject } from './objects.ts';
import { createRandom, type Random } from './random.ts';
import { rareEdits } from './rare.ts';

/** What the oracle can judge. */
export interface Target {
  readonly kind: Kind;
  readonly operation: Operation;
  readonly subresource: string;
  /** The stored objects may have problems that kube-apiserver refuses today. */
  readonly storedInvalid?: boolean;
}

export const targets: readonly Target[] = [
  ...kinds.flatMap(({ kind }): Target[] => [
    { kind, operation: 'CREATE', subresource: '' },
    { kind, operation: 'UPDATE', subresource: '' },
  ]),
  ...['status', 'ephemeralcontainers', 'resize'].map((subresource): Target => ({
    kind: 'Pod',
    operation: 'UPDATE',
    subresource,
  })),
];

/** The targets that a server has: `pods/resize` exists since 1.32, behind a feature gate that is on by default since 1.33. */
export const targetsIn = (minor: number, gates: Readonly<Record<string, boolean>> = {}): readonly Target[] =>
  minor >= 32 && (gates['InPlacePodVerticalScaling'] ?? minor >= 33)
    ? targets
    : targets.filter(({ subresource }) => subresource !== 'resize');

export const targetName = ({ kind, operation, subresource }: Target): string =>
  `${kind}${subresource === '' ? '' : `/${subresource}`} ${operation}`;

/** An object, and the edits that make the changed object. */
export interface Change {
  readonly source: Json;
  readonly edits: readonly Edit[];
}

export function changed({ source, edits }: Change): Json {
  const object = structuredClone(source);
  for (const edit of edits) apply(object, edit);
  return object;
}

/** Places that are edited more often, so that the rules on them are reached. */
type Focus = readonly (readonly string[])[];

const podFields: Focus = [
  ['spec', 'containers', '*'],
  ['spec', 'containers', '*', 'ports'],
  ['spec', 'containers', '*', 'livenessProbe'],
  ['spec', 'containers', '*', 'readinessProbe'],
  ['spec', 'containers', '*', 'startupProbe'],
  ['spec', 'containers', '*', 'lifecycle'],
  ['spec', 'containers', '*', 'env'],
  ['spec', 'containers', '*', 'volumeMounts'],
  ['spec', 'containers', '*', 'resources'],
  ['spec', 'containers', '*', 'securityContext'],
  ['spec', 'initContainers', '*'],
  ['spec', 'volumes'],
  ['spec', 'volumes', '*'],
  ['spec', 'volumes', '*'],
  ['spec', 'tolerations'],
  ['spec', 'topologySpreadConstraints'],
  ['spec', 'affinity'],
  ['spec', 'securityContext'],
  ['spec', 'hostPID'],
  ['spec', 'shareProcessNamespace'],
  ['spec', 'securityContext', 'windowsOptions'],
  ['spec', 'containers', '*', 'securityContext', 'windowsOptions'],
  ['spec', 'os'],
  ['spec', 'dnsConfig'],
  ['spec'],
  ['metadata'],
  ['metadata', 'annotations'],
];
const podUpdates: Focus = [
  ['metadata'],
  ['metadata', 'annotations'],
  ['metadata', 'finalizers'],
  ['metadata', 'ownerReferences'],
  ['metadata', 'deletionTimestamp'],
  ['spec', 'containers', '*', 'image'],
  ['spec', 'containers', '*', 'resources'],
  ['spec', 'initContainers', '*', 'image'],
  ['spec', 'activeDeadlineSeconds'],
  ['spec', 'terminationGracePeriodSeconds'],
  ['spec', 'tolerations'],
  ['spec', 'tolerations'],
  ['spec', 'schedulingGates'],
  ['spec', 'nodeSelector'],
  ['spec', 'affinity', 'nodeAffinity'],
  ['spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
  ['spec', 'containers'],
  ['spec'],
];
const subresources: Readonly<Record<string, Focus>> = {
  status: [
    ['status'],
    ['status', 'conditions'],
    ['status', 'containerStatuses', '*', 'state'],
    ['status', 'containerStatuses', '*'],
    ['status', 'containerStatuses', '*', 'state'],
    ['status', 'initContainerStatuses', '*', 'state'],
    ['status', 'ephemeralContainerStatuses', '*', 'state'],
    ['status', 'podIPs'],
    ['status', 'resourceClaimStatuses'],
    ['status', 'extendedResourceClaimStatus'],
    ['status', 'extendedResourceClaimStatus', 'requestMappings'],
    ['status', 'nodeAllocatableResourceClaimStatuses'],
    ['status', 'volumeHealth'],
    ['status', 'containerStatuses', '*', 'user'],
    ['status', 'containerStatuses', '*', 'allocatedResourcesStatus'],
    ['status', 'containerStatuses', '*', 'allocatedResourcesStatus', '*', 'resources'],
    ['status', 'initContainerStatuses', '*', 'allocatedResourcesStatus'],
    ['status', 'ephemeralContainerStatuses', '*'],
    ['status', 'containerStatuses', '*', 'volumeMounts'],
    ['metadata'],
    ['metadata', 'annotations'],
  ],
  ephemeralcontainers: [
    ['spec', 'ephemeralContainers'],
    ['spec', 'ephemeralContainers', '*'],
  ],
  resize: [
    ['spec', 'containers', '*', 'resources'],
    ['spec', 'containers', '*', 'resources'],
    ['spec', 'containers', '*', 'resizePolicy'],
    ['spec', 'initContainers', '*', 'resources'],
    ['spec', 'resources'],
    ['spec', 'containers'],
    ['spec', 'volumes'],
    ['spec', 'volumes', '*', 'emptyDir'],
  ],
};

const jobFields: Focus = [
  ['completionMode'],
  ['completions'],
  ['parallelism'],
  ['maxFailedIndexes'],
  ['backoffLimitPerIndex'],
  ['managedBy'],
  ['successPolicy'],
  ['successPolicy', 'rules'],
  ['successPolicy', 'rules', '*'],
  ['scheduling'],
  ['scheduling', 'schedulingPolicy'],
  ['scheduling', 'schedulingPolicy'],
  ['scheduling', 'schedulingConstraints'],
  ['scheduling', 'disruptionMode'],
  ['scheduling', 'resourceClaims'],
];
/** Fields of a workload itself. */
const workloadFields: Partial<Record<Kind, Focus>> = {
  Deployment: [
    ['spec', 'strategy'],
    ['spec', 'strategy', 'rollingUpdate'],
    ['spec', 'progressDeadlineSeconds'],
    ['spec', 'minReadySeconds'],
  ],
  DaemonSet: [
    ['spec', 'updateStrategy'],
    ['spec', 'updateStrategy', 'rollingUpdate'],
    ['spec', 'updateStrategy', 'rollingUpdate', 'maxSurge'],
    ['spec', 'revisionHistoryLimit'],
    ['spec', 'minReadySeconds'],
  ],
  StatefulSet: [
    ['spec', 'updateStrategy'],
    ['spec', 'updateStrategy', 'rollingUpdate'],
    ['spec', 'persistentVolumeClaimRetentionPolicy'],
    ['spec', 'ordinals'],
    ['spec', 'serviceName'],
    ['spec', 'podManagementPolicy'],
    ['spec', 'volumeClaimTemplates', '*', 'spec'],
    ['spec', 'volumeClaimTemplates', '*', 'spec'],
    ['spec', 'volumeClaimTemplates'],
  ],
  ReplicaSet: [
    ['spec', 'replicas'],
    ['spec', 'minReadySeconds'],
  ],
  ReplicationController: [
    ['spec', 'replicas'],
    ['spec', 'minReadySeconds'],
  ],
  Job: jobFields.map((path) => ['spec', ...path]),
  CronJob: [
    ['spec', 'schedule'],
    ['spec', 'schedule'],
    ['spec', 'timeZone'],
    ['spec', 'concurrencyPolicy'],
    ...jobFields.map((path) => ['spec', 'jobTemplate', 'spec', ...path]),
  ],
};

function focusOf({ kind, operation, subresource }: Target): Focus {
  if (kind === 'Pod') return operation === 'CREATE' ? podFields : (subresources[subresource] ?? podUpdates);
  const prefix = kindFacts(kind).podPath.segments().map(String);
  const ofPods = podFields.map((path) => [...prefix, ...path]);
  return [['metadata'], ['spec'], ['spec'], prefix.slice(0, -1), ...(workloadFields[kind] ?? []), ...ofPods];
}

/** Adds volumes that are nearly valid to some new Pods and to some templates, and such claims to some StatefulSets. */
function volumeEdits({ kind, operation, subresource }: Target, object: Json, r: Random): Edit[] {
  if (subresource !== '' || (kind === 'Pod' && operation === 'UPDATE') || !r.chance(0.2)) return [];
  const volumes = [...kindFacts(kind).podPath.segments(), 'spec', 'volumes'];
  const names = ['near-0', 'near-1', 'near-2', 'near-3', 'near-4'];
  return [
    ...added(
      object,
      volumes,
      names.map((name) => nearlyValidVolume(name, r)),
    ),
    ...(kind === 'StatefulSet' ? added(object, ['spec', 'volumeClaimTemplates'], [nearlyValidClaim('near', r)]) : []),
  ];
}

const added = (object: Json, list: Path, values: readonly Json[]): Edit[] =>
  Array.isArray(valueAt(object, list))
    ? values.map((value) => ({ op: 'insert', path: [...list, 0], value }))
    : [{ op: 'set', path: list, value: values }];

export interface Generator {
  /** A valid object to begin with. */
  base(): Json;
  /** A change of the object. `object` is the result of the edits. */
  change(source: Json, text: string): Change & { readonly object: Json };
  readonly random: Random;
}

/** Half of the edits are at or near the places of `problems`, if there are any. */
export function createGenerator(target: Target, seed: number, problems: readonly Edit[] = []): Generator {
  const random = createRandom(seed);
  const near = problems.flatMap(({ path }) => {
    const place = path.map((step) => (typeof step === 'number' ? '*' : step));
    return [place, place.slice(0, -1), place.slice(0, -2)];
  });
  const usual = focusOf(target);
  const counts = [0, 1, 1, 1, 1, 2, 2, 2, 3, 4];
  return {
    random,
    base: () => validObject(target.kind, random),
    change(source, text) {
      const object = JSON.parse(text) as Json;
      const edits: Edit[] = [];
      for (let left = random.pick(counts); left > 0; left--) {
        const focus = near.length > 0 && random.chance(0.5) ? near : usual;
        const where = random.chance(0.7) ? random.pick(focus) : [];
        const edit = randomEdit(object, target.kind, where, random);
        if (edit === undefined) continue;
        edits.push(edit);
        apply(object, edit);
      }
      for (const edit of [...volumeEdits(target, object, random), ...rareEdits(target, object, random)]) {
        edits.push(edit);
        apply(object, edit);
      }
      return { source, edits, object };
    },
  };
}

/** Different for each round of a run, and the same for the same round with the same seed. */
export const roundSeed = (seed: number, round: number): number =>
  (Math.imul(seed, 0x01000193) ^ Math.imul(round + 1, 0x9e3779b1)) | 0;
