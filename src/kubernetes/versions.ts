/**
 * The differences between the supported Kubernetes versions, as data: the feature gates (gates.ts), and the changes of the code that no gate
 * turns on or off. Each of these facts has a text, which the pages show beside the values.
 */
import { dropsOf, gateNames, hasGate, isOn, type GateName, type GateSettings } from './gates.ts';

export const factTexts = {
  imageVolumeSubPaths: 'Mounts of image volumes may have subPath and subPathExpr',
  imageReferenceInTemplates: 'The image volumes of a Pod template must have a reference',
  initRestartOnResizeRefused:
    'RestartContainer in resizePolicy is refused for init containers that are not sidecar containers',
  replicationControllerPrefix:
    'generateName of a ReplicationController is validated in addition to the name that is generated from it',
  firstResourcesFree: 'A resize may add any resource to a container without requests or without limits',
  claimsNotForStaticPods: 'Resource claims are refused in a static Pod',
  updatesResize:
    'An update of a Pod may change cpu and memory of containers, with the feature gate InPlacePodVerticalScaling. Later versions have pods/resize for that',
  resizesByName:
    'A resize takes resources and resizePolicy of regular containers by their names, and ignores all other changes',
  claimsResize: 'Containers with resource claims can be resized',
  suspendedJobsStay:
    'A suspended Job that was never started needs no condition Suspended for the changes that the feature gates MutablePodResourcesForSuspendedJobs and MutableSchedulingDirectivesForSuspendedJobs permit',
  jobUpdatesKeepGenerated:
    'A Job that changes is validated like a new one, with the labels and selector generated for it, and its generateName',
  statusFieldsDropped: 'Fields of feature gates that are off are dropped from the status of a Pod, too',
  storedDevicesStay:
    'allocatedResourcesStatus is kept with the feature gate ResourceHealthStatus off, if the stored status of the Pod has it',
  statusClassImmutable: 'The QoS class of a Pod cannot be changed through pods/status',
  claimHealth: 'allocatedResourcesStatus may name resource claims of the container',
  extendedRequestsByName: 'extendedResourceClaimStatus may map an extended resource of a container to several requests',
  extendedResourceHealth: 'allocatedResourcesStatus may name requests of extendedResourceClaimStatus',
  nodeAllocatableMappings:
    'An entry of nodeAllocatableResourceClaimStatuses has mapping and overhead in place of resources',
  wideUserIds: 'The uid of a container in the status may be up to 4294967295',
  wholeUpdates: 'A ReplicaSet or DaemonSet that changes is validated like a new one, with its generateName',
  statefulSetTemplates: 'The Pod template and the claim templates of a StatefulSet are validated',
  statefulSetServiceName: 'serviceName of a StatefulSet must be a valid name of a Service',
  statefulSetRevisionHistory: 'revisionHistoryLimit of a StatefulSet may change',
  podRequestsMayBeAbsent: 'Pod-level resources need no request for a resource that containers request',
  podPageTotals: 'A pod-level limit of huge pages must be at least the sum of the limits of the containers',
  podResourcesNotForWindows: 'Pod-level resources are refused if os.name is windows',
  initRulesNeedPolicy: 'restartPolicyRules are refused in an init container without a restartPolicy',
  initResizePolicyRefused: 'A resizePolicy is refused in init containers',
  memoryLimitsNotLowered:
    'A resize cannot add or decrease the memory limit of a container, unless its resizePolicy is RestartContainer',
  conditionStatusRequired: 'A condition in the podFailurePolicy of a CronJob must have a status',
  storedRestartRulesCount:
    'The restart policies of containers in the stored Pod count for its status with the feature gate ContainerRestartRules off, too',
  podGenerationSet: 'generation of a new Pod is set to 1, whatever a client sends',
  nodeAffinityValues: 'The values in required node affinity must be valid label values',
  subresourcesSendMetadata:
    'A request to pods/ephemeralcontainers or pods/resize can change those fields of the metadata that are not reset. In earlier versions, it changes none',
  fileOverlapsWarned:
    'Overlapping paths of files in a volume, and entries of a projected volume without a source, get a warning',
  oddValuesWarned:
    'Port names that two containers use, label values that no node can have, unusual forms of IP addresses, and a negative revisionHistoryLimit of a StatefulSet get a warning',
  userNamespaceDevicesRefused: 'hostUsers: false is refused together with volumeDevices',
  storedSysAdminStays:
    'allowPrivilegeEscalation: false may stand beside CAP_SYS_ADMIN in every container if a container of the stored Pod or template has this capability without allowPrivilegeEscalation: true',
  storedLabelKeysDecide:
    'If stored matchLabelKeys of a topology spread constraint are invalid, an update is validated as with the other value of the feature gate MatchLabelKeysInPodTopologySpreadSelectorMerge',
  profileAnnotationsAdded: 'A new Pod gets an annotation for the AppArmor profile of each container',
  appArmorProfilesCompared:
    'An AppArmor annotation in a Pod template gets a warning unless the Pod has the same profile. Earlier versions accept any profile of the Pod',
} as const;

type FactName = keyof typeof factTexts;
type CodeFacts = Readonly<Record<FactName, boolean>>;

/** What an API server accepts: a supported version, with its feature gates. */
export interface ServerFacts extends CodeFacts, Readonly<Record<GateName, boolean>> {
  /** Minor version: 36 for Kubernetes 1.36. */
  readonly minor: number;
  /** Fields of a Pod that kube-apiserver drops without a warning, because their feature gates are off. */
  readonly droppedFields: readonly string[];
  /** The gates that the version has and that are off. */
  readonly gatesOff: readonly GateName[];
  /** The gates that are off, but count as on, because the stored object has their fields (gates-in-use.ts). */
  readonly gatesInUse: readonly GateName[];
}

/** The oldest supported version. */
const base: CodeFacts = {
  imageVolumeSubPaths: false,
  imageReferenceInTemplates: false,
  initRestartOnResizeRefused: false,
  replicationControllerPrefix: true,
  firstResourcesFree: true,
  claimsNotForStaticPods: false,
  updatesResize: true,
  resizesByName: true,
  claimsResize: false,
  suspendedJobsStay: false,
  jobUpdatesKeepGenerated: true,
  statusFieldsDropped: false,
  storedDevicesStay: false,
  statusClassImmutable: false,
  claimHealth: false,
  extendedRequestsByName: false,
  extendedResourceHealth: false,
  nodeAllocatableMappings: false,
  wideUserIds: false,
  wholeUpdates: true,
  statefulSetTemplates: false,
  statefulSetServiceName: false,
  statefulSetRevisionHistory: false,
  podRequestsMayBeAbsent: false,
  podPageTotals: false,
  podResourcesNotForWindows: false,
  initRulesNeedPolicy: false,
  initResizePolicyRefused: true,
  memoryLimitsNotLowered: false,
  conditionStatusRequired: true,
  storedRestartRulesCount: false,
  podGenerationSet: false,
  nodeAffinityValues: false,
  subresourcesSendMetadata: false,
  fileOverlapsWarned: false,
  oddValuesWarned: false,
  userNamespaceDevicesRefused: false,
  storedSysAdminStays: false,
  storedLabelKeysDecide: false,
  profileAnnotationsAdded: true,
  appArmorProfilesCompared: false,
};

/** The differences between a version and the previous one. */
const changes = {
  32: {
    updatesResize: false,
    fileOverlapsWarned: true,
    statusClassImmutable: true,
    claimHealth: true,
    claimsNotForStaticPods: true,
  },
  33: {
    resizesByName: false,
    imageVolumeSubPaths: true,
    oddValuesWarned: true,
    statusFieldsDropped: true,
    statefulSetServiceName: true,
    statefulSetRevisionHistory: true,
    memoryLimitsNotLowered: true,
    initResizePolicyRefused: false,
    podGenerationSet: true,
    nodeAffinityValues: true,
    subresourcesSendMetadata: true,
  },
  34: {
    storedLabelKeysDecide: true,
    profileAnnotationsAdded: false,
    appArmorProfilesCompared: true,
    userNamespaceDevicesRefused: true,
    wholeUpdates: false,
    statefulSetTemplates: true,
    podRequestsMayBeAbsent: true,
    podPageTotals: true,
    podResourcesNotForWindows: true,
    memoryLimitsNotLowered: false,
    conditionStatusRequired: false,
  },
  35: {
    replicationControllerPrefix: false,
    firstResourcesFree: false,
    extendedRequestsByName: true,
    initRulesNeedPolicy: true,
    storedRestartRulesCount: true,
  },
  36: {
    storedDevicesStay: true,
    initRestartOnResizeRefused: true,
  },
  37: {
    storedSysAdminStays: true,
    imageReferenceInTemplates: true,
    claimsResize: true,
    suspendedJobsStay: true,
    jobUpdatesKeepGenerated: false,
    extendedResourceHealth: true,
    nodeAllocatableMappings: true,
    wideUserIds: true,
  },
} satisfies Readonly<Record<number, Partial<CodeFacts>>>;

export const oldestMinor = 31;

/** The supported minor versions: 31 is Kubernetes 1.31. */
export type KnownMinor = typeof oldestMinor | keyof typeof changes;

const stated: ReadonlyMap<number, CodeFacts> = Object.entries<Partial<CodeFacts>>(changes).reduce(
  (versions, [minor, change]) => versions.set(Number(minor), { ...versions.get(Number(minor) - 1)!, ...change }),
  new Map([[oldestMinor, base]]),
);

/** The supported minor versions, the oldest first: 31 is Kubernetes 1.31. */
export const knownMinors: readonly number[] = [...stated.keys()];
export const newestMinor: number = Math.max(...knownMinors);

export const isKnownMinor = (minor: number): boolean => stated.has(minor);

/** The facts of the nearest supported minor version, with the feature gates of the operator, or else the defaults. */
export function serverFacts(wanted: number, settings: GateSettings = {}): ServerFacts {
  const minor = Math.min(Math.max(wanted, oldestMinor), newestMinor);
  const facts = stated.get(minor)!;
  const on = Object.fromEntries(gateNames.map((name) => [name, isOn(name, minor, settings)])) as Record<
    GateName,
    boolean
  >;
  const dropped = gateNames.filter((name) => !on[name]).flatMap(dropsOf);
  const gatesOff = gateNames.filter((name) => !on[name] && hasGate(name, minor));
  return { minor, ...facts, ...on, droppedFields: dropped, gatesInUse: [], gatesOff };
}

/** The version in which the fact changes: `1.36`. Throws if no version changes it, or if several do. */
export function changedIn(name: FactName): string {
  const [minor, ...others] = changesOf(name);
  if (minor === undefined) throw new Error(`No supported version changes ${name}.`);
  if (others.length > 0) throw new Error(`Several versions change ${name}.`);
  return `1.${minor}`;
}

/** The first version after the last one in which the fact is true: `1.34`. Throws if the fact is true in the newest version, or in none. */
export function endedIn(name: FactName): string {
  const last = changesOf(name).at(-1);
  if (last === undefined || stated.get(last)![name]) throw new Error(`No supported version ends ${name}.`);
  return `1.${last}`;
}

const changesOf = (name: FactName): number[] =>
  knownMinors.filter((minor) => minor > oldestMinor && stated.get(minor)![name] !== stated.get(minor - 1)![name]);
