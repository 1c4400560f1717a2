import type { Area } from '../rule.ts';
import { evictionRespondersValid } from './eviction-responders-valid.ts';
import { nodeAffinityValid } from './node-affinity-valid.ts';
import { nodeNameGated } from './node-name-gated.ts';
import { nodeSelectorValid } from './node-selector-valid.ts';
import { podAffinityValid } from './pod-affinity-valid.ts';
import { preemptionPolicy } from './preemption-policy.ts';
import { schedulingGatesValid } from './scheduling-gates-valid.ts';
import { schedulingGroupValid } from './scheduling-group-valid.ts';
import { tolerationAnnotationValid } from './toleration-annotation-valid.ts';
import { tolerationsValid } from './tolerations-valid.ts';
import { workloadRefValid } from './workload-ref-valid.ts';

export const scheduling: Area = {
  name: 'scheduling',
  title: 'Scheduling',
  rules: [
    nodeNameGated,
    schedulingGatesValid,
    tolerationsValid,
    tolerationAnnotationValid,
    nodeSelectorValid,
    nodeAffinityValid,
    podAffinityValid,
    preemptionPolicy,
    schedulingGroupValid,
    workloadRefValid,
    evictionRespondersValid,
  ],
};
