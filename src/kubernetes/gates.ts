/**
 * The feature gates of kube-apiserver that change what it accepts of Pods and workloads, as data. The registry code of each version reads them
 * (`make oracle ARGS="--gates"` compares).
 */

import type { Kind } from './kinds.ts';

interface Gate {
  /** What the gate permits or changes, for the pages. */
  readonly text: string;
  /** The default from each minor version on. Before the first one, the gate does not exist, and everything is as if it were off. */
  readonly defaults: Readonly<Record<number, boolean>>;
  /** The first minor version in which the gate has a fixed value, or does not exist any more. */
  readonly fixedFrom?: number;
  /**
   * The fields of a Pod that kube-apiserver drops without a warning while the gate is off. Each is written after its parent field, because other
   * fields and keys of maps may have the same name. Source: dropDisabledFields in pkg/api/pod/util.go.
   */
  readonly drops?: readonly string[];
  /**
   * The same of the spec of a workload, each with its path below the spec. For CronJobs, it is the spec of the Job template. Source:
   * PrepareForCreate and PrepareForUpdate in pkg/registry/<group>/<kind>/strategy.go.
   */
  readonly dropsFrom?: Readonly<Partial<Record<Kind, readonly string[]>>>;
  /** Whether a field of `dropsFrom` is dropped only on creation. An update that adds it is an invalid change then. */
  readonly dropsOnCreateOnly?: boolean;
}

export const gates = {
  AtomicWriteVolumeUserFields: {
    text: 'Files of volumes may have user, and their volumes defaultUser, which are dropped otherwise',
    defaults: { 37: false },
    drops: [
      'secret.defaultUser',
      'configMap.defaultUser',
      'downwardAPI.defaultUser',
      'projected.defaultUser',
      'items.user',
      'serviceAccountToken.user',
      'clusterTrustBundle.user',
      'podCertificate.user',
    ],
  },
  CSIVolumeHealth: {
    text: 'The status of a Pod may have volumeHealth, which is dropped otherwise',
    defaults: { 31: false },
    drops: ['status.volumeHealth'],
  },
  ClearingNominatedNodeNameAfterBinding: {
    text: 'nominatedNodeName of a Pod that is bound to a node cannot be set',
    defaults: { 34: false, 35: true },
  },
  ClusterTrustBundleProjection: {
    text: 'Projected volumes may have the source clusterTrustBundle, which is dropped otherwise',
    defaults: { 31: false, 37: true },
    drops: ['sources.clusterTrustBundle'],
  },
  ContainerRestartRules: {
    text: 'Containers may have restartPolicy and restartPolicyRules, which are dropped otherwise. Versions before 1.34 refuse a restartPolicy, unless it is Always in an init container',
    defaults: { 34: false, 35: true },
    // For restartPolicy, see isDroppedAt.
    drops: [
      'containers.restartPolicyRules',
      'initContainers.restartPolicyRules',
      'ephemeralContainers.restartPolicyRules',
    ],
  },
  ContainerStopSignals: {
    text: 'Containers may have lifecycle.stopSignal, which is dropped otherwise',
    defaults: { 33: false },
    drops: ['lifecycle.stopSignal'],
  },
  DRAExtendedResource: {
    text: 'The status of a Pod may have extendedResourceClaimStatus, which is dropped otherwise',
    defaults: { 34: false, 36: true },
    fixedFrom: 37,
    drops: ['status.extendedResourceClaimStatus'],
  },
  DRANodeAllocatableResources: {
    text: 'The status of a Pod may have nodeAllocatableResourceClaimStatuses, which is dropped otherwise',
    defaults: { 36: false },
    drops: ['status.nodeAllocatableResourceClaimStatuses'],
  },
  DynamicResourceAllocation: {
    text: 'Pods and containers may have resource claims, which are dropped otherwise',
    defaults: { 31: false, 34: true },
    fixedFrom: 35,
    drops: ['spec.resourceClaims', 'resources.claims', 'status.resourceClaimStatuses'],
  },
  EmptyDirVolumeMode: {
    text: 'emptyDir may have mode, which is dropped otherwise',
    defaults: { 37: false },
    drops: ['emptyDir.mode'],
  },
  EnvFiles: {
    text: 'Variables may have the source fileKeyRef, which is dropped otherwise',
    defaults: { 34: false, 35: true },
    drops: ['valueFrom.fileKeyRef'],
  },
  EvictionRequestAPI: {
    text: 'Pods may have evictionResponders, which are dropped otherwise',
    defaults: { 37: false },
    drops: ['spec.evictionResponders'],
  },
  GRPCContainerProbeTLS: {
    text: 'grpc of probes may have mode, which is dropped otherwise',
    defaults: { 37: false },
    drops: ['grpc.mode'],
  },
  GenericWorkload: {
    text: 'Pods may have schedulingGroup (in 1.35: workloadRef), which is dropped otherwise',
    defaults: { 35: false },
    drops: ['spec.schedulingGroup', 'spec.workloadRef'],
  },
  H2CContainerProbe: {
    text: 'httpGet of probes and hooks may have protocol, which is dropped otherwise',
    defaults: { 37: false },
    drops: ['httpGet.protocol'],
  },
  HostnameOverride: {
    text: 'Pods may have hostnameOverride, which is dropped otherwise',
    defaults: { 34: false, 35: true },
    fixedFrom: 37,
    drops: ['spec.hostnameOverride'],
  },
  ImageVolume: {
    text: 'Volumes may have the source image. Otherwise, such volumes and their mounts are dropped',
    defaults: { 31: false, 35: true },
    fixedFrom: 36,
  },
  ImageVolumeWithDigest: {
    text: 'The status of a container may have the digests of image volumes, which are dropped otherwise',
    defaults: { 36: false },
    drops: ['volumeMounts.volumeStatus'],
  },
  InPlacePodLevelResourcesVerticalScaling: {
    text: 'Pod-level resources can be resized',
    defaults: { 35: false, 36: true },
  },
  InPlacePodVerticalScaling: {
    text: 'Pods can be resized, and containers may have resizePolicy, which is dropped otherwise',
    defaults: { 31: false, 33: true },
    fixedFrom: 35,
    drops: ['containers.resizePolicy', 'initContainers.resizePolicy', 'ephemeralContainers.resizePolicy'],
  },
  InPlacePodVerticalScalingInitContainers: {
    text: 'Init containers that are not sidecar containers can be resized',
    defaults: { 36: true },
    fixedFrom: 37,
  },
  InPlacePodVerticalScalingMemoryBackedVolumes: {
    text: 'A resize may change sizeLimit of emptyDir volumes with medium Memory. Otherwise, a resize changes no volumes',
    defaults: { 37: false },
  },
  JobBackoffLimitPerIndex: {
    text: 'Jobs may have backoffLimitPerIndex and maxFailedIndexes, which are dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 33,
    dropsFrom: { Job: ['backoffLimitPerIndex', 'maxFailedIndexes'] },
  },
  JobManagedBy: {
    text: 'Jobs may have managedBy, which is dropped otherwise',
    defaults: { 31: false, 32: true },
    fixedFrom: 35,
    dropsFrom: { Job: ['managedBy'] },
    dropsOnCreateOnly: true,
  },
  JobPodReplacementPolicy: {
    text: 'Jobs may have podReplacementPolicy, which is dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 34,
    dropsFrom: { Job: ['podReplacementPolicy'] },
  },
  JobSuccessPolicy: {
    text: 'Jobs may have successPolicy, which is dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 33,
    dropsFrom: { Job: ['successPolicy'] },
  },
  MatchLabelKeysInPodAffinity: {
    text: 'Terms of Pod affinity may have matchLabelKeys and mismatchLabelKeys, which are dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 33,
    drops: [
      'podAffinityTerm.matchLabelKeys',
      'podAffinityTerm.mismatchLabelKeys',
      'requiredDuringSchedulingIgnoredDuringExecution.matchLabelKeys',
      'requiredDuringSchedulingIgnoredDuringExecution.mismatchLabelKeys',
    ],
  },
  MatchLabelKeysInPodTopologySpread: {
    text: 'Topology spread constraints may have matchLabelKeys, which are dropped otherwise',
    defaults: { 31: true },
    drops: ['topologySpreadConstraints.matchLabelKeys'],
  },
  MatchLabelKeysInPodTopologySpreadSelectorMerge: {
    text: 'The matchLabelKeys of a new Pod are added to the labelSelector of its topology spread constraints',
    defaults: { 34: true },
  },
  MaxUnavailableStatefulSet: {
    text: 'StatefulSets may have maxUnavailable, which is dropped otherwise',
    defaults: { 31: false, 37: true },
    dropsFrom: { StatefulSet: ['updateStrategy.rollingUpdate.maxUnavailable'] },
  },
  MutablePodResourcesForSuspendedJobs: {
    text: 'Labels, annotations and the resources of containers in the Pod template of a suspended Job may change while it has the condition Suspended and no active Pods',
    defaults: { 35: false, 36: true },
  },
  MutableSchedulingDirectivesForSuspendedJobs: {
    text: 'Labels, annotations and the scheduling fields in the Pod template of a suspended Job may change while it has the condition Suspended and no active Pods. Otherwise, they may change if it was never started',
    defaults: { 35: false, 36: true },
  },
  NodeInclusionPolicyInPodTopologySpread: {
    text: 'Topology spread constraints may have nodeAffinityPolicy and nodeTaintsPolicy, which are dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 33,
    drops: ['topologySpreadConstraints.nodeAffinityPolicy', 'topologySpreadConstraints.nodeTaintsPolicy'],
  },
  PodCertificateRequest: {
    text: 'Projected volumes may have the source podCertificate, which is dropped otherwise',
    defaults: { 34: false, 37: true },
    drops: ['sources.podCertificate'],
  },
  PodDeletionCost: {
    text: 'The annotation controller.kubernetes.io/pod-deletion-cost must be an integer',
    defaults: { 31: true },
  },
  PodLevelResources: {
    text: 'Pods may have spec.resources, which is dropped otherwise',
    defaults: { 32: false, 34: true },
    drops: ['spec.resources'],
  },
  PodLevelResourcesFixDefaulting: {
    text: 'An update without spec.resources keeps the stored spec.resources',
    defaults: { 37: true },
  },
  PodLevelResourcesFixKubeletQOSClass: {
    text: 'A Pod with empty spec.resources has the QoS class of its containers, and is not always BestEffort',
    defaults: { 37: true },
  },
  PodLifecycleSleepAction: {
    text: 'Lifecycle handlers may have sleep, which is dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 34,
    drops: ['preStop.sleep', 'postStart.sleep'],
  },
  PodLifecycleSleepActionAllowZero: {
    text: 'Lifecycle handlers may sleep for 0 seconds',
    defaults: { 32: false, 33: true },
    fixedFrom: 34,
  },
  PodObservedGenerationTracking: {
    text: 'The status of a Pod and its conditions may have observedGeneration, which is dropped otherwise',
    defaults: { 33: false, 34: true },
    fixedFrom: 35,
    drops: ['status.observedGeneration', 'conditions.observedGeneration'],
  },
  ProcMountType: {
    text: 'Containers may have procMount, which is set to Default otherwise',
    defaults: { 31: false, 33: true },
    fixedFrom: 36,
  },
  RecursiveReadOnlyMounts: {
    text: 'Mounts may have recursiveReadOnly, which is dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 33,
    drops: ['volumeMounts.recursiveReadOnly'],
  },
  RelaxedDNSSearchValidation: {
    text: 'Search domains of dnsConfig may contain underscores, and may be a single dot',
    defaults: { 32: false, 33: true },
    fixedFrom: 34,
  },
  RelaxedEnvironmentVariableValidation: {
    text: 'Names of variables may have nearly all printable ASCII characters',
    defaults: { 31: false, 32: true },
    fixedFrom: 34,
  },
  ResourceHealthStatus: {
    text: 'The status of a container may have allocatedResourcesStatus, which is dropped otherwise',
    defaults: { 31: false, 36: true },
    drops: [
      'containerStatuses.allocatedResourcesStatus',
      'initContainerStatuses.allocatedResourcesStatus',
      'ephemeralContainerStatuses.allocatedResourcesStatus',
    ],
  },
  ResourceHealthStatusMessage: {
    text: 'An allocated device may have a message',
    defaults: { 36: true },
  },
  RestartAllContainersOnContainerExits: {
    text: 'restartPolicyRules may have action RestartAllContainers, and sidecar containers may have rules',
    defaults: { 35: false, 36: true },
  },
  SELinuxChangePolicy: {
    text: 'Pods may have seLinuxChangePolicy, which is dropped otherwise',
    defaults: { 32: false, 33: true },
    fixedFrom: 36,
    drops: ['securityContext.seLinuxChangePolicy'],
  },
  SELinuxMount: {
    text: 'seLinuxChangePolicy may be MountOption',
    defaults: { 31: false, 37: true },
  },
  SidecarContainers: {
    text: 'Init containers may have restartPolicy Always, which is dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 33,
    drops: ['initContainers.restartPolicy'],
  },
  StatefulSetAutoDeletePVC: {
    text: 'StatefulSets may have persistentVolumeClaimRetentionPolicy, which is dropped otherwise',
    defaults: { 31: true },
    fixedFrom: 32,
    dropsFrom: { StatefulSet: ['persistentVolumeClaimRetentionPolicy'] },
  },
  StatefulSetRecreateStrategy: {
    text: 'The type of the updateStrategy of a StatefulSet may be Recreate',
    defaults: { 37: false },
  },
  StrictIPCIDRValidation: {
    text: 'IP addresses with leading zeros and IPv4-mapped IPv6 addresses are refused',
    defaults: { 33: false, 36: true },
  },
  SupplementalGroupsPolicy: {
    text: 'Pods may have supplementalGroupsPolicy, which is dropped otherwise',
    defaults: { 31: false, 33: true },
    fixedFrom: 35,
    drops: [
      'securityContext.supplementalGroupsPolicy',
      'containerStatuses.user',
      'initContainerStatuses.user',
      'ephemeralContainerStatuses.user',
    ],
  },
  TaintTolerationComparisonOperators: {
    text: 'Tolerations may have the operators Lt and Gt',
    defaults: { 35: false },
  },
  UserNamespacesHostNetworkSupport: {
    text: 'A Pod may have hostUsers: false together with hostNetwork',
    defaults: { 35: false },
  },
  UserNamespacesSupport: {
    text: 'Pods may have hostUsers, which is dropped otherwise',
    defaults: { 31: false, 33: true },
    fixedFrom: 36,
    drops: ['spec.hostUsers'],
  },
  VolumeAttributesClass: {
    text: 'The volumeAttributesClassName of a claim is validated',
    defaults: { 31: false, 34: true },
    fixedFrom: 36,
  },
  VolumeBindMountOptions: {
    text: 'Mounts may have bindMountOptions, which are dropped otherwise',
    defaults: { 37: false },
    drops: ['volumeMounts.bindMountOptions'],
  },
  WorkloadWithJob: {
    text: 'Jobs may have scheduling (since 1.37), which is dropped otherwise',
    defaults: { 36: false },
    dropsFrom: { Job: ['scheduling'], CronJob: ['scheduling'] },
  },
} as const satisfies Readonly<Record<string, Gate>>;

export type GateName = keyof typeof gates;
export const gateNames = Object.keys(gates) as readonly GateName[];

/** Gates that an operator has turned on or off. */
export type GateSettings = Readonly<Partial<Record<GateName, boolean>>>;

/** The default in the version, and whether an operator can change it there. Undefined if the version does not have the gate. */
export function gateIn(
  name: GateName,
  minor: number,
): { readonly isOn: boolean; readonly isFixed: boolean } | undefined {
  const { defaults, fixedFrom = Infinity }: Gate = gates[name];
  const since = Object.keys(defaults).map(Number);
  const last = since.findLast((first) => first <= minor);
  return last === undefined ? undefined : { isOn: defaults[last]!, isFixed: minor >= fixedFrom };
}

export const hasGate = (name: GateName, minor: number): boolean => gateIn(name, minor) !== undefined;

export const isOn = (name: GateName, minor: number, settings: GateSettings): boolean => {
  const gate = gateIn(name, minor);
  return gate !== undefined && (gate.isFixed ? gate.isOn : (settings[name] ?? gate.isOn));
};

/** For messages, with the newest default: `the feature gate SELinuxMount (on by default in Kubernetes 1.37 and later)`. True in every version. */
export function gateText(name: GateName): string {
  const [since, isOn] = Object.entries<boolean>(gates[name].defaults).at(-1)!;
  return `the feature gate ${name} (${isOn ? 'on' : 'off'} by default in Kubernetes 1.${since} and later)`;
}

/** The fields of a Pod that are dropped while the gate is off. */
export const dropsOf = (name: GateName): readonly string[] => (gates[name] as Gate).drops ?? [];

interface GatedField {
  readonly gate: GateName;
  readonly name: string;
}

const byParent = Map.groupBy(
  gateNames.flatMap((gate) =>
    dropsOf(gate).map((field) => {
      const [parent = '', name = ''] = field.split('.');
      return { gate, parent, name };
    }),
  ),
  ({ parent }) => parent,
);

/** The fields with this parent field that are dropped while their gates are off. */
export const gatedBelow = (parent: string): readonly GatedField[] => byParent.get(parent) ?? [];

interface GatedSpecField {
  readonly gate: GateName;
  /** The path below the spec. */
  readonly path: readonly string[];
  readonly dropsOnCreateOnly: boolean;
}

const byKind = Map.groupBy(
  gateNames.flatMap((gate) => {
    const { dropsFrom = {}, dropsOnCreateOnly = false }: Gate = gates[gate];
    return Object.entries(dropsFrom).flatMap(([kind, fields]) =>
      fields.map((field) => ({ kind, gate, path: field.split('.'), dropsOnCreateOnly })),
    );
  }),
  ({ kind }) => kind,
);

/** The fields in the spec of a workload that are dropped while their gates are off, in addition to those of its template. */
export const gatedInSpec = (kind: Kind): readonly GatedSpecField[] => byKind.get(kind) ?? [];
