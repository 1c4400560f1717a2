import type { Area } from '../rule.ts';
import { activeDeadlineInTemplate } from './active-deadline-in-template.ts';
import { restartPolicyOfKind } from './restart-policy-of-kind.ts';
import { selectorImmutable } from './selector-immutable.ts';
import { selectorMatchesTemplate } from './selector-matches-template.ts';
import { selectorValid } from './selector-valid.ts';
import { statefulSetSpecImmutable } from './stateful-set-spec-immutable.ts';

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
  ],
};
