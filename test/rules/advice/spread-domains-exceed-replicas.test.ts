import type { Json } from '../../../src/json/json.ts';
import { spreadDomainsExceedReplicas } from '../../../src/rules/advice/spread-domains-exceed-replicas.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (replicas: Json, minDomains: Json, whenUnsatisfiable = 'DoNotSchedule', maxSkew: Json = 1) =>
  workload(
    'Deployment',
    { topologySpreadConstraints: [{ maxSkew, topologyKey: 'zone', whenUnsatisfiable, minDomains }] },
    { replicas },
  );
const few = {
  messageId: 'few',
  path: 'spec.template.spec.topologySpreadConstraints[0].minDomains',
  beside: 'spec.replicas',
  type: 'FieldValueInvalid',
  fix: 'Set minDomains to 2 or less, or increase replicas.',
  to: 3,
} as const;

testRule(spreadDomainsExceedReplicas, {
  valid: [
    { name: 'as many domains as replicas', after: spread(3, 3) },
    { name: 'one replica, which an autoscaler may change', after: spread(1, 3) },
    { name: 'no replicas', after: spread(0, 3) },
    { name: 'absent minDomains', after: spread(2, null) },
    { name: 'absent replicas', after: spread(null, 3) },
    { name: 'ScheduleAnyway', after: spread(2, 3, 'ScheduleAnyway') },
    { name: 'values that are not numbers', after: spread('2', '3') },
    {
      name: 'a Pod, which has no replicas',
      skipped: true,
      after: pod({ topologySpreadConstraints: [{ minDomains: 3, whenUnsatisfiable: 'DoNotSchedule' }] }),
    },
  ],
  invalid: [
    {
      name: 'more domains than replicas',
      after: spread(2, 3),
      findings: [{ ...few, says: 'no topology domain gets more than 1 Pod.' }],
    },
    {
      name: 'a maxSkew of several Pods',
      after: spread(2, 3, 'DoNotSchedule', 2),
      findings: [{ ...few, says: 'no topology domain gets more than 2 Pods.' }],
    },
    {
      name: 'fewer replicas than before',
      before: spread(5, 3),
      after: spread(2, 3),
      findings: [few],
    },
  ],
});
