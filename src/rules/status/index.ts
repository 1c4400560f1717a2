import type { Area } from '../rule.ts';
import { readinessGatesValid } from './readiness-gates-valid.ts';
import { statusAllocatedDevices } from './status-allocated-devices.ts';
import { statusConditionReason } from './status-condition-reason.ts';
import { statusConditionStatus } from './status-condition-status.ts';
import { statusConditionsValid } from './status-conditions-valid.ts';
import { statusContainerUsers } from './status-container-users.ts';
import { statusExtendedClaim } from './status-extended-claim.ts';
import { statusImageVolumes } from './status-image-volumes.ts';
import { statusIpsValid } from './status-ips-valid.ts';
import { statusNodeAllocatableClaims } from './status-node-allocatable-claims.ts';
import { statusNominatedNode } from './status-nominated-node.ts';
import { statusPhase } from './status-phase.ts';
import { statusQosClassImmutable } from './status-qos-class-immutable.ts';
import { statusResourceClaims } from './status-resource-claims.ts';
import { statusTerminatedStays } from './status-terminated-stays.ts';
import { statusTransitionTime } from './status-transition-time.ts';
import { statusVolumeHealth } from './status-volume-health.ts';

export const status: Area = {
  name: 'status',
  title: 'Pod status and conditions',
  rules: [
    statusPhase,
    statusTerminatedStays,
    statusQosClassImmutable,
    statusNominatedNode,
    statusIpsValid,
    statusConditionsValid,
    statusConditionStatus,
    readinessGatesValid,
    statusResourceClaims,
    statusExtendedClaim,
    statusAllocatedDevices,
    statusContainerUsers,
    statusNodeAllocatableClaims,
    statusVolumeHealth,
    statusImageVolumes,
    statusTransitionTime,
    statusConditionReason,
  ],
};
