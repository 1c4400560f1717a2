/**
 * The differences between the supported Kubernetes versions, as data. Each value is the default of the version. A cluster may have
 * different feature gates. Each fact has a text, which the pages show beside the values.
 */
export const factTexts = {
  containerRestartRules:
    'Containers may have restartPolicy and restartPolicyRules, which earlier versions drop (feature gate ContainerRestartRules)',
  restartAllContainers:
    'restartPolicyRules may have action RestartAllContainers, and sidecar containers may have rules (feature gate RestartAllContainersOnContainerExits)',
  strictIps:
    'IP addresses with leading zeros and IPv4-mapped IPv6 addresses are refused (feature gate StrictIPCIDRValidation)',
  comparisonTolerations: 'The feature gate TaintTolerationComparisonOperators exists, but is off by default',
  seLinuxMountOption: 'seLinuxChangePolicy may be MountOption (feature gate SELinuxMount)',
  hostnameOverride: 'Pods may have hostnameOverride, which earlier versions drop (feature gate HostnameOverride)',
  envFiles: 'Variables may have the source fileKeyRef, which earlier versions drop (feature gate EnvFiles)',
  imageVolumes:
    'Volumes may have the source image. Earlier versions drop such volumes and their mounts (feature gate ImageVolume)',
  imageReferenceInTemplates: 'The image volumes of a Pod template must have a reference',
  certificateProjections:
    'Projected volumes may have the sources clusterTrustBundle and podCertificate (feature gates ClusterTrustBundleProjection and PodCertificateRequest)',
  initRestartOnResizeRefused:
    'RestartContainer in resizePolicy is refused for init containers that are not sidecar containers',
  replicationControllerPrefix:
    'generateName of a ReplicationController is validated in addition to the name that is generated from it',
  initContainerResize:
    'Init containers that are not sidecar containers can be resized (feature gate InPlacePodVerticalScalingInitContainers)',
  podLevelResizeGate: 'The feature gate InPlacePodLevelResourcesVerticalScaling exists',
  podLevelResize: 'Pod-level resources can be resized (feature gate InPlacePodLevelResourcesVerticalScaling)',
  podLevelKept:
    'An update without spec.resources keeps the stored spec.resources (feature gate PodLevelResourcesFixDefaulting)',
  emptyPodLevelCounts:
    'A Pod with empty spec.resources is BestEffort, whatever its containers have (before feature gate PodLevelResourcesFixKubeletQOSClass)',
  firstResourcesFree: 'A resize may add any resource to a container without requests or without limits',
  claimsResize: 'Containers with resource claims can be resized',
  suspendedJobTemplate:
    "When the scheduling directives of a suspended Job's template may change: until it is first started, or while it has the condition Suspended and no active Pods (feature gate MutableSchedulingDirectivesForSuspendedJobs), or in either case",
  suspendedJobResources:
    'The resources in the template of a suspended Job may change, too (feature gate MutablePodResourcesForSuspendedJobs)',
  jobUpdatesKeepGenerated:
    'A Job that changes is validated like a new one, with the labels and selector generated for it, and its generateName',
  boundNotNominated:
    'nominatedNodeName of a Pod that is bound to a node cannot be set (feature gate ClearingNominatedNodeNameAfterBinding)',
  statefulSetMaxUnavailable:
    'StatefulSets may have maxUnavailable, which earlier versions drop (feature gate MaxUnavailableStatefulSet)',
  droppedFields: 'Fields of a Pod that kube-apiserver drops without a warning, because their feature gates are off',
} as const;

export interface VersionFacts extends Readonly<
  Record<Exclude<keyof typeof factTexts, 'suspendedJobTemplate' | 'droppedFields'>, boolean>
> {
  readonly suspendedJobTemplate: 'unstarted' | 'condition' | 'either';
  readonly droppedFields: readonly string[];
}

/**
 * The fields that kube-apiserver drops if the fact is false. Each is written after its parent field, because other fields and keys of maps
 * may have the same name. Source: dropDisabledFields in pkg/api/pod/util.go.
 */
const fieldsOf: ReadonlyMap<keyof StatedFacts, readonly string[]> = new Map([
  [
    'containerRestartRules',
    [
      'containers.restartPolicy',
      'containers.restartPolicyRules',
      'initContainers.restartPolicyRules',
      'ephemeralContainers.restartPolicy',
      'ephemeralContainers.restartPolicyRules',
    ],
  ],
  ['hostnameOverride', ['spec.hostnameOverride']],
  ['envFiles', ['valueFrom.fileKeyRef']],
  ['certificateProjections', ['sources.clusterTrustBundle', 'sources.podCertificate']],
]);

/** The facts of a version, without those that follow from others. */
interface StatedFacts extends Omit<VersionFacts, 'droppedFields'> {
  /** The dropped fields that no fact is about. */
  readonly otherDroppedFields: readonly string[];
}

/** Dropped in every version. */
const alwaysDropped = ['spec.schedulingGroup', 'lifecycle.stopSignal'];

/** The oldest supported version. */
const base: StatedFacts = {
  containerRestartRules: false,
  restartAllContainers: false,
  strictIps: false,
  comparisonTolerations: false,
  seLinuxMountOption: false,
  hostnameOverride: false,
  envFiles: false,
  imageVolumes: false,
  imageReferenceInTemplates: false,
  certificateProjections: false,
  initRestartOnResizeRefused: false,
  replicationControllerPrefix: true,
  initContainerResize: false,
  podLevelResizeGate: false,
  podLevelResize: false,
  podLevelKept: false,
  emptyPodLevelCounts: true,
  firstResourcesFree: true,
  claimsResize: false,
  otherDroppedFields: alwaysDropped,
  suspendedJobTemplate: 'unstarted',
  suspendedJobResources: false,
  jobUpdatesKeepGenerated: true,
  boundNotNominated: false,
  statefulSetMaxUnavailable: false,
};

/** The differences between a version and the previous one. */
const changes = {
  35: {
    containerRestartRules: true,
    comparisonTolerations: true,
    hostnameOverride: true,
    envFiles: true,
    imageVolumes: true,
    replicationControllerPrefix: false,
    firstResourcesFree: false,
    podLevelResizeGate: true,
    boundNotNominated: true,
    otherDroppedFields: [...alwaysDropped, 'spec.workloadRef'],
  },
  36: {
    restartAllContainers: true,
    strictIps: true,
    initRestartOnResizeRefused: true,
    initContainerResize: true,
    podLevelResize: true,
    suspendedJobTemplate: 'condition',
    suspendedJobResources: true,
    otherDroppedFields: alwaysDropped,
  },
  37: {
    seLinuxMountOption: true,
    imageReferenceInTemplates: true,
    certificateProjections: true,
    podLevelKept: true,
    emptyPodLevelCounts: false,
    claimsResize: true,
    suspendedJobTemplate: 'either',
    jobUpdatesKeepGenerated: false,
    statefulSetMaxUnavailable: true,
    otherDroppedFields: [
      ...alwaysDropped,
      'spec.evictionResponders',
      'volumeMounts.bindMountOptions',
      'secret.defaultUser',
      'configMap.defaultUser',
      'downwardAPI.defaultUser',
      'projected.defaultUser',
      'items.user',
      'serviceAccountToken.user',
      'clusterTrustBundle.user',
      'podCertificate.user',
      'emptyDir.mode',
      'httpGet.protocol',
      'grpc.mode',
    ],
  },
} satisfies Readonly<Record<number, Partial<StatedFacts>>>;

export const oldestMinor = 34;

/** The supported minor versions: 34 is Kubernetes 1.34. */
export type KnownMinor = typeof oldestMinor | keyof typeof changes;

const stated = Object.entries<Partial<StatedFacts>>(changes).reduce(
  (versions, [minor, change]) => versions.set(Number(minor), { ...versions.get(Number(minor) - 1)!, ...change }),
  new Map([[oldestMinor, base]]),
);
const known: ReadonlyMap<number, VersionFacts> = new Map(
  [...stated].map(([minor, facts]) => {
    const ofFacts = [...fieldsOf].filter(([fact]) => facts[fact] !== true).flatMap(([, fields]) => fields);
    const { otherDroppedFields, ...rest } = facts;
    return [minor, { ...rest, droppedFields: [...ofFacts, ...otherDroppedFields] }];
  }),
);

/** The supported minor versions, the oldest first: 34 is Kubernetes 1.34. */
export const knownMinors: readonly number[] = [...known.keys()];
export const newestMinor: number = Math.max(...knownMinors);

/** The facts of the nearest supported minor version. */
export function versionFacts(minor: number): VersionFacts {
  return known.get(Math.min(Math.max(minor, oldestMinor), newestMinor))!;
}

/** The first version in which the fact is not as in the oldest supported version: `1.36`. Throws if there is none. */
export function changedIn(name: Exclude<keyof VersionFacts, 'droppedFields'>): string {
  const minor = knownMinors.find((each) => known.get(each)![name] !== base[name]);
  if (minor === undefined) throw new Error(`No supported version changes ${name}.`);
  return `1.${minor}`;
}
