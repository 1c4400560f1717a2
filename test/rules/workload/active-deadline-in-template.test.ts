import { activeDeadlineInTemplate } from '../../../src/rules/workload/active-deadline-in-template.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const limited = { activeDeadlineSeconds: 60 };
const serving = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'] as const;

testRule(activeDeadlineInTemplate, {
  valid: [
    { name: 'Pod', after: pod(limited) },
    { name: 'Job', kind: 'Job', after: workload('Job', limited) },
    { name: 'CronJob', kind: 'CronJob', after: workload('CronJob', limited) },
    {
      name: 'a Deployment without a deadline',
      kind: 'Deployment',
      after: workload('Deployment', { activeDeadlineSeconds: null }),
    },
    {
      name: 'a stored Deployment with a deadline',
      kind: 'Deployment',
      before: workload('Deployment', limited),
      after: workload('Deployment', { ...limited, hostNetwork: true }),
    },
  ],
  invalid: serving.map((kind) => ({
    name: kind,
    kind,
    after: workload(kind, limited),
    findings: [
      {
        messageId: 'set',
        path: 'spec.template.spec.activeDeadlineSeconds',
        beside: 'kind',
        type: 'FieldValueForbidden',
        fix: 'Remove activeDeadlineSeconds, or run the Pods from a Job.',
        to: 60,
        says: `the Pod template of a ${kind}, which`,
      },
    ],
  })),
});
