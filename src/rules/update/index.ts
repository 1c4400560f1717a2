import type { Area } from '../rule.ts';
import { activeDeadlineDecreases } from './active-deadline-decreases.ts';
import { apparmorAnnotationsImmutable } from './apparmor-annotations-immutable.ts';
import { containersFixed } from './containers-fixed.ts';
import { ephemeralContainersAppendOnly } from './ephemeral-containers-append-only.ts';
import { gatedSchedulingTightened } from './gated-scheduling-tightened.ts';
import { mirrorAnnotationImmutable } from './mirror-annotation-immutable.ts';
import { podSpecImmutable } from './pod-spec-immutable.ts';
import { resizeCpuMemoryOnly } from './resize-cpu-memory-only.ts';
import { resizeKeepsQos } from './resize-keeps-qos.ts';
import { resizeSupported } from './resize-supported.ts';
import { resizeVolumes } from './resize-volumes.ts';
import { schedulingGatesOnlyRemoved } from './scheduling-gates-only-removed.ts';
import { tolerationsOnlyAdded } from './tolerations-only-added.ts';

export const update: Area = {
  name: 'update',
  title: 'Pod updates',
  rules: [
    containersFixed,
    podSpecImmutable,
    activeDeadlineDecreases,
    tolerationsOnlyAdded,
    schedulingGatesOnlyRemoved,
    gatedSchedulingTightened,
    mirrorAnnotationImmutable,
    apparmorAnnotationsImmutable,
    ephemeralContainersAppendOnly,
    resizeSupported,
    resizeKeepsQos,
    resizeCpuMemoryOnly,
    resizeVolumes,
  ],
};
