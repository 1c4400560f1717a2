/** The catalogue: every rule, the most important first. A new rule is one more line here. */
import type { Rule } from './rule.ts';
import { initContainerNeverFinishes } from './advice/init-container-never-finishes.ts';
import { livenessEqualsReadiness } from './advice/liveness-equals-readiness.ts';
import { slowStartWithoutStartupProbe } from './advice/slow-start-without-startup-probe.ts';
import { spreadDomainsExceedReplicas } from './advice/spread-domains-exceed-replicas.ts';
import { spreadSelectorMissesPod } from './advice/spread-selector-misses-pod.ts';
import { twoContainersOnePort } from './advice/two-containers-one-port.ts';
import { activeDeadlinePositive } from './containers/active-deadline-positive.ts';
import { annotationsValid } from './metadata/annotations-valid.ts';
import { claimTemplateNames } from './volumes/claim-template-names.ts';
import { containerImage } from './containers/container-image.ts';
import { containerNames } from './containers/container-names.ts';
import { containerRestartPolicy } from './containers/container-restart-policy.ts';
import { containersRequired } from './containers/containers-required.ts';
import { dnsConfigValid } from './network/dns-config-valid.ts';
import { dnsPolicy } from './network/dns-policy.ts';
import { envFileVolumes } from './env/env-file-volumes.ts';
import { envFromValid } from './env/env-from-valid.ts';
import { envValid } from './env/env-valid.ts';
import { ephemeralContainerValid } from './containers/ephemeral-container-valid.ts';
import { ephemeralContainersNotOnCreate } from './containers/ephemeral-containers-not-on-create.ts';
import { finalizersValid } from './metadata/finalizers-valid.ts';
import { handlerValid } from './probes/handler-valid.ts';
import { hostAliasesValid } from './network/host-aliases-valid.ts';
import { hostNamespacesConsistent } from './security/host-namespaces-consistent.ts';
import { hostPorts } from './network/host-ports.ts';
import { hostnameOverrideValid } from './network/hostname-override-valid.ts';
import { imagePullPolicy } from './containers/image-pull-policy.ts';
import { initContainersPlain } from './probes/init-containers-plain.ts';
import { labelsValid } from './metadata/labels-valid.ts';
import { lifecycleOneHandler } from './probes/lifecycle-one-handler.ts';
import { lifecycleSleepWithinGrace } from './probes/lifecycle-sleep-within-grace.ts';
import { nodeAffinityValid } from './scheduling/node-affinity-valid.ts';
import { nodeNameGated } from './scheduling/node-name-gated.ts';
import { nodeSelectorValid } from './scheduling/node-selector-valid.ts';
import { ownerReferencesValid } from './metadata/owner-references-valid.ts';
import { podAffinityValid } from './scheduling/pod-affinity-valid.ts';
import { podAnnotationsValid } from './metadata/pod-annotations-valid.ts';
import { podNameValid } from './metadata/pod-name-valid.ts';
import { podResourceClaimsValid } from './resources/pod-resource-claims-valid.ts';
import { podResourcesValid } from './resources/pod-resources-valid.ts';
import { portsValid } from './network/ports-valid.ts';
import { privilegeEscalationConsistent } from './security/privilege-escalation-consistent.ts';
import { probeNumbers } from './probes/probe-numbers.ts';
import { probeOneHandler } from './probes/probe-one-handler.ts';
import { probeSuccessThreshold } from './probes/probe-success-threshold.ts';
import { probeTerminationGrace } from './probes/probe-termination-grace.ts';
import { projectedSourcesValid } from './volumes/projected-sources-valid.ts';
import { readinessGatesValid } from './status/readiness-gates-valid.ts';
import { resizePolicyValid } from './resources/resize-policy-valid.ts';
import { resourceClaimsResolve } from './resources/resource-claims-resolve.ts';
import { resourcesValid } from './resources/resources-valid.ts';
import { schedulingGatesValid } from './scheduling/scheduling-gates-valid.ts';
import { securityChoices } from './security/security-choices.ts';
import { securityIds } from './security/security-ids.ts';
import { securityProfilesValid } from './security/security-profiles-valid.ts';
import { specChoices } from './containers/spec-choices.ts';
import { specNamesValid } from './containers/spec-names-valid.ts';
import { spreadConstraintValid } from './spread/spread-constraint-valid.ts';
import { spreadMinDomains } from './spread/spread-min-domains.ts';
import { spreadPairsUnique } from './spread/spread-pairs-unique.ts';
import { spreadSelectorValid } from './spread/spread-selector-valid.ts';
import { sysctlsValid } from './security/sysctls-valid.ts';
import { terminationMessagePolicy } from './containers/termination-message-policy.ts';
import { tolerationsValid } from './scheduling/tolerations-valid.ts';
import { volumeDevicesResolve } from './volumes/volume-devices-resolve.ts';
import { volumeFilesValid } from './volumes/volume-files-valid.ts';
import { volumeMountsResolve } from './volumes/volume-mounts-resolve.ts';
import { volumeSourcesValid } from './volumes/volume-sources-valid.ts';
import { volumesValid } from './volumes/volumes-valid.ts';
import { statusConditionReason } from './status/status-condition-reason.ts';
import { statusConditionStatus } from './status/status-condition-status.ts';
import { statusConditionsValid } from './status/status-conditions-valid.ts';
import { statusIpsValid } from './status/status-ips-valid.ts';
import { statusNominatedNode } from './status/status-nominated-node.ts';
import { statusPhase } from './status/status-phase.ts';
import { statusQosClassImmutable } from './status/status-qos-class-immutable.ts';
import { statusTerminatedStays } from './status/status-terminated-stays.ts';
import { statusTransitionTime } from './status/status-transition-time.ts';
import { activeDeadlineDecreases } from './update/active-deadline-decreases.ts';
import { apparmorAnnotationsImmutable } from './update/apparmor-annotations-immutable.ts';
import { containersFixed } from './update/containers-fixed.ts';
import { creationTimestampImmutable } from './metadata/creation-timestamp-immutable.ts';
import { deletionTimestampImmutable } from './metadata/deletion-timestamp-immutable.ts';
import { ephemeralContainersAppendOnly } from './update/ephemeral-containers-append-only.ts';
import { finalizersOnlyRemoved } from './metadata/finalizers-only-removed.ts';
import { gatedSchedulingTightened } from './update/gated-scheduling-tightened.ts';
import { generationServerOwned } from './metadata/generation-server-owned.ts';
import { guardedMetadata } from './metadata/guarded-metadata.ts';
import { identityImmutable } from './metadata/identity-immutable.ts';
import { mirrorAnnotationImmutable } from './update/mirror-annotation-immutable.ts';
import { resizeCpuMemoryOnly } from './update/resize-cpu-memory-only.ts';
import { resizeKeepsQos } from './update/resize-keeps-qos.ts';
import { resizeSupported } from './update/resize-supported.ts';
import { schedulingGatesOnlyRemoved } from './update/scheduling-gates-only-removed.ts';
import { specImmutable } from './update/spec-immutable.ts';
import { tolerationsOnlyAdded } from './update/tolerations-only-added.ts';
import { activeDeadlineOfKind } from './workload/active-deadline-of-kind.ts';
import { jobFieldsImmutable } from './job/job-fields-immutable.ts';
import { jobPodFailurePolicy } from './job/job-pod-failure-policy.ts';
import { jobSelectorGenerated } from './job/job-selector-generated.ts';
import { jobTemplateImmutable } from './job/job-template-immutable.ts';
import { restartPolicyOfKind } from './workload/restart-policy-of-kind.ts';
import { selectorImmutable } from './workload/selector-immutable.ts';
import { selectorMatchesTemplate } from './workload/selector-matches-template.ts';
import { selectorValid } from './workload/selector-valid.ts';
import { statefulSetFields } from './workload/stateful-set-fields.ts';
import { duplicateKeys } from './files/duplicate-keys.ts';
import { fieldTypes } from './files/field-types.ts';
import { knownFields } from './files/known-fields.ts';

export const rules: readonly Rule[] = [
  fieldTypes,
  knownFields,
  duplicateKeys,
  identityImmutable,
  creationTimestampImmutable,
  generationServerOwned,
  deletionTimestampImmutable,
  finalizersOnlyRemoved,
  containersFixed,
  specImmutable,
  activeDeadlineDecreases,
  tolerationsOnlyAdded,
  schedulingGatesOnlyRemoved,
  gatedSchedulingTightened,
  mirrorAnnotationImmutable,
  apparmorAnnotationsImmutable,
  guardedMetadata,
  selectorImmutable,
  statefulSetFields,
  jobTemplateImmutable,
  jobFieldsImmutable,
  statusPhase,
  statusTerminatedStays,
  statusQosClassImmutable,
  statusNominatedNode,
  statusIpsValid,
  statusConditionsValid,
  statusConditionStatus,
  ephemeralContainersAppendOnly,
  ephemeralContainerValid,
  resizeSupported,
  resizeKeepsQos,
  resizeCpuMemoryOnly,

  podNameValid,
  labelsValid,
  annotationsValid,
  podAnnotationsValid,
  finalizersValid,
  ownerReferencesValid,

  containersRequired,
  containerNames,
  containerImage,
  imagePullPolicy,
  terminationMessagePolicy,
  envValid,
  envFromValid,
  portsValid,
  resourcesValid,
  podResourcesValid,
  resizePolicyValid,

  claimTemplateNames,
  volumesValid,
  volumeSourcesValid,
  projectedSourcesValid,
  volumeFilesValid,
  volumeMountsResolve,
  volumeDevicesResolve,
  envFileVolumes,
  podResourceClaimsValid,
  resourceClaimsResolve,
  hostPorts,

  activeDeadlinePositive,
  restartPolicyOfKind,
  activeDeadlineOfKind,
  selectorValid,
  selectorMatchesTemplate,
  jobSelectorGenerated,
  jobPodFailurePolicy,

  initContainersPlain,
  containerRestartPolicy,
  probeOneHandler,
  handlerValid,
  probeNumbers,
  probeSuccessThreshold,
  probeTerminationGrace,
  lifecycleOneHandler,
  lifecycleSleepWithinGrace,
  dnsPolicy,
  dnsConfigValid,
  ephemeralContainersNotOnCreate,
  nodeNameGated,
  schedulingGatesValid,
  readinessGatesValid,
  tolerationsValid,
  nodeSelectorValid,
  nodeAffinityValid,
  podAffinityValid,
  spreadConstraintValid,
  spreadMinDomains,
  spreadPairsUnique,
  spreadSelectorValid,
  hostNamespacesConsistent,
  securityIds,
  securityChoices,
  securityProfilesValid,
  privilegeEscalationConsistent,
  sysctlsValid,
  specNamesValid,
  hostnameOverrideValid,
  hostAliasesValid,
  specChoices,

  twoContainersOnePort,
  initContainerNeverFinishes,
  spreadSelectorMissesPod,
  spreadDomainsExceedReplicas,
  livenessEqualsReadiness,
  slowStartWithoutStartupProbe,
  statusTransitionTime,
  statusConditionReason,
];
