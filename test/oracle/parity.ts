/**
 * What of kube-apiserver's refusals Podward leaves to kube-apiserver. A refusal that no row matches is one that Podward must make
 * too: a change that the server refuses for it and Podward lets pass is a looser verdict.
 */
import { get, isList, isObject, isSet, type Json, type JsonObject } from '../../src/pod/json.ts';
import type { Kind } from '../../src/pod/kinds.ts';
import type { Options } from '../../src/rules/rule.ts';
import type { Cause } from './oracle.ts';

export interface LeftToServer {
  /** Left out: every kind. */
  readonly kinds?: readonly Kind[];
  /** Of the cause's field. */
  readonly field: RegExp;
  readonly message?: RegExp;
  readonly reason: string;
}

const ownFields = 'a field of the workload itself, not of its Pods';

export const leftToServer: readonly LeftToServer[] = [
  { field: /^metadata\.managedFields/, reason: 'written by the server whatever a client sends' },
  {
    kinds: ['Deployment', 'DaemonSet', 'StatefulSet'],
    field:
      /^spec\.(strategy|updateStrategy|progressDeadlineSeconds|ordinals|persistentVolumeClaimRetentionPolicy|serviceName|podManagementPolicy|volumeClaimTemplates)\b/,
    reason: ownFields,
  },
  { field: /^spec\.(replicas|minReadySeconds|revisionHistoryLimit)$/, reason: ownFields },
  {
    kinds: ['CronJob'],
    field:
      /^spec\.(schedule|timeZone|concurrencyPolicy|startingDeadlineSeconds|successfulJobsHistoryLimit|failedJobsHistoryLimit)\b/,
    reason: ownFields,
  },
  {
    kinds: ['Job', 'CronJob'],
    field:
      /^spec\.(jobTemplate\.spec\.)?(parallelism|completions|completionMode|activeDeadlineSeconds|backoffLimit|backoffLimitPerIndex|maxFailedIndexes|ttlSecondsAfterFinished|managedBy|successPolicy)\b/,
    // That they do not change is another matter.
    message: /^(?!.*(field is immutable|can only be modified in tandem))/,
    reason: ownFields,
  },
  {
    kinds: ['Pod'],
    field:
      /^status\.((resourceClaim|nodeAllocatableResourceClaim)Statuses|extendedResourceClaimStatus|volumeHealth|\w+[sS]tatuses\[\d+\]\.(user|allocatedResourcesStatus|volumeMounts))\b/,
    reason: 'what a kubelet reports of devices, claims and users, which no person writes',
  },
  {
    field:
      /\.(iscsi|rbd|cephfs|glusterfs|flexVolume|scaleIO|storageos|portworxVolume|photonPersistentDisk|vsphereVolume|azureDisk|azureFile|fc|flocker|quobyte|cinder|gitRepo|awsElasticBlockStore|gcePersistentDisk|persistentDisk)\b/,
    reason: 'the details of a storage system',
  },
];

export function isLeftToServer(kind: Kind, cause: Cause): boolean {
  return leftToServer.some(
    ({ kinds, field, message }) =>
      (kinds === undefined || kinds.includes(kind)) &&
      field.test(cause.field) &&
      (message === undefined || message.test(cause.message)),
  );
}

/**
 * Refusals of something that no webhook sees: kube-apiserver refuses an empty list or struct in an ephemeral container, and writes the
 * object without it.
 */
export function isUnseen({ field, message }: Cause, object: JsonObject): boolean {
  if (!message.includes('cannot be set for an Ephemeral Container')) return false;
  const found = field
    .split(/[.[\]]+/)
    .filter((name) => name !== '')
    .reduce<Json | undefined>((at, name) => (isList(at) ? at[Number(name)] : get(at, name)), object);
  return !isSet(found) || (isObject(found) && Object.keys(found).length === 0);
}

/**
 * Where kube-apiserver names another field than Podward for the same refusal. Everywhere else the paths are equal, or Podward's is
 * deeper: it names the field where the server names the object around it (`spec: Forbidden: pod updates may not change fields...`).
 */
export const otherPaths: readonly { readonly server: RegExp; readonly podward: string }[] = [
  // The index is missing from the server's own path.
  { server: /^metadata\.ownerReferences\.(apiVersion|kind|name|uid)$/, podward: 'metadata.ownerReferences' },
  {
    server: /^(.*)\.volumeMounts\.(subPath|subPathExpr|mountPropagation|recursiveReadOnly)$/,
    podward: '$1.volumeMounts',
  },
  { server: /^(.*\.downwardAPI)\.(path|fieldRef|resourceFieldRef|mode)\b.*$/, podward: '$1.items' },
  { server: /^(.*\.volumes\[\d+\]\.projected)\.path$/, podward: '$1.sources' },
  { server: /^(.*\.pod(?:Anti)?Affinity\..*)\.namespace$/, podward: '$1.namespaces' },
  // A key in place of a field, or a field that is not there.
  { server: /^(.*\.topologySpreadConstraints)\[\d+\]\.\{topologyKey, whenUnsatisfiable\}$/, podward: '$1' },
  { server: /^(.*)\.overhead\.limits\b.*$/, podward: '$1.overhead' },
  { server: /^(.*)\.securityContext\.shareProcessNamespace$/, podward: '$1.shareProcessNamespace' },
  { server: /^(.*)\.HostPID$/, podward: '$1.hostPID' },
  { server: /^(.*)\.HostIPC$/, podward: '$1.hostIPC' },
  { server: /^(.*)\.cephFS\b(.*)$/, podward: '$1.cephfs$2' },
  { server: /^(.*)\.downwarAPI$/, podward: '$1.downwardAPI' },
  { server: /^(.*)\.persistentDisk\b(.*)$/, podward: '$1.gcePersistentDisk$2' },
  { server: /^(status\.conditions\[\d+\])\.Type$/, podward: '$1.type' },
  { server: /^(.*)\.template\.labels$/, podward: '$1.template.metadata.labels' },
  // Labels that are lost together, and a selector that is not there to select any.
  { server: /^(spec\.template\.metadata\.labels)\[.*\]$/, podward: '$1' },
  { server: /^spec\.template\.metadata\.labels$/, podward: 'spec.selector' },
  // The server's root path prints as `[]`.
  { server: /^\[\]$/, podward: '' },
  // The index is the old list's.
  { server: /^(status\.\w+)\[\d+\]\.state$/, podward: '$1' },
];

/** Refusals that follow from another one of the same answer, which Podward names alone. */
export const followOns: readonly { readonly field: RegExp; readonly message: RegExp; readonly of: RegExp }[] = [
  // A volume that is itself invalid is not there for its mounts.
  { field: /\.volume(Mounts|Devices)\[\d+\]\.name$/, message: /^Not found/, of: /\.volumes\[\d+\]/ },
  // A container that was removed or renamed.
  { field: /^metadata\.annotations\[container\.apparmor/, message: /container not found/, of: /^spec\b/ },
];

/** Refusals after which kube-apiserver looks no further, so that Podward, which reports everything, may name more. */
export const lastWords: readonly RegExp[] = [
  /may not add or remove containers/,
  /^Invalid value.*must be between 0 and 2147483647, inclusive/,
  /must be less than or equal to previous value/,
  /must not update from a positive integer to nil value/,
  /static pods (cannot be resized|do not support ephemeral containers)/,
  /windows pods cannot be resized/,
];

/**
 * Options that are stricter than kube-apiserver out of the box, as it says on the page of their rule; here they are as
 * kube-apiserver is, so that everything else can be compared.
 */
export const nativeOptions: Readonly<Record<string, Options>> = { 'tolerations-only-added': { strict: false } };
