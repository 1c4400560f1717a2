import type { Area } from '../rule.ts';
import { initContainerNeverFinishes } from './init-container-never-finishes.ts';
import { livenessEqualsReadiness } from './liveness-equals-readiness.ts';
import { slowStartWithoutStartupProbe } from './slow-start-without-startup-probe.ts';
import { spreadDomainsExceedReplicas } from './spread-domains-exceed-replicas.ts';
import { spreadSelectorMissesPod } from './spread-selector-misses-pod.ts';
import { twoContainersOnePort } from './two-containers-one-port.ts';

export const advice: Area = {
  name: 'advice',
  title: 'Advice',
  rules: [
    twoContainersOnePort,
    initContainerNeverFinishes,
    spreadSelectorMissesPod,
    spreadDomainsExceedReplicas,
    livenessEqualsReadiness,
    slowStartWithoutStartupProbe,
  ],
};
