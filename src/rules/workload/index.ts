import type { Area } from '../rule.ts';
import { activeDeadlineInTemplate } from './active-deadline-in-template.ts';
import { daemonSetUpdateStrategyValid } from './daemon-set-update-strategy-valid.ts';
import { deploymentProgressDeadline } from './deployment-progress-deadline.ts';
import { deploymentStrategyValid } from './deployment-strategy-valid.ts';
import { workloadAnnotations } from './workload-annotations.ts';
import { nonConvertibleAnnotations } from './non-convertible-annotations.ts';
import { restartPolicyOfKind } from './restart-policy-of-kind.ts';
import { selectorImmutable } from './selector-immutable.ts';
import { selectorMatchesTemplate } from './selector-matches-template.ts';
import { selectorValid } from './selector-valid.ts';
import { statefulSetPolicies } from './stateful-set-policies.ts';
import { statefulSetServiceName } from './stateful-set-service-name.ts';
import { statefulSetSpecImmutable } from './stateful-set-spec-immutable.ts';
import { statefulSetUpdateStrategyValid } from './stateful-set-update-strategy-valid.ts';
import { workloadNumbers } from './workload-numbers.ts';

export const workload: Area = {
  name: 'workload',
  title: 'Workloads',
  rules: [
    selectorImmutable,
    statefulSetSpecImmutable,
    restartPolicyOfKind,
    activeDeadlineInTemplate,
    selectorValid,
    selectorMatchesTemplate,
    workloadNumbers,
    deploymentStrategyValid,
    deploymentProgressDeadline,
    daemonSetUpdateStrategyValid,
    statefulSetUpdateStrategyValid,
    statefulSetPolicies,
    statefulSetServiceName,
    workloadAnnotations,
    nonConvertibleAnnotations,
  ],
};
