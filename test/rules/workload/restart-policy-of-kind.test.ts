import type { Kind } from '../../../src/kubernetes/kinds.ts';
import { restartPolicyOfKind } from '../../../src/rules/workload/restart-policy-of-kind.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const made = (kind: Exclude<Kind, 'Pod'>, restartPolicy: string | number | null) => ({
  name: `${kind}: ${restartPolicy}`,
  after: workload(kind, { restartPolicy }),
});
const path = 'spec.template.spec.restartPolicy';
const serving = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'] as const;

testRule(restartPolicyOfKind, {
  valid: [
    ...['Always', 'OnFailure', 'Never', null].map((restartPolicy) => ({
      name: `Pod: ${restartPolicy}`,
      after: pod({ restartPolicy }),
    })),
    ...serving.map((kind) => made(kind, 'Always')),
    made('Job', 'OnFailure'),
    made('Job', 'Never'),
    made('CronJob', 'OnFailure'),
    made('PodTemplate', 'Never'),
  ],
  invalid: [
    ...serving.map((kind) => ({
      ...made(kind, 'Never'),
      findings: [
        {
          messageId: 'serves',
          path,
          beside: 'kind',
          type: 'FieldValueNotSupported' as const,
          fix: 'To run Pods that finish, use a Job.',
          to: 'Never',
          says: `A ${kind} keeps its Pods running.`,
        },
      ],
    })),
    {
      ...made('Job', 'Always'),
      findings: [
        {
          messageId: 'ends',
          path,
          beside: 'kind',
          type: 'FieldValueNotSupported',
          to: 'Always',
          says: 'supported values: "OnFailure", "Never". With Always, the Pods of a Job would never finish.',
        },
      ],
    },
    {
      ...made('CronJob', 'Always'),
      findings: [
        {
          messageId: 'ends',
          path: 'spec.jobTemplate.spec.template.spec.restartPolicy',
          beside: 'kind',
          type: 'FieldValueNotSupported',
        },
      ],
    },
    {
      ...made('Job', null),
      findings: [
        {
          messageId: 'absent',
          path,
          beside: 'kind',
          type: 'FieldValueRequired',
          fix: 'Set restartPolicy to OnFailure or Never.',
        },
      ],
    },
    {
      ...made('Job', 'Sometimes'),
      findings: [
        { messageId: 'unknown', path, type: 'FieldValueNotSupported', says: 'supported values: "OnFailure", "Never".' },
      ],
    },
    {
      name: 'Pod: another word',
      after: pod({ restartPolicy: 'always' }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.restartPolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Always"?',
          to: 'always',
          says: '"Always", "OnFailure", "Never"',
        },
      ],
    },
    {
      name: 'Pod: a number',
      after: pod({ restartPolicy: 5 }),
      findings: [{ messageId: 'unknown', path: 'spec.restartPolicy', type: 'FieldValueNotSupported' }],
    },
  ],
});
