/**
 * What differs between the Kubernetes versions that Podward tells apart, as data. Each is the default of that version: an operator who
 * turned a feature gate on or off turns the rule in question off.
 */
export interface VersionFacts {
  /** Containers may have a restartPolicy of their own, and rules with it (gate ContainerRestartRules); before, both are dropped. */
  readonly containerRestartRules: boolean;
  /** A rule may restart all containers, and sidecars may have rules (gate RestartAllContainersOnContainerExits). */
  readonly restartAllContainers: boolean;
  /** IP addresses may have no leading zeros, nor be IPv4 within IPv6 (gate StrictIPCIDRValidation). */
  readonly strictIps: boolean;
  /** seLinuxChangePolicy may be MountOption (gate SELinuxMount), not Recursive alone. */
  readonly seLinuxMountOption: boolean;
  /** hostnameOverride is there (gate HostnameOverride); before, it is dropped. */
  readonly hostnameOverride: boolean;
  /** env may come from a file that an init container wrote (gate EnvFiles); before, the source is dropped. */
  readonly envFiles: boolean;
  /** A volume may be an image (gate ImageVolume); before, the volume and its mounts are dropped. */
  readonly imageVolumes: boolean;
  /** A template must name the image of such a volume, as a Pod must. */
  readonly imageReferenceInTemplates: boolean;
  /** A projected volume may hold trust bundles and Pod certificates (gates ClusterTrustBundleProjection, PodCertificateRequest). */
  readonly certificateProjections: boolean;
  /** resizePolicy RestartContainer is refused for an init container that runs to its end. */
  readonly initRestartOnResizeRefused: boolean;
  /** generateName of a ReplicationController is validated by itself, not only the name made from it. */
  readonly replicationControllerPrefix: boolean;
  /** An init container that is no sidecar can be resized (gate InPlacePodVerticalScalingInitContainers). */
  readonly initContainerResize: boolean;
  /** spec.resources can be resized (gate InPlacePodLevelResourcesVerticalScaling). */
  readonly podLevelResize: boolean;
  /** A client that leaves spec.resources out does not take it away (gate PodLevelResourcesFixDefaulting). */
  readonly podLevelKept: boolean;
  /** spec.resources without requests and limits make a Pod BestEffort, whatever its containers say (gate PodLevelResourcesFixKubeletQOSClass). */
  readonly emptyPodLevelCounts: boolean;
  /** A resize may give any resource to a container that has no requests, or limits, at all. */
  readonly firstResourcesFree: boolean;
  /** A container with resource claims can be resized; before, no resize of it is accepted. */
  readonly claimsResize: boolean;
  /**
   * Fields of a Pod that are dropped in silence, since their gates are off (dropDisabledFields in pkg/api/pod/util.go), each after the
   * field that holds it: other fields have the same names, and so may the keys of maps.
   */
  readonly droppedFields: readonly string[];
  /**
   * When the scheduling directives of a suspended Job's template may change: until it is first started, or while it has the
   * condition Suspended and no active Pods (gate MutableSchedulingDirectivesForSuspendedJobs), or in either case.
   */
  readonly suspendedJobTemplate: 'unstarted' | 'condition' | 'either';
  /** At the same time its resources may change (gate MutablePodResourcesForSuspendedJobs). */
  readonly suspendedJobResources: boolean;
  /** A Job that changes is validated like a new one, with the labels and selector generated for it, and its generateName. */
  readonly jobUpdatesKeepGenerated: boolean;
  /** A bound Pod may not be nominated for a node (gate ClearingNominatedNodeNameAfterBinding). */
  readonly boundNotNominated: boolean;
}

/** The oldest version whose rules were read. */
const base: VersionFacts = {
  containerRestartRules: false,
  restartAllContainers: false,
  strictIps: false,
  seLinuxMountOption: false,
  hostnameOverride: false,
  envFiles: false,
  imageVolumes: false,
  imageReferenceInTemplates: false,
  certificateProjections: false,
  initRestartOnResizeRefused: false,
  replicationControllerPrefix: true,
  initContainerResize: false,
  podLevelResize: false,
  podLevelKept: false,
  emptyPodLevelCounts: true,
  firstResourcesFree: true,
  claimsResize: false,
  droppedFields: [
    'spec.schedulingGroup',
    'spec.hostnameOverride',
    'lifecycle.stopSignal',
    'containers.restartPolicy',
    'containers.restartPolicyRules',
    'initContainers.restartPolicyRules',
    'ephemeralContainers.restartPolicy',
    'ephemeralContainers.restartPolicyRules',
    'valueFrom.fileKeyRef',
    'sources.clusterTrustBundle',
    'sources.podCertificate',
  ],
  suspendedJobTemplate: 'unstarted',
  suspendedJobResources: false,
  jobUpdatesKeepGenerated: true,
  boundNotNominated: false,
};

/** What a version changes of the one before it. */
interface Changes extends Partial<Omit<VersionFacts, 'droppedFields'>> {
  /** Fields whose gates are on from here on. */
  readonly kept?: readonly string[];
  /** New fields whose gates are off. */
  readonly dropped?: readonly string[];
}

const changes: Readonly<Record<number, Changes>> = {
  35: {
    containerRestartRules: true,
    hostnameOverride: true,
    envFiles: true,
    imageVolumes: true,
    replicationControllerPrefix: false,
    firstResourcesFree: false,
    boundNotNominated: true,
    kept: [
      'spec.hostnameOverride',
      'containers.restartPolicy',
      'containers.restartPolicyRules',
      'initContainers.restartPolicyRules',
      'ephemeralContainers.restartPolicy',
      'ephemeralContainers.restartPolicyRules',
      'valueFrom.fileKeyRef',
    ],
    dropped: ['spec.workloadRef'],
  },
  36: {
    restartAllContainers: true,
    strictIps: true,
    initRestartOnResizeRefused: true,
    initContainerResize: true,
    podLevelResize: true,
    suspendedJobTemplate: 'condition',
    suspendedJobResources: true,
    kept: ['spec.workloadRef'],
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
    kept: ['sources.clusterTrustBundle', 'sources.podCertificate'],
    dropped: [
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
};

export const oldestMinor = 34;

const known: ReadonlyMap<number, VersionFacts> = Object.entries(changes).reduce(
  (versions, [minor, change]) => versions.set(Number(minor), changed(versions.get(Number(minor) - 1)!, change)),
  new Map([[oldestMinor, base]]),
);

function changed(before: VersionFacts, { kept = [], dropped = [], ...rest }: Changes): VersionFacts {
  const fields = before.droppedFields.filter((name) => !kept.includes(name));
  return { ...before, ...rest, droppedFields: [...fields, ...dropped] };
}

/** The minor versions that are told apart, the oldest first: 34 is Kubernetes 1.34. */
export const knownMinors: readonly number[] = [...known.keys()];
export const newestMinor: number = Math.max(...knownMinors);

/** The facts of the nearest known minor version. */
export function versionFacts(minor: number): VersionFacts {
  return known.get(Math.min(Math.max(minor, oldestMinor), newestMinor))!;
}

/** For messages: the first version in which the fact holds, such as `1.36`. */
export const versionWith = (fact: keyof VersionFacts): string =>
  `1.${knownMinors.find((minor) => versionFacts(minor)[fact] === true) ?? newestMinor}`;
