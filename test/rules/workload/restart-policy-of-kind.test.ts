import type { Kind } from '../../../src/kubernetes/kinds.ts';
import { restartPolicyOfKind } from '../../../src/rules/workload/restart-policy-of-kind.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const made = (kind: Exclude<Kind, 'Pod'>, restartPolicy: string | number | null) => ({
  name: `${kind}: ${restartPolicy}`,
  kind,
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
          type: 'FieldValueNotSupported' as const,
          to: 'Never',
          says: [kind, 'set it to "Always"'],
        },
      ],
    })),
    {
      ...made('Job', 'Always'),
      findings: [{ messageId: 'ends', path, type: 'FieldValueRequired', to: 'Always', says: 'a Job runs to an end' }],
    },
    {
      ...made('CronJob', 'Always'),
      findings: [{ messageId: 'ends', path: 'spec.jobTemplate.spec.template.spec.restartPolicy' }],
    },
    {
      ...made('Job', null),
      findings: [{ messageId: 'absent', path, type: 'FieldValueRequired', says: 'set it to OnFailure or Never' }],
    },
    {
      ...made('Job', 'Sometimes'),
      findings: [{ messageId: 'unknown', path, type: 'FieldValueNotSupported', says: 'use OnFailure or Never' }],
    },
    {
      name: 'Pod: an unknown word',
      after: pod({ restartPolicy: 'always' }),
      findings: [
        { messageId: 'unknown', path: 'spec.restartPolicy', to: 'always', says: 'use Always, OnFailure or Never' },
      ],
    },
    {
      name: 'Pod: no text',
      after: pod({ restartPolicy: 5 }),
      findings: [{ messageId: 'unknown', path: 'spec.restartPolicy' }],
    },
  ],
});
