/**
 * Intended differences between the verdicts and paths of Podward and those of kube-apiserver. docs/parity.md is generated from these tables.
 * Podward must make every refusal that no row of `leftToServer` matches. If it allows the change, its verdict is looser.
 */
import type { Change } from '../../src/change/change.ts';
import { get, isList, isObject, isSet, type Json, type JsonObject } from '../../src/json/json.ts';
import type { GateName } from '../../src/kubernetes/gates.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import type { ServerFacts } from '../../src/kubernetes/versions.ts';
import type { Options } from '../../src/rules/rule.ts';
import type { Cause } from './oracle.ts';

/** A row that describes some causes of the server. */
export interface Row {
  /** All kinds if absent. */
  readonly kinds?: readonly Kind[];
  /** For docs/parity.md. */
  readonly what: string;
  readonly reason: string;
}

interface LeftToServer extends Row {
  /** Matches the field of the cause. */
  readonly field: RegExp;
  readonly message?: RegExp;
}

export const leftToServer: readonly LeftToServer[] = [
  {
    what: '`metadata.managedFields`',
    field: /^metadata\.managedFields/,
    reason:
      'the server decodes and rewrites the field before it validates it, and what remains depends on the fields that the entry owns',
  },
  {
    what: '`securityContext.privileged` and HostProcess containers, if the server disallows them',
    field: /\bspec(\..*\.securityContext\.privileged)?$/,
    message: /disallowed by (cluster )?policy/,
    reason: 'a flag of the server, which Podward cannot see',
  },
];

export const isOf = ({ kinds }: Row, kind: Kind): boolean => kinds === undefined || kinds.includes(kind);

export const isAbout = (row: Row & { field?: RegExp; message?: RegExp }, kind: Kind, cause: Cause): boolean =>
  isOf(row, kind) &&
  (row.field === undefined || row.field.test(cause.field)) &&
  (row.message === undefined || row.message.test(cause.message));

export const isLeftToServer = (kind: Kind, cause: Cause): boolean =>
  leftToServer.some((row) => isAbout(row, kind, cause));

interface KnownCrash extends Row {
  /** Matches the stack. */
  readonly panic: RegExp;
  /** Podward does not refuse the request. */
  readonly isAllowed?: true;
}

/** Requests for which kube-apiserver itself crashes and returns 500. */
export const knownCrashes: readonly KnownCrash[] = [
  {
    kinds: ['Job', 'CronJob'],
    what: '`successPolicy` with `succeededCount` or `succeededIndexes` in an Indexed Job without `completions`',
    panic: /validateSuccessPolicy/,
    reason: '`completions` is required in an Indexed Job',
  },
  {
    kinds: ['CronJob'],
    what: 'a schedule such as `TZ=UTC`, a time zone without a space after it (before 1.35)',
    panic: /robfig\/cron/,
    reason: 'the time zone of a CronJob must be in `timeZone`',
  },
  {
    kinds: ['Pod'],
    what: 'an update that adds containers, in 1.31 with the feature gate InPlacePodVerticalScaling',
    panic: /MarkPodProposedForResize/,
    reason: 'containers cannot be added to an existing Pod',
  },
  {
    kinds: ['StatefulSet'],
    what: 'a `clusterTrustBundle` with neither `name` nor `signerName`, if the server does not validate the template: in 1.32 and 1.33 with the feature gate ClusterTrustBundleProjection, and since 1.34 in an update of a StatefulSet with an invalid spec',
    panic: /warningsForOverlappingVirtualPaths/,
    reason:
      'kube-apiserver crashes and returns 500. Podward warns, because the server accepts other mistakes in such a template',
    isAllowed: true,
  },
];

interface Unseen extends Row {
  readonly message: RegExp;
}

/** Refusals of values that no webhook sees: kube-apiserver refuses an empty list or map, and omits it in the object that it sends. */
export const unseen: Unseen = {
  what: 'an empty list in an ephemeral container or in the metadata of a `volumeClaimTemplate`, `resources` of an ephemeral container whose fields are all empty, an empty `spec.resources.claims`, and an empty `supplementalGroups` in a Windows Pod',
  message:
    /cannot be set for an Ephemeral Container|claims may not be set for Resources at pod-level|cannot be set for a windows pod|^Forbidden: cannot be set$/,
  reason: 'no webhook sees the value, because the server omits it. `podward check` reports it',
};

export function isUnseen({ field, message }: Cause, { kind, facts, after }: Change): boolean {
  if (!unseen.message.test(message)) return false;
  const others = otherPathsOf(kind, facts)
    .filter(({ server }) => server.test(field))
    .map(({ server, podward }) => field.replace(server, podward))
    .filter((path) => lastName(path) === lastName(field));
  return [field, ...others].every((path) => {
    const found = fieldAt(after, path);
    // The struct itself is always sent. The server also omits the empty lists beside claims, and drops claims without DynamicResourceAllocation.
    const isEmpty =
      /\.resources$/.test(path) && isObject(found) && Object.keys(found).every((name) => name === 'claims');
    return !isSet(found) || isEmpty;
  });
}

const stepsOf = (path: string): string[] => path.split(/[.[\]]+/).filter((name) => name !== '');
const lastName = (path: string): string | undefined => stepsOf(path).at(-1)?.toLowerCase();
const fieldAt = (object: JsonObject, path: string): Json | undefined =>
  stepsOf(path).reduce<Json | undefined>((at, name) => (isList(at) ? at[Number(name)] : get(at, name)), object);

/** Requests that are not compared, and the reasons. */
export const notCompared: readonly Row[] = [
  {
    what: 'a `metadata.namespace` or `metadata.name` that differs from the URL, a wrong `metadata.uid`, a stale `resourceVersion`',
    reason:
      'the server returns 400 or 409. It calls webhooks only for a stale `resourceVersion`, for which Podward has no findings',
  },
  {
    what: 'fields of a wrong type, and numbers of more than 32 or 64 bits',
    reason:
      'the server returns 400 before any webhook is called. `podward check` reports them with the rule `field-types`',
  },
  {
    what: 'integers from 9223372036854775808 (2^63) to 2^63 + 1024 in a 64-bit field',
    reason:
      'the server returns 400. `podward check` reads numbers with a precision of 53 bits, so it accepts these as the largest integer, and shows the digits of larger ones rounded',
  },
  {
    what: 'unknown fields',
    reason:
      'the parameter `fieldValidation` of the request decides. `podward check` reports them with the rule `known-fields`',
  },
  {
    what: 'admission plugins, authorization, quota',
    reason: 'they depend on the cluster, and Podward cannot see them',
  },
  {
    what: 'feature gates that are not at their defaults, and that `featureGates` of the configuration does not list',
    reason: 'Podward cannot see them, and assumes the defaults of the version',
  },
  {
    what: 'several feature gates that are not at their defaults at the same time',
    reason: 'each gate is compared alone, together with those that it requires or that require it',
  },
  {
    what: 'what Podward accepts in an update of an object that was stored before a validation existed',
    reason:
      'Podward excuses each problem that does not change. The server excuses only some of them, such as invalid values in label selectors. `--stored-invalid` of the oracle compares what Podward refuses',
  },
  {
    what: 'what Podward accepts in fields of a feature gate that is off, in an object that was stored when the gate was on',
    reason:
      'requires a gate that was turned on and off. `--stored-invalid` of the oracle compares what Podward refuses',
  },
  {
    what: 'amounts of more than 512 digits before the point',
    reason: 'Podward counts all of them as the same amount, to limit its work',
  },
  {
    what: 'amounts with a very large or small exponent, such as `1e99999999999`',
    reason:
      'the server computes each digit: for an exponent of 30 million, this takes more than ten seconds, and for a billion, the server does not answer. Podward answers at once',
  },
  {
    kinds: ['Job', 'CronJob'],
    what: 'an absent `restartPolicy` of a Job, and in a cluster also `restartPolicy: Always` in a request that does not show that a user set it',
    reason:
      'Podward sets the field ([restart-policy](defaults/restart-policy.md)). With `mutate.fill: false` in the configuration, it refuses these Jobs too',
  },
  {
    what: 'an absent `terminationGracePeriodSeconds`, and an empty `restartPolicy` or `dnsPolicy`',
    reason: 'the server sets the defaults before it validates',
  },
  {
    what: '`pods/binding`, `pods/eviction`, `exec`, `attach`, `portforward`',
    reason: 'they do not change fields of a Pod',
  },
];

interface OtherPath extends Row {
  readonly server: RegExp;
  /** The field that Podward names instead. It may also name a field inside it. */
  readonly podward: string;
  /** The last minor version with it. All versions if absent. */
  readonly lastMinor?: number;
  /** Only if this feature gate is off. */
  readonly unless?: GateName;
}

const noIndex = 'the server omits the index';
const noField = 'the server names a field that does not exist';
const misspelled = 'the server misspells the field';

/**
 * Refusals for which kube-apiserver names another field than Podward. In all other refusals, the paths are equal, or Podward names a field inside
 * the object that the server names (`spec: Forbidden: pod updates may not change fields...`).
 */
export const otherPaths: readonly OtherPath[] = [
  {
    what: '`metadata.ownerReferences.kind` → `metadata.ownerReferences[i].kind`',
    server: /^metadata\.ownerReferences\.(apiVersion|kind|name|uid)$/,
    podward: 'metadata.ownerReferences',
    reason: `${noIndex} before 1.37`,
  },
  {
    what: '`metadata.name` → `metadata.generateName`',
    server: /^metadata\.name$/,
    podward: 'metadata.generateName',
    reason: 'the user wrote only the prefix',
  },
  {
    what: '`fieldRef.fieldPath` → `fieldRef.apiVersion`',
    server: /^(.*\.fieldRef)\.fieldPath$/,
    podward: '$1.apiVersion',
    reason: 'the server reports an unsupported apiVersion at fieldPath, which is valid',
  },
  {
    what: '`volumeMounts.subPath` → `volumeMounts[i].subPath`',
    server: /^(.*)\.volumeMounts\.(subPath|subPathExpr|mountPropagation|recursiveReadOnly)$/,
    podward: '$1.volumeMounts',
    reason: noIndex,
  },
  {
    what: '`downwardAPI.fieldRef` → `downwardAPI.items[i].fieldRef`',
    server: /^(.*\.downwardAPI)\.(path|fieldRef|resourceFieldRef|mode|user)\b.*$/,
    podward: '$1.items',
    reason: noIndex,
  },
  {
    what: '`projected.path` → `projected.sources[i]…path`',
    server: /^(.*\.volumes\[\d+\]\.projected)\.path$/,
    podward: '$1.sources',
    reason: noIndex,
  },
  {
    what: '`podAffinity….namespace` → `podAffinity….namespaces[i]`',
    server: /^(.*\.pod(?:Anti)?Affinity\..*)\.namespace$/,
    podward: '$1.namespaces',
    reason: noIndex,
  },
  {
    what: '`topologySpreadConstraints[i][j]` → `topologySpreadConstraints[i].matchLabelKeys[j]`, and the same for Pod affinity',
    server: /^(.*\.topologySpreadConstraints\[\d+\]|.*\.pod(?:Anti)?Affinity\..*)\[(\d+)\]$/,
    podward: '$1',
    reason: 'the server omits the name of the list',
  },
  {
    what: '`topologySpreadConstraints[i].{topologyKey, whenUnsatisfiable}` → `topologySpreadConstraints[i]`',
    server: /^(.*\.topologySpreadConstraints)\[\d+\]\.\{topologyKey, whenUnsatisfiable\}$/,
    podward: '$1',
    reason: 'a pair of fields is not a field',
  },
  {
    what: '`initContainers[0].ports[j].hostPort` → `initContainers[i].ports[j].hostPort`',
    server: /^(.*\binitContainers)\[0\]\.ports\[\d+\]\.hostPort$/,
    podward: '$1',
    reason: 'the server always uses the index 0',
  },
  {
    what: '`spec.resources.containers[i][name].limits` → `spec.containers[i].resources.limits[name]`',
    server: /^(.*)\.resources\.containers\[(\d+)\]\[([^\]]*)\]\.limits$/,
    podward: '$1.containers[$2].resources.limits[$3]',
    reason: noField,
  },
  {
    what: '`spec.resources.claims[i]` → `spec.resources.claims`',
    server: /^(.*\bspec\.resources\.claims)\[\d+\](\.\w+)?$/,
    podward: '$1',
    reason: 'one finding covers all claims, because a Pod cannot have any',
  },
  {
    what: '`overhead.limits[name]` → `overhead[name]`',
    server: /^(.*)\.overhead\.limits\b.*$/,
    podward: '$1.overhead',
    reason: noField,
  },
  {
    what: '`securityContext.shareProcessNamespace` → `shareProcessNamespace`',
    server: /^(.*)\.securityContext\.shareProcessNamespace$/,
    podward: '$1.shareProcessNamespace',
    reason: 'in a manifest, it is not a field of the security context',
  },
  {
    what: '`tolerations[i].operator` → `tolerations[i].value`',
    server: /^(.*\.tolerations\[\d+\])\.operator$/,
    podward: '$1.value',
    reason: 'the value is at fault, and not the operator',
  },
  { what: '`HostPID` → `hostPID`', server: /^(.*)\.HostPID$/, podward: '$1.hostPID', reason: misspelled },
  { what: '`HostIPC` → `hostIPC`', server: /^(.*)\.HostIPC$/, podward: '$1.hostIPC', reason: misspelled },
  { what: '`cephFS` → `cephfs`', server: /^(.*)\.cephFS\b(.*)$/, podward: '$1.cephfs$2', reason: misspelled },
  { what: '`downwarAPI` → `downwardAPI`', server: /^(.*)\.downwarAPI$/, podward: '$1.downwardAPI', reason: misspelled },
  {
    what: '`persistentDisk` → `gcePersistentDisk`',
    server: /^(.*)\.persistentDisk\b(.*)$/,
    podward: '$1.gcePersistentDisk$2',
    reason: misspelled,
  },
  {
    what: '`iscsi.initiatorname` → `iscsi.initiatorName`',
    server: /^(.*\.iscsi)\.initiatorname$/,
    podward: '$1.initiatorName',
    reason: misspelled,
  },
  {
    what: '`volumeClaimTemplate.metadata.uID` → `volumeClaimTemplate.metadata.uid`',
    server: /^(.*\.volumeClaimTemplate\.metadata)\.uID$/,
    podward: '$1.uid',
    reason: misspelled,
  },
  {
    what: '`resources[storage]` of a claim → `resources.requests[storage]`',
    server: /^(.*\.(?:volumeClaimTemplate|volumeClaimTemplates\[\d+\])\.spec\.resources)\[storage\]$/,
    podward: '$1.requests[storage]',
    reason: noField,
  },
  {
    what: '`csi.name` → `csi.nodePublishSecretRef.name`',
    server: /^(.*\.csi)\.name$/,
    podward: '$1.nodePublishSecretRef.name',
    reason: noField,
  },
  {
    what: '`requests[name]` → `limits[name]`',
    server: /^(.*?\bresources\.)requests(\[.*\])$/,
    podward: '$1limits$2',
    reason: 'an omitted request is set to the limit, and a problem of both is reported at the limit',
  },
  {
    kinds: ['Deployment'],
    what: '`spec.rollback.version` → `metadata.annotations[deprecated.deployment.rollback.to]`',
    server: /^spec\.rollback\.version$/,
    podward: 'metadata.annotations[deprecated.deployment.rollback.to]',
    reason: 'the server names a field of a removed API version',
  },
  {
    kinds: ['ReplicationController'],
    what: 'the field in an annotation `non-convertible.kubernetes.io/FIELD` → the annotation',
    server: /^[-\w.]+$/,
    podward: 'metadata.annotations[non-convertible.kubernetes.io/$&]',
    reason: 'the server names the field that it could not convert',
  },
  {
    what: '`status.conditions[i].Type` → `status.conditions[i].type`',
    server: /^(status\.conditions\[\d+\])\.Type$/,
    podward: '$1.type',
    reason: misspelled,
  },
  {
    what: '`metadata.annotations.key` → `metadata.annotations[key]`',
    server: /^(metadata\.annotations)\..*$/,
    podward: '$1',
    reason: 'the server writes the keys of some annotations like fields',
  },
  {
    what: '`template.labels`, `template.annotations` → `template.metadata.labels`, `template.metadata.annotations`',
    server: /^((?:.*\.)?template)\.(labels|annotations)\b.*$/,
    podward: '$1.metadata.$2',
    reason: noField,
  },
  {
    kinds: ['Job'],
    what: '`metadata.labels` → `spec.template.metadata.labels`',
    server: /^metadata\.labels$/,
    podward: 'spec.template.metadata.labels',
    reason: 'the label that is made from the name is in the template',
  },
  {
    what: '`spec.template.metadata.labels[key]` → `spec.template.metadata.labels`',
    server: /^(spec\.template\.metadata\.labels)\[.*\]$/,
    podward: '$1',
    reason: 'all missing labels are one finding',
  },
  {
    what: '`spec.template.metadata.labels` → `spec.selector`',
    server: /^spec\.template\.metadata\.labels$/,
    podward: 'spec.selector',
    reason: 'the selector is missing',
  },
  {
    kinds: ['StatefulSet'],
    what: '`spec.template.spec.volumes[n]` → `spec.template.spec.volumes[i]`',
    server: /^(spec\.template\.spec\.volumes)\[\d+\].*$/,
    podward: '$1',
    reason: 'the index of the server includes the volumes that it adds for claim templates, in random order',
  },
  {
    kinds: ['StatefulSet'],
    what: '`spec.template.spec.volumes[n]` → `spec.volumeClaimTemplates[i]`',
    server: /^spec\.template\.spec\.volumes\[\d+\].*$/,
    podward: 'spec.volumeClaimTemplates',
    reason: 'the volume has the name of the claim template',
  },
  {
    unless: 'ImageVolume',
    what: '`volumes[n]` → `volumes[i]`, without the feature gate ImageVolume',
    server: /^(.*\bspec\.volumes)\[\d+\].*$/,
    podward: '$1',
    reason: 'the index of the server does not count image volumes, which it has dropped',
  },
  {
    unless: 'ImageVolume',
    what: '`volumeMounts[n]` → `volumeMounts[i]`, without the feature gate ImageVolume',
    server: /^(.*\.volumeMounts)\[\d+\].*$/,
    podward: '$1',
    reason: 'the index of the server does not count mounts of image volumes, which it has dropped',
  },
  {
    kinds: ['Job'],
    unless: 'JobBackoffLimitPerIndex',
    what: '`podFailurePolicy.rules[n]` → `podFailurePolicy.rules[i]`, without the feature gate JobBackoffLimitPerIndex',
    server: /^(spec\.podFailurePolicy\.rules)\[\d+\](.*)$/,
    podward: '$1',
    reason: 'the index of the server does not count rules with FailIndex, which it has dropped',
  },
  {
    kinds: ['Pod'],
    what: '`status.resourceClaimStatuses[i].name` → `status.resourceClaimStatuses[i].resourceClaimName`',
    server: /^(status\.resourceClaimStatuses\[\d+\])\.name$/,
    podward: '$1.resourceClaimName',
    reason: 'before 1.36, the server names another field than the one with the invalid name',
  },
  {
    kinds: ['Pod'],
    what: '`status.containerStatuses[i].linux` → `status.containerStatuses[i].user.linux`',
    server: /^(status\.\w+\[\d+\])\.linux\b(.*)$/,
    podward: '$1.user.linux$2',
    reason: 'before 1.33, the server omits a field',
  },
  {
    kinds: ['Pod'],
    what: '`metadata.conditions[i].Type` → `status.conditions[i].type`',
    server: /^metadata\.conditions\[(\d+)\]\.Type$/,
    podward: 'status.conditions[$1].type',
    reason: 'before 1.33, the server names a field that does not exist',
  },
  {
    kinds: ['Pod'],
    what: '`status.podIPs[i]` → `status.podIPs`, and the same for `hostIPs`',
    server: /^(status\.(?:podIPs|hostIPs))\[\d+\]$/,
    podward: '$1',
    reason: 'before 1.33, the server reports a repeated address, and Podward the list',
  },
  {
    kinds: ['Pod'],
    what: '`status.extendedResourceClaimStatus.requestName` → `status.extendedResourceClaimStatus.requestMappings[i].requestName`',
    server: /^(status\.extendedResourceClaimStatus)\.requestName$/,
    podward: '$1.requestMappings',
    reason: noIndex,
  },
  {
    kinds: ['Pod'],
    what: '`status.extendedResourceClaimStatus.requestMappings[i].containerName` → `status.extendedResourceClaimStatus.requestMappings[i]`',
    server: /^(status\.extendedResourceClaimStatus\.requestMappings\[\d+\])\.\w+$/,
    podward: '$1',
    reason: 'the server reports each field of a repeated mapping, and Podward the mapping',
  },
  {
    kinds: ['Pod'],
    lastMinor: 36,
    what: '`status.nodeAllocatableResourceClaimStatuses[i].resources[name]` → `status.nodeAllocatableResourceClaimStatuses[i].resources`, in 1.36',
    server: /^(status\.nodeAllocatableResourceClaimStatuses\[\d+\]\.resources)\[.*\]$/,
    podward: '$1',
    reason: 'Podward shows no keys of a field that is not in its schema',
  },
  {
    kinds: ['Pod'],
    what: '`volumeStatus.imageVolumeStatus` → `volumeStatus.image`',
    server: /^(status\..*\.volumeStatus)\.imageVolumeStatus\b(.*)$/,
    podward: '$1.image$2',
    reason: misspelled,
  },
  {
    kinds: ['Pod'],
    lastMinor: 32,
    what: '`metadata` → `spec`, before 1.33',
    server: /^metadata$/,
    podward: 'spec',
    reason: 'the server reports the QoS class there, which the resources of the containers change',
  },
  { what: '`[]` → any field', server: /^\[\]$/, podward: '', reason: 'the server names the whole object' },
  {
    what: '`status.containerStatuses[i].state`',
    server: /^(status\.\w+)\[\d+\]\.state$/,
    podward: '$1',
    reason: 'the index is that of the old list, and in Podward that of the new list',
  },
];

export const otherPathsOf = (kind: Kind, facts: ServerFacts): OtherPath[] =>
  otherPaths.filter(
    (row) =>
      isOf(row, kind) && facts.minor <= (row.lastMinor ?? Infinity) && (row.unless === undefined || !facts[row.unless]),
  );

export interface FollowOn extends Row {
  readonly field: RegExp;
  readonly message: RegExp;
  /** Matches the field of the other cause. */
  readonly of: RegExp;
  readonly ofMessage?: RegExp;
}

/** Refusals that follow from another one in the same answer. Podward reports only the other one. */
export const followOns: readonly FollowOn[] = [
  {
    what: '`volumeMounts[i].name`, `volumeDevices[i].name`: not found',
    field: /\.volume(Mounts|Devices)\[\d+\]\.name$/,
    message: /^Not found/,
    of: /\.volumes\[\d+\]/,
    reason: 'the volume exists, but is invalid',
  },
  {
    kinds: ['Pod'],
    what: '`metadata.annotations`, if the name of a container is invalid (before 1.34)',
    field: /^metadata\.annotations$/,
    message: /container\.apparmor\.security\.beta\.kubernetes\.io\//,
    of: /[cC]ontainers\[\d+\]\.name$/,
    reason: 'the server makes an AppArmor annotation from the name of each container',
  },
  {
    kinds: ['Pod'],
    what: '`ephemeralContainers[i].targetContainerName`: not found',
    field: /\.targetContainerName$/,
    message: /^Not found/,
    of: /^spec(\.(containers|initContainers)\b.*)?$/,
    reason: 'the container was removed or renamed',
  },
  {
    kinds: ['Pod'],
    what: '`spec.tolerations` that the cluster added and a plain manifest omits',
    field: /^spec\.tolerations$/,
    message: /existing toleration can not be modified/,
    of: /^spec$/,
    reason: 'one finding at `spec` lists all fields that such a manifest omits',
  },
  {
    what: '`volumes[i].name`, if the name of the claim is invalid',
    field: /\.volumes\[\d+\]\.name$/,
    message: /PVC name/,
    of: /^metadata\.(name|generateName)$/,
    reason: 'the name of the claim begins with the name of the Pod',
  },
  {
    kinds: ['Pod'],
    what: 'the value of a label that `matchLabelKeys` or `mismatchLabelKeys` names',
    field: /\.labelSelector\.matchExpressions\[\d+\]\.values\[0\]$/,
    message: /a valid label must be|must be no more than 63/,
    of: /^metadata\.labels$/,
    reason: 'the server adds the label of the Pod to the selector',
  },
  {
    kinds: ['Job'],
    what: '`metadata.labels`, `spec.template.metadata.labels` of a Job',
    field: /\blabels$/,
    message: /a valid label must be|must be no more than 63/,
    of: /^metadata\.(name|generateName)$/,
    reason: 'the server makes these labels from the name',
  },
  {
    kinds: ['Job', 'CronJob'],
    what: '`succeededCount` of a rule with invalid `succeededIndexes`',
    field: /\.succeededCount$/,
    message: /the number of indexes in the specified succeededIndexes field/,
    of: /\.succeededIndexes$/,
    reason: 'the server counts no indexes then',
  },
  {
    kinds: ['Deployment', 'DaemonSet'],
    what: '`maxSurge` and `maxUnavailable` that are both 0, or for a DaemonSet both not 0, if one of them is invalid',
    field: /\.rollingUpdate\.(maxSurge|maxUnavailable)$/,
    message: /(may not|cannot) be 0 when|may not be set when/,
    of: /\.rollingUpdate\.(maxSurge|maxUnavailable)$/,
    ofMessage: /valid percent string|must be greater than or equal to 0/,
    reason: 'the server counts such a value as 0 or as its number',
  },
  {
    kinds: ['Pod'],
    what: 'all other problems of a request to `pods/resize` that adds or removes containers, and before 1.36 of one for a Pod with `spec.resources`',
    field: /^/,
    message: /^/,
    of: /^(spec\.(containers|initContainers)|\[\])$/,
    ofMessage: /ontainers may not be added or removed on resize|pods with pod-level resources/,
    reason: 'the server does not reset the other fields then',
  },
  {
    kinds: ['Pod'],
    what: 'the `appArmorProfile` of a container with the name of another container, before 1.34',
    field: /\.securityContext\.appArmorProfile\.(type|localhostProfile)$/,
    message: /in annotation and field must match/,
    of: /\.name$/,
    ofMessage: /^Duplicate value/,
    reason: 'the server adds one annotation for both containers',
  },
];

interface SaysMore extends Row {
  readonly rule: string;
  /** Matches the path of the finding. */
  readonly path?: RegExp;
  /** Matches the field of a cause of the server. */
  readonly field: RegExp;
}

/** Problems that Podward reports and that kube-apiserver, which refuses the request for another reason, does not reach. */
export const saysMore: readonly SaysMore[] = [
  {
    what: '`volumes[i].name` that is already used',
    rule: 'volumes-valid',
    field: /\.volumes\[\d+\]/,
    reason: 'the server does not record the name of an invalid volume',
  },
  {
    kinds: ['ReplicationController'],
    what: '`metadata.generateName` of a ReplicationController, since 1.35',
    rule: 'object-name',
    field: /^/,
    reason: 'the server validates the field only if nothing else is wrong',
  },
  {
    kinds: ['Pod'],
    what: 'a resize that changes the QoS class and has an amount below 0',
    rule: 'resize-keeps-qos',
    field: /\.resources\.(requests|limits)\[/,
    reason: 'since 1.37, the server includes such an amount in the QoS class',
  },
  {
    kinds: ['Pod'],
    what: 'a resize that adds `spec.resources`, changes an amount there other than cpu and memory, or changes `claims`',
    rule: 'resize-cpu-memory-only',
    path: /^spec\.resources(\.(requests|limits)\[.*\])?$|\.resources\.claims$/,
    field: /^/,
    reason: 'the server compares the whole Pod only if nothing else is wrong',
  },
  {
    kinds: ['Pod'],
    what: 'a resize that changes volumes, and adds, removes, renames or reorders containers',
    rule: 'resize-volumes',
    field: /^spec\.(containers|initContainers)(\[\d+\]\.name)?$/,
    reason: 'the server compares the volumes only if the containers match',
  },
];

interface LastWord extends Row {
  readonly field?: RegExp;
  readonly message: RegExp;
}

/** Refusals after which kube-apiserver stops validating. Podward reports all problems, so it may report more. */
export const lastWords: readonly LastWord[] = [
  {
    what: 'containers added or removed',
    message: /may not (be added or removed|add or remove containers)/,
    reason: 'the following validations compare containers by index',
  },
  {
    what: 'an `activeDeadlineSeconds` that does not decrease',
    message:
      /must be between 0 and 2147483647, inclusive|must be less than or equal to previous value|must not update from a positive integer to nil value/,
    reason: 'the server returns immediately',
  },
  {
    what: 'a Pod that cannot be resized or cannot have ephemeral containers',
    message:
      /static pods (cannot be resized|do not support ephemeral containers)|windows pods cannot be resized|pods with pod-level resources/,
    reason: 'the server drops the other causes',
  },
  {
    what: 'an invalid label selector',
    field: /^spec\.selector$/,
    message: /invalid label selector|^Invalid value: (v1\.LabelSelector)?\{.*\}(: )?$/,
    reason: 'the server does not validate the template',
  },
  {
    what: '`dnsPolicy: None` without name servers',
    message: /when `dnsPolicy` is None/,
    reason: 'the server returns immediately',
  },
];

export const isLastWord = (kind: Kind, cause: Cause): boolean => lastWords.some((row) => isAbout(row, kind, cause));

/**
 * Options whose default is stricter than kube-apiserver, as the page of the rule says. With these values they are not stricter, so that everything
 * else can be compared.
 */
export const nativeOptions: Readonly<Record<string, Options>> = { 'tolerations-only-added': { strict: false } };
