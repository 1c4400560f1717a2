import { activeDeadlineInTemplate } from '../../../src/rules/workload/active-deadline-in-template.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const limited = { activeDeadlineSeconds: 60 };
const serving = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'] as const;

testRule(activeDeadlineInTemplate, {
  valid: [
    { name: 'Pod', skipped: true, after: pod(limited) },
    { name: 'Job', skipped: true, after: workload('Job', limited) },
    { name: 'CronJob', skipped: true, after: workload('CronJob', limited) },
    {
      name: 'a Deployment without a deadline',
      after: workload('Deployment', { activeDeadlineSeconds: null }),
    },
    {
      name: 'a stored Deployment with a deadline',
      before: workload('Deployment', limited),
      after: workload('Deployment', { ...limited, hostNetwork: true }),
    },
  ],
  invalid: serving.map((kind) => ({
    name: kind,
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
