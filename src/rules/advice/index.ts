import type { Area } from '../rule.ts';
import { capabilityNames } from './capability-names.ts';
import { httpPathSlash } from './http-path-slash.ts';
import { imageLatestIfNotPresent } from './image-latest-if-not-present.ts';
import { imageReferenceForm } from './image-reference-form.ts';
import { initContainerNeverFinishes } from './init-container-never-finishes.ts';
import { livenessEqualsReadiness } from './liveness-equals-readiness.ts';
import { probeEmpty } from './probe-empty.ts';
import { probePortUndeclared } from './probe-port-undeclared.ts';
import { resourceUnitMissing } from './resource-unit-missing.ts';
import { runAsNonRootUserZero } from './run-as-non-root-user-zero.ts';
import { slowStartWithoutStartupProbe } from './slow-start-without-startup-probe.ts';
import { spreadDomainsExceedReplicas } from './spread-domains-exceed-replicas.ts';
import { spreadSelectorMissesPod } from './spread-selector-misses-pod.ts';
import { twoContainersOnePort } from './two-containers-one-port.ts';

export const advice: Area = {
  name: 'advice',
  title: 'Advice',
  rules: [
    runAsNonRootUserZero,
    imageReferenceForm,
    probePortUndeclared,
    resourceUnitMissing,
    capabilityNames,
    twoContainersOnePort,
    initContainerNeverFinishes,
    spreadSelectorMissesPod,
    spreadDomainsExceedReplicas,
    livenessEqualsReadiness,
    slowStartWithoutStartupProbe,
    imageLatestIfNotPresent,
    httpPathSlash,
    probeEmpty,
  ],
};
