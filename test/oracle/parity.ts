/**
 * Where Podward's verdicts and paths are not kube-apiserver's, on purpose. docs/parity.md is made of these tables. A refusal that no
 * row of `leftToServer` matches is one that Podward must make too: a change that the server refuses for it and Podward lets pass is
 * a looser verdict.
 */
import { get, isList, isObject, isSet, type Json, type JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import type { Options } from '../../src/rules/rule.ts';
import type { Cause } from './oracle.ts';

/** A row that speaks of some causes of the server's. */
export interface Row {
  /** Left out: every kind. */
  readonly kinds?: readonly Kind[];
  /** For a reader. */
  readonly what: string;
  readonly reason: string;
}

interface LeftToServer extends Row {
  /** Of the cause's field. */
  readonly field: RegExp;
  readonly message?: RegExp;
}

const ownFields = 'a field of the workload itself, not of its Pods, and the server says clearly what is wrong';
const windows = 'only a Windows node knows them';

export const leftToServer: readonly LeftToServer[] = [
  {
    what: '`metadata.managedFields`',
    field: /^metadata\.managedFields/,
    reason: 'written by the server whatever a client sends',
  },
  {
    kinds: ['Deployment', 'DaemonSet', 'StatefulSet'],
    what: '`spec.strategy`, `updateStrategy`, `progressDeadlineSeconds`, `ordinals`, `persistentVolumeClaimRetentionPolicy`, `serviceName`, `podManagementPolicy`, `volumeClaimTemplates` (that they do not change is mirrored)',
    field:
      /^spec\.(strategy|updateStrategy|progressDeadlineSeconds|ordinals|persistentVolumeClaimRetentionPolicy|serviceName|podManagementPolicy|volumeClaimTemplates)\b/,
    message: /^(?!.*field is immutable)/,
    reason: ownFields,
  },
  {
    what: '`spec.replicas`, `minReadySeconds`, `revisionHistoryLimit`',
    field: /^spec\.(replicas|minReadySeconds|revisionHistoryLimit)$/,
    reason: ownFields,
  },
  {
    kinds: ['CronJob'],
    what: '`spec.schedule`, `timeZone`, `concurrencyPolicy`, `startingDeadlineSeconds`, the history limits',
    field:
      /^spec\.(schedule|timeZone|concurrencyPolicy|startingDeadlineSeconds|successfulJobsHistoryLimit|failedJobsHistoryLimit)\b/,
    reason: ownFields,
  },
  {
    kinds: ['Job', 'CronJob'],
    what: 'the numbers and modes of a Job: `parallelism`, `completions`, `completionMode`, `activeDeadlineSeconds`, `backoffLimit`, `backoffLimitPerIndex`, `maxFailedIndexes`, `ttlSecondsAfterFinished`, `managedBy`, `successPolicy` (that they do not change is mirrored)',
    field:
      /^spec\.(jobTemplate\.spec\.)?(parallelism|completions|completionMode|activeDeadlineSeconds|backoffLimit|backoffLimitPerIndex|maxFailedIndexes|ttlSecondsAfterFinished|managedBy|successPolicy)\b/,
    message: /^(?!.*(field is immutable|can only be modified in tandem))/,
    reason: ownFields,
  },
  {
    kinds: ['Pod'],
    what: '`status`: claims, health of volumes, and of containers their user, allocated resources and mounts',
    field:
      /^status\.((resourceClaim|nodeAllocatableResourceClaim)Statuses|extendedResourceClaimStatus|volumeHealth|\w+[sS]tatuses\[\d+\]\.(user|allocatedResourcesStatus|volumeMounts))\b/,
    reason: 'what a kubelet reports of devices, claims and users, which no person writes',
  },
  {
    what: 'the details of a volume of one storage system: iscsi, rbd, cephfs, glusterfs, flexVolume, scaleIO, storageos, portworxVolume, photonPersistentDisk, vsphereVolume, azureDisk, azureFile, fc, flocker, quobyte, cinder, gitRepo, awsElasticBlockStore, gcePersistentDisk',
    field:
      /\.(iscsi|rbd|cephfs|cephFS|glusterfs|flexVolume|scaleIO|storageos|portworxVolume|photonPersistentDisk|vsphereVolume|azureDisk|azureFile|fc|flocker|quobyte|cinder|gitRepo|awsElasticBlockStore|gcePersistentDisk|persistentDisk)\b/,
    message: /^(?!.*may not specify more than 1 volume type)/,
    reason: 'storage systems, most of them long replaced by CSI drivers (that a volume has one source is mirrored)',
  },
  {
    what: 'names of volumes for iscsi that are too long together with the target',
    field: /\.volumes\[\d+\]\.name$/,
    message: /iscsi/,
    reason: 'one storage system',
  },
  {
    what: '`volumes[].ephemeral.volumeClaimTemplate`: the claim',
    field: /\.ephemeral\.volumeClaimTemplate\./,
    reason: 'the rules of a PersistentVolumeClaim',
  },
  {
    what: '`projected.sources[]`: `clusterTrustBundle`, `podCertificate`',
    field: /\.projected\.sources\[\d+\]\.(clusterTrustBundle|podCertificate)\b/,
    reason: 'names of signers and keys; both are dropped in most versions unless a feature gate is on',
  },
  {
    what: '`projected.sources[].serviceAccountToken` without `serviceAccountName`',
    field: /\.serviceAccountToken$/,
    message: /must not be specified when serviceAccountName is not set/,
    reason: 'ServiceAccount admission has filled the name in before any webhook is called',
  },
  {
    what: '`user`, `defaultUser` of files in volumes (1.37)',
    field: /\.volumes\[\d+\]\..*\b(user|defaultUser)$/,
    reason: 'behind a feature gate, and dropped in most places',
  },
  { what: '`securityContext.windowsOptions`', field: /\.windowsOptions\b/, reason: windows },
  {
    what: 'containers of Windows that are processes of the host',
    field: /\bspec\b/,
    message: /host ?Process container/i,
    reason: windows,
  },
  {
    what: 'fields that a Pod with this `os.name` cannot have',
    field: /\bspec\b/,
    message: /cannot be set for a windows pod|windows options cannot be set for a linux pod/,
    reason: 'a long list that grows with each version',
  },
  {
    what: '`securityContext.privileged`: disallowed by cluster policy',
    field: /\.securityContext\.privileged$/,
    reason: 'a flag of the server, which cannot be looked up',
  },
  {
    what: 'fields of AppArmor and seccomp profiles beside annotations that say something else',
    field: /\.(appArmor|seccomp)Profile\b/,
    message: /annotation and field must match/,
    reason: 'from before they were fields',
  },
  {
    what: 'annotations for AppArmor and seccomp',
    field: /\bannotations\[.*\]$/,
    message: /invalid AppArmor profile name|container not found|profile must|must be a valid seccomp profile/,
    reason: 'from before they were fields (that the annotations of a Pod do not change is mirrored)',
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
  /** Of the stack. */
  readonly panic: RegExp;
}

/** Where kube-apiserver's own code crashes, which it answers with 500. */
export const knownCrash: KnownCrash = {
  kinds: ['Job', 'CronJob'],
  what: '`successPolicy` with `succeededCount` of an Indexed Job that has no `completions`',
  panic: /validateSuccessPolicy/,
  reason: 'the server crashes on it and answers 500',
};

interface Unseen extends Row {
  readonly message: RegExp;
}

/** Refusals of something that no webhook sees: kube-apiserver refuses an empty list or struct, and writes the object without it. */
export const unseen: Unseen = {
  kinds: ['Pod'],
  what: 'an empty list or struct in an ephemeral container, and empty `spec.resources.claims`',
  message: /cannot be set for an Ephemeral Container|claims may not be set for Resources at pod-level/,
  reason: 'no webhook sees it: the server writes the object without it',
};

export function isUnseen({ field, message }: Cause, object: JsonObject): boolean {
  if (!unseen.message.test(message)) return false;
  const found = field
    .split(/[.[\]]+/)
    .filter((name) => name !== '')
    .reduce<Json | undefined>((at, name) => (isList(at) ? at[Number(name)] : get(at, name)), object);
  return !isSet(found) || (isObject(found) && Object.keys(found).length === 0);
}

/** What the comparison does not reach, and how it is left. */
export const notCompared: readonly Row[] = [
  {
    what: '`metadata.namespace` and `metadata.name` other than in the URL, another `metadata.uid`, a stale `resourceVersion`',
    reason: 'the server answers 400 or 409; a webhook is called for the last alone, and says nothing then',
  },
  {
    what: 'fields of a wrong type',
    reason: 'the server answers 400 before any webhook is called; `podward check` names them by the rule `field-types`',
  },
  {
    what: 'whole numbers beyond 32 or 64 bits, and texts that are no quantities in the templates of claims',
    reason: 'the server answers 400 before any webhook is called, and `podward check` does not judge them yet',
  },
  {
    what: 'fields that do not exist',
    reason: 'a matter of `fieldValidation`; `podward check` names them by the rule `known-fields`',
  },
  { what: 'admission plugins, authorization, quota', reason: 'they depend on the cluster, and cannot be looked up' },
  {
    what: 'feature gates turned from their defaults',
    reason: 'what differs between versions is what is on by default; turn the rule in question off',
  },
  {
    kinds: ['StatefulSet'],
    what: 'the template, while the stored StatefulSet is invalid',
    reason: 'the server does not validate it then; Podward excuses each fault that was stored, and no new one',
  },
  {
    what: 'what was stored invalid before a rule existed',
    reason: 'the server excuses some of it on UPDATE, Podward all of it, as long as it stays as it is',
  },
  {
    what: 'fields that are dropped while their feature gate is off, in an object that has them from when it was on',
    reason: 'it takes a gate that was turned on and off',
  },
  {
    what: 'quantities of more than 512 characters, or exponents beyond 512',
    reason: 'Podward calls them no amounts, so that its work has a bound',
  },
  {
    what: '`terminationGracePeriodSeconds`: required; `restartPolicy`, `dnsPolicy`: empty',
    reason: 'the server fills them in before it looks',
  },
  {
    what: '`pods/binding`, `pods/eviction`, `exec`, `attach`, `portforward`',
    reason: 'they are no changes of a Pod’s fields',
  },
];

interface OtherPath extends Row {
  readonly server: RegExp;
  /** What Podward names in its place, or something within it. */
  readonly podward: string;
  /** Left out: in every version. */
  readonly minor?: number;
}

const noIndex = 'the server leaves the position out';
const noField = 'the server names a field that does not exist';
const misspelt = 'the server misspells it';

/**
 * Where kube-apiserver names another field than Podward for the same refusal. Everywhere else the paths are equal, or Podward's is
 * deeper: it names the field where the server names the object around it (`spec: Forbidden: pod updates may not change fields...`).
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
    reason: 'the user wrote the beginning alone',
  },
  {
    what: '`fieldRef.fieldPath` → `fieldRef.apiVersion`',
    server: /^(.*\.fieldRef)\.fieldPath$/,
    podward: '$1.apiVersion',
    reason: 'the server reports an unsupported apiVersion at the fieldPath, which is not at fault',
  },
  {
    what: '`volumeMounts.subPath` → `volumeMounts[i].subPath`',
    server: /^(.*)\.volumeMounts\.(subPath|subPathExpr|mountPropagation|recursiveReadOnly)$/,
    podward: '$1.volumeMounts',
    reason: noIndex,
  },
  {
    what: '`downwardAPI.fieldRef` → `downwardAPI.items[i].fieldRef`',
    server: /^(.*\.downwardAPI)\.(path|fieldRef|resourceFieldRef|mode)\b.*$/,
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
    what: '`topologySpreadConstraints[i][j]` → `topologySpreadConstraints[i].matchLabelKeys[j]`; the same of Pod affinity',
    server: /^(.*\.topologySpreadConstraints\[\d+\]|.*\.pod(?:Anti)?Affinity\..*)\[(\d+)\]$/,
    podward: '$1',
    reason: 'the server leaves the name of the list out',
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
    reason: 'the position is always 0',
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
    reason: 'one finding says that a Pod has none',
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
    reason: 'it is no field of the security context in a manifest',
  },
  {
    what: '`tolerations[i].operator` → `tolerations[i].value`',
    server: /^(.*\.tolerations\[\d+\])\.operator$/,
    podward: '$1.value',
    reason: 'the value is at fault: no taint can have it',
  },
  { what: '`HostPID` → `hostPID`', server: /^(.*)\.HostPID$/, podward: '$1.hostPID', reason: misspelt },
  { what: '`HostIPC` → `hostIPC`', server: /^(.*)\.HostIPC$/, podward: '$1.hostIPC', reason: misspelt },
  { what: '`cephFS` → `cephfs`', server: /^(.*)\.cephFS\b(.*)$/, podward: '$1.cephfs$2', reason: misspelt },
  { what: '`downwarAPI` → `downwardAPI`', server: /^(.*)\.downwarAPI$/, podward: '$1.downwardAPI', reason: misspelt },
  {
    what: '`persistentDisk` → `gcePersistentDisk`',
    server: /^(.*)\.persistentDisk\b(.*)$/,
    podward: '$1.gcePersistentDisk$2',
    reason: misspelt,
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
    reason: 'a request that is left out is filled in from its limit, and what is wrong with both is said of the limit',
  },
  {
    what: '`status.conditions[i].Type` → `status.conditions[i].type`',
    server: /^(status\.conditions\[\d+\])\.Type$/,
    podward: '$1.type',
    reason: misspelt,
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
    reason: 'the label that is made of the name belongs to the template',
  },
  {
    what: '`spec.template.metadata.labels[key]` → `spec.template.metadata.labels`',
    server: /^(spec\.template\.metadata\.labels)\[.*\]$/,
    podward: '$1',
    reason: 'labels that are lost together',
  },
  {
    what: '`spec.template.metadata.labels` → `spec.selector`',
    server: /^spec\.template\.metadata\.labels$/,
    podward: 'spec.selector',
    reason: 'a selector that is not there selects no labels',
  },
  {
    kinds: ['StatefulSet'],
    what: '`spec.template.spec.volumes[n]` → `spec.template.spec.volumes[i]`',
    server: /^(spec\.template\.spec\.volumes)\[\d+\].*$/,
    podward: '$1',
    reason: 'the server counts the volumes that it adds for claim templates, in any order',
  },
  {
    kinds: ['StatefulSet'],
    what: '`spec.template.spec.volumes[n]` → `spec.volumeClaimTemplates[i]`',
    server: /^spec\.template\.spec\.volumes\[\d+\].*$/,
    podward: 'spec.volumeClaimTemplates',
    reason: 'the volume is named after the claim template',
  },
  {
    minor: 34,
    what: '`volumes[n]` → `volumes[i]`, in 1.34',
    server: /^(.*\bspec\.volumes)\[\d+\].*$/,
    podward: '$1',
    reason: 'the server has dropped volumes that are images, and counts the others',
  },
  {
    minor: 34,
    what: '`volumeMounts[n]` → `volumeMounts[i]`, in 1.34',
    server: /^(.*\.volumeMounts)\[\d+\].*$/,
    podward: '$1',
    reason: 'the server has dropped the mounts of volumes that are images, and counts the others',
  },
  { what: '`[]` → any', server: /^\[\]$/, podward: '', reason: 'the root of the object' },
  {
    what: '`status.containerStatuses[i].state`',
    server: /^(status\.\w+)\[\d+\]\.state$/,
    podward: '$1',
    reason: 'the server counts in the old list, Podward in the new one',
  },
];

export const otherPathsOf = (kind: Kind, minor: number): OtherPath[] =>
  otherPaths.filter((row) => isOf(row, kind) && (row.minor === undefined || row.minor === minor));

interface FollowOn extends Row {
  readonly field: RegExp;
  readonly message: RegExp;
  /** The field of the other cause, and its message. */
  readonly of: RegExp;
  readonly ofMessage?: RegExp;
}

/** Refusals that follow from another one of the same answer, which Podward names alone. */
export const followOns: readonly FollowOn[] = [
  {
    what: '`volumeMounts[i].name`, `volumeDevices[i].name`: not found',
    field: /\.volume(Mounts|Devices)\[\d+\]\.name$/,
    message: /^Not found/,
    of: /\.volumes\[\d+\]/,
    reason: 'the volume is there, but is itself invalid',
  },
  {
    kinds: ['Pod'],
    what: '`ephemeralContainers[i].targetContainerName`: not found',
    field: /\.targetContainerName$/,
    message: /^Not found/,
    of: /^spec(\.(containers|initContainers)\b.*)?$/,
    reason: 'the container is gone, or has another name',
  },
  {
    kinds: ['Pod'],
    what: '`spec.tolerations` that the cluster added and a plain manifest lacks',
    field: /^spec\.tolerations$/,
    message: /existing toleration can not be modified/,
    of: /^spec$/,
    reason: 'one finding at `spec` names all that such a manifest lacks',
  },
  {
    what: '`volumes[i].name`: the name of the claim',
    field: /\.volumes\[\d+\]\.name$/,
    message: /PVC name/,
    of: /^metadata\.(name|generateName)$/,
    reason: 'it begins with the name of the Pod',
  },
  {
    kinds: ['Job'],
    what: '`metadata.labels`, `spec.template.metadata.labels` of a Job',
    field: /\blabels$/,
    message: /a valid label must be|must be no more than 63/,
    of: /^metadata\.(name|generateName)$/,
    reason: 'labels that the server makes of the name',
  },
  {
    kinds: ['Pod'],
    what: 'anything else in what is sent to `pods/resize` with containers added or removed, before 1.36 also for a Pod with `spec.resources`',
    field: /^/,
    message: /^/,
    of: /^(spec\.(containers|initContainers)|\[\])$/,
    ofMessage: /ontainers may not be added or removed on resize|pods with pod-level resources/,
    reason: 'the server then keeps the object as it was sent',
  },
];

interface SaysMore extends Row {
  readonly rule: string;
  /** Of the finding. */
  readonly path?: RegExp;
  /** Of one of the server's causes. */
  readonly field: RegExp;
}

/** What Podward names and kube-apiserver, which refuses the change for another reason, does not come to. */
export const saysMore: readonly SaysMore[] = [
  {
    what: '`volumes[i].name`: taken',
    rule: 'volumes-valid',
    field: /\.volumes\[\d+\]/,
    reason: 'the server forgets the name of a volume that is itself invalid',
  },
  {
    kinds: ['ReplicationController'],
    what: '`metadata.generateName` of a ReplicationController, from 1.35 on',
    rule: 'object-name',
    field: /^/,
    reason: 'the server looks at it where nothing else is wrong',
  },
  {
    kinds: ['Pod'],
    what: 'another QoS class on a resize, where an amount is below 0',
    rule: 'resize-keeps-qos',
    field: /\.resources\.(requests|limits)\[/,
    reason: 'since 1.37 such an amount counts, in an answer that refuses it',
  },
  {
    kinds: ['Pod'],
    what: '`spec.resources` on a resize, where there were none',
    rule: 'resize-cpu-memory-only',
    path: /^spec\.resources$/,
    field: /^/,
    reason: 'the server compares the whole Pod where nothing else is wrong',
  },
];

interface LastWord extends Row {
  readonly field?: RegExp;
  readonly message: RegExp;
}

/** Refusals after which kube-apiserver looks no further, so that Podward, which reports everything, may name more. */
export const lastWords: readonly LastWord[] = [
  {
    what: 'containers added or removed',
    message: /may not (be added or removed|add or remove containers)/,
    reason: 'what follows compares containers by position',
  },
  {
    what: '`activeDeadlineSeconds` that does not decrease',
    message:
      /must be between 0 and 2147483647, inclusive|must be less than or equal to previous value|must not update from a positive integer to nil value/,
    reason: 'the server returns at once',
  },
  {
    what: 'a Pod that cannot be resized, or have ephemeral containers',
    message:
      /static pods (cannot be resized|do not support ephemeral containers)|windows pods cannot be resized|pods with pod-level resources/,
    reason: 'the server forgets the other causes',
  },
  {
    what: 'a label selector that cannot be read',
    field: /^spec\.selector$/,
    message: /invalid label selector|^Invalid value: \{.*\}(: )?$/,
    reason: 'the template is not looked at',
  },
  {
    what: '`dnsPolicy: None` without name servers',
    message: /when `dnsPolicy` is None/,
    reason: 'the server returns at once',
  },
];

export const isLastWord = (kind: Kind, cause: Cause): boolean => lastWords.some((row) => isAbout(row, kind, cause));

/**
 * Options that are stricter than kube-apiserver out of the box, as it says on the page of their rule; here they are as
 * kube-apiserver is, so that everything else can be compared.
 */
export const nativeOptions: Readonly<Record<string, Options>> = { 'tolerations-only-added': { strict: false } };
