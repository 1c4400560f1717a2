/**
 * The feature gates of kube-apiserver that change what it accepts of Pods and workloads, as data. The registry code of each version reads them
 * (`make oracle ARGS="--gates"` compares).
 */

interface Gate {
  /** What the gate permits or changes, for the pages. */
  readonly text: string;
  /** The default from each minor version on. Before the first one, the gate does not exist, and everything is as if it were off. */
  readonly defaults: Readonly<Record<number, boolean>>;
  /** The first minor version in which the gate has a fixed value, or does not exist any more. */
  readonly fixedFrom?: number;
  /**
   * The fields that kube-apiserver drops without a warning while the gate is off. Each is written after its parent field, because other fields
   * and keys of maps may have the same name. Source: dropDisabledFields in pkg/api/pod/util.go.
   */
  readonly drops?: readonly string[];
}

export const gates = {
  ContainerRestartRules: {
    text: 'Containers may have restartPolicy and restartPolicyRules, which are dropped otherwise',
    defaults: { 34: false, 35: true },
    drops: [
      'containers.restartPolicy',
      'containers.restartPolicyRules',
      'initContainers.restartPolicyRules',
      'ephemeralContainers.restartPolicy',
      'ephemeralContainers.restartPolicyRules',
    ],
  },
  RestartAllContainersOnContainerExits: {
    text: 'restartPolicyRules may have action RestartAllContainers, and sidecar containers may have rules',
    defaults: { 35: false, 36: true },
  },
  StrictIPCIDRValidation: {
    text: 'IP addresses with leading zeros and IPv4-mapped IPv6 addresses are refused',
    defaults: { 33: false, 36: true },
  },
  TaintTolerationComparisonOperators: {
    text: 'Tolerations may have the operators Lt and Gt',
    defaults: { 35: false },
  },
  SELinuxMount: {
    text: 'seLinuxChangePolicy may be MountOption',
    defaults: { 30: false, 37: true },
  },
  HostnameOverride: {
    text: 'Pods may have hostnameOverride, which is dropped otherwise',
    defaults: { 34: false, 35: true },
    drops: ['spec.hostnameOverride'],
  },
  EnvFiles: {
    text: 'Variables may have the source fileKeyRef, which is dropped otherwise',
    defaults: { 34: false, 35: true },
    drops: ['valueFrom.fileKeyRef'],
  },
  ImageVolume: {
    text: 'Volumes may have the source image. Otherwise, such volumes and their mounts are dropped',
    defaults: { 31: false, 35: true },
  },
  ClusterTrustBundleProjection: {
    text: 'Projected volumes may have the source clusterTrustBundle, which is dropped otherwise',
    defaults: { 29: false, 37: true },
    drops: ['sources.clusterTrustBundle'],
  },
  PodCertificateRequest: {
    text: 'Projected volumes may have the source podCertificate, which is dropped otherwise',
    defaults: { 34: false, 37: true },
    drops: ['sources.podCertificate'],
  },
  InPlacePodVerticalScalingInitContainers: {
    text: 'Init containers that are not sidecar containers can be resized',
    defaults: { 36: true },
  },
  InPlacePodLevelResourcesVerticalScaling: {
    text: 'Pod-level resources can be resized',
    defaults: { 35: false, 36: true },
  },
  PodLevelResourcesFixDefaulting: {
    text: 'An update without spec.resources keeps the stored spec.resources',
    defaults: { 37: true },
  },
  PodLevelResourcesFixKubeletQOSClass: {
    text: 'A Pod with empty spec.resources has the QoS class of its containers, and is not always BestEffort',
    defaults: { 37: true },
  },
  MutableSchedulingDirectivesForSuspendedJobs: {
    text: "The scheduling directives of a Job's template may change while it has the condition Suspended and no active Pods",
    defaults: { 35: false, 36: true },
  },
  MutablePodResourcesForSuspendedJobs: {
    text: 'The resources in the template of a suspended Job may change, too',
    defaults: { 35: false, 36: true },
  },
  ClearingNominatedNodeNameAfterBinding: {
    text: 'nominatedNodeName of a Pod that is bound to a node cannot be set',
    defaults: { 34: false, 35: true },
  },
  MaxUnavailableStatefulSet: {
    text: 'StatefulSets may have maxUnavailable, which is dropped otherwise',
    defaults: { 24: false, 37: true },
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

export const isOn = (name: GateName, minor: number, settings: GateSettings): boolean => {
  const gate = gateIn(name, minor);
  return gate !== undefined && (gate.isFixed ? gate.isOn : (settings[name] ?? gate.isOn));
};

/** The fields that are dropped while the gate is off. */
export const dropsOf = (name: GateName): readonly string[] => (gates[name] as Gate).drops ?? [];
