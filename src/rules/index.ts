/** The catalogue: every rule, the most important first. A new rule is one more line here. */
import type { Rule } from './rule.ts';
import { initContainerNeverFinishes } from './advice/init-container-never-finishes.ts';
import { livenessEqualsReadiness } from './advice/liveness-equals-readiness.ts';
import { slowStartWithoutStartupProbe } from './advice/slow-start-without-startup-probe.ts';
import { spreadDomainsExceedReplicas } from './advice/spread-domains-exceed-replicas.ts';
import { spreadSelectorMissesPod } from './advice/spread-selector-misses-pod.ts';
import { twoContainersOnePort } from './advice/two-containers-one-port.ts';
import { activeDeadlinePositive } from './spec/active-deadline-positive.ts';
import { annotationsValid } from './spec/annotations-valid.ts';
import { claimTemplateNames } from './spec/claim-template-names.ts';
import { containerImage } from './spec/container-image.ts';
import { containerNames } from './spec/container-names.ts';
import { containerRestartPolicy } from './spec/container-restart-policy.ts';
import { containersRequired } from './spec/containers-required.ts';
import { dnsConfigValid } from './spec/dns-config-valid.ts';
import { dnsPolicy } from './spec/dns-policy.ts';
import { envFileVolumes } from './spec/env-file-volumes.ts';
import { envFromValid } from './spec/env-from-valid.ts';
import { envValid } from './spec/env-valid.ts';
import { ephemeralContainerValid } from './spec/ephemeral-container-valid.ts';
import { ephemeralContainersNotOnCreate } from './spec/ephemeral-containers-not-on-create.ts';
import { finalizersValid } from './spec/finalizers-valid.ts';
import { handlerValid } from './spec/handler-valid.ts';
import { hostAliasesValid } from './spec/host-aliases-valid.ts';
import { hostNamespacesConsistent } from './spec/host-namespaces-consistent.ts';
import { hostPorts } from './spec/host-ports.ts';
import { hostnameOverrideValid } from './spec/hostname-override-valid.ts';
import { imagePullPolicy } from './spec/image-pull-policy.ts';
import { initContainersPlain } from './spec/init-containers-plain.ts';
import { labelsValid } from './spec/labels-valid.ts';
import { lifecycleOneHandler } from './spec/lifecycle-one-handler.ts';
import { lifecycleSleepWithinGrace } from './spec/lifecycle-sleep-within-grace.ts';
import { nodeAffinityValid } from './spec/node-affinity-valid.ts';
import { nodeNameGated } from './spec/node-name-gated.ts';
import { nodeSelectorValid } from './spec/node-selector-valid.ts';
import { ownerReferencesValid } from './spec/owner-references-valid.ts';
import { podAffinityValid } from './spec/pod-affinity-valid.ts';
import { podAnnotationsValid } from './spec/pod-annotations-valid.ts';
import { podNameValid } from './spec/pod-name-valid.ts';
import { podResourceClaimsValid } from './spec/pod-resource-claims-valid.ts';
import { podResourcesValid } from './spec/pod-resources-valid.ts';
import { portsValid } from './spec/ports-valid.ts';
import { privilegeEscalationConsistent } from './spec/privilege-escalation-consistent.ts';
import { probeNumbers } from './spec/probe-numbers.ts';
import { probeOneHandler } from './spec/probe-one-handler.ts';
import { probeSuccessThreshold } from './spec/probe-success-threshold.ts';
import { probeTerminationGrace } from './spec/probe-termination-grace.ts';
import { projectedSourcesValid } from './spec/projected-sources-valid.ts';
import { readinessGatesValid } from './spec/readiness-gates-valid.ts';
import { resizePolicyValid } from './spec/resize-policy-valid.ts';
import { resourceClaimsResolve } from './spec/resource-claims-resolve.ts';
import { resourcesValid } from './spec/resources-valid.ts';
import { schedulingGatesValid } from './spec/scheduling-gates-valid.ts';
import { securityChoices } from './spec/security-choices.ts';
import { securityIds } from './spec/security-ids.ts';
import { securityProfilesValid } from './spec/security-profiles-valid.ts';
import { specChoices } from './spec/spec-choices.ts';
import { specNamesValid } from './spec/spec-names-valid.ts';
import { spreadConstraintValid } from './spec/spread-constraint-valid.ts';
import { spreadMinDomains } from './spec/spread-min-domains.ts';
import { spreadPairsUnique } from './spec/spread-pairs-unique.ts';
import { spreadSelectorValid } from './spec/spread-selector-valid.ts';
import { sysctlsValid } from './spec/sysctls-valid.ts';
import { terminationMessagePolicy } from './spec/termination-message-policy.ts';
import { tolerationsValid } from './spec/tolerations-valid.ts';
import { volumeDevicesResolve } from './spec/volume-devices-resolve.ts';
import { volumeFilesValid } from './spec/volume-files-valid.ts';
import { volumeMountsResolve } from './spec/volume-mounts-resolve.ts';
import { volumeSourcesValid } from './spec/volume-sources-valid.ts';
import { volumesValid } from './spec/volumes-valid.ts';
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
import { creationTimestampImmutable } from './update/creation-timestamp-immutable.ts';
import { deletionTimestampImmutable } from './update/deletion-timestamp-immutable.ts';
import { ephemeralContainersAppendOnly } from './update/ephemeral-containers-append-only.ts';
import { finalizersOnlyRemoved } from './update/finalizers-only-removed.ts';
import { gatedSchedulingTightened } from './update/gated-scheduling-tightened.ts';
import { generationServerOwned } from './update/generation-server-owned.ts';
import { guardedMetadata } from './update/guarded-metadata.ts';
import { identityImmutable } from './update/identity-immutable.ts';
import { mirrorAnnotationImmutable } from './update/mirror-annotation-immutable.ts';
import { resizeCpuMemoryOnly } from './update/resize-cpu-memory-only.ts';
import { resizeKeepsQos } from './update/resize-keeps-qos.ts';
import { resizeSupported } from './update/resize-supported.ts';
import { schedulingGatesOnlyRemoved } from './update/scheduling-gates-only-removed.ts';
import { specImmutable } from './update/spec-immutable.ts';
import { tolerationsOnlyAdded } from './update/tolerations-only-added.ts';
import { activeDeadlineOfKind } from './workload/active-deadline-of-kind.ts';
import { jobFieldsImmutable } from './workload/job-fields-immutable.ts';
import { jobPodFailurePolicy } from './workload/job-pod-failure-policy.ts';
import { jobSelectorGenerated } from './workload/job-selector-generated.ts';
import { jobTemplateImmutable } from './workload/job-template-immutable.ts';
import { restartPolicyOfKind } from './workload/restart-policy-of-kind.ts';
import { selectorImmutable } from './workload/selector-immutable.ts';
import { selectorMatchesTemplate } from './workload/selector-matches-template.ts';
import { selectorValid } from './workload/selector-valid.ts';
import { statefulSetFields } from './workload/stateful-set-fields.ts';
import { duplicateKeys } from './spec/duplicate-keys.ts';
import { fieldTypes } from './spec/field-types.ts';
import { knownFields } from './spec/known-fields.ts';

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
