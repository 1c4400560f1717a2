import type { Json } from '../../../src/json/json.ts';
import { selectorImmutable } from '../../../src/rules/workload/selector-immutable.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { change, job } from '../job/jobs.ts';

const kinds = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] as const;
const selecting = (kind: (typeof kinds)[number] | 'ReplicationController', selector: Json) =>
  workload(kind, {}, { selector });
const app = (value: string) => ({ matchLabels: { app: value } });
const expressions = (path: string, undo: string) =>
  ({
    messageId: 'expressions',
    path: `spec.selector.${path}`,
    type: 'FieldValueInvalid',
    fix: `${undo}. To use another selector, create a DaemonSet with another name.`,
  }) as const;

testRule(selectorImmutable, {
  valid: [
    ...kinds.map((kind) => ({
      name: `${kind}: the Pod template changes`,
      before: workload(kind),
      after: workload(kind, { hostNetwork: true }),
    })),
    {
      name: 'the selector of a ReplicationController',
      skipped: true,
      before: selecting('ReplicationController', { app: 'web' }),
      after: selecting('ReplicationController', { app: 'api' }),
    },
    {
      name: 'an empty list of expressions is added',
      before: selecting('Deployment', app('web')),
      after: selecting('Deployment', { ...app('web'), matchExpressions: [] }),
    },
  ],
  invalid: [
    ...kinds.map((kind) => ({
      name: kind,
      before: selecting(kind, app('web')),
      after: selecting(kind, app('api')),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.selector.matchLabels[app]',
          type: 'FieldValueInvalid' as const,
          fix: `Set matchLabels entry "app" back to "web". To use another selector, create a ${kind} with another name.`,
          from: 'web',
          to: 'api',
        },
      ],
    })),
    {
      name: 'a label is added',
      before: selecting('Deployment', app('web')),
      after: selecting('Deployment', { matchLabels: { app: 'web', tier: 'front' } }),
      findings: [
        {
          messageId: 'added',
          path: 'spec.selector.matchLabels[tier]',
          type: 'FieldValueInvalid',
          fix: 'Remove matchLabels entry "tier". To use another selector, create a Deployment with another name.',
        },
      ],
    },
    {
      name: 'a label is removed',
      before: selecting('Deployment', { matchLabels: { app: 'web', tier: 'front' } }),
      after: selecting('Deployment', app('web')),
      findings: [
        {
          messageId: 'lost',
          path: 'spec.selector.matchLabels[tier]',
          type: 'FieldValueInvalid',
          fix: 'Put tier: "front" back into matchLabels. To use another selector, create a Deployment with another name.',
        },
      ],
    },
    {
      name: 'an expression is changed',
      before: selecting('DaemonSet', { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] }),
      after: selecting('DaemonSet', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }),
      findings: [
        expressions('matchExpressions[0].operator', 'Set operator back to "In"'),
        expressions('matchExpressions[0].values', 'Set values back to ["web"]'),
      ],
    },
    {
      name: 'a second expression is added',
      before: selecting('DaemonSet', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }),
      after: selecting('DaemonSet', {
        matchExpressions: [
          { key: 'app', operator: 'Exists' },
          { key: 'tier', operator: 'Exists' },
        ],
      }),
      findings: [expressions('matchExpressions', 'Set matchExpressions back to [{key: "app", operator: "Exists"}]')],
    },
    ...[
      { key: 'k'.repeat(60), undo: `Set matchExpressions back to [{key: "${'k'.repeat(60)}", operator: "Exists"}]` },
      { key: 'k'.repeat(61), undo: 'Set matchExpressions back to the existing value' },
    ].map(({ key, undo }) => ({
      name: `an expression is added beside one with a key of ${key.length} characters`,
      before: selecting('DaemonSet', { matchExpressions: [{ key, operator: 'Exists' }] }),
      after: selecting('DaemonSet', { matchExpressions: [{ key, operator: 'Exists' }, { key: 'tier' }] }),
      findings: [expressions('matchExpressions', undo)],
    })),
    {
      name: 'a long list of values is changed',
      before: selecting('DaemonSet', {
        matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b', 'c'].map((name) => name.repeat(60)) }],
      }),
      after: selecting('DaemonSet', { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] }),
      findings: [expressions('matchExpressions[0].values', 'Set values back to the existing value')],
    },
    {
      name: 'an operator is added to an expression',
      before: selecting('DaemonSet', { matchExpressions: [{ key: 'app' }] }),
      after: selecting('DaemonSet', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }),
      findings: [expressions('matchExpressions[0].operator', 'Remove operator')],
    },
    {
      name: 'expressions are added',
      before: selecting('ReplicaSet', app('web')),
      after: selecting('ReplicaSet', { ...app('web'), matchExpressions: [{ key: 'app', operator: 'Exists' }] }),
      findings: [
        {
          messageId: 'expressionsAdded',
          path: 'spec.selector.matchExpressions',
          type: 'FieldValueInvalid',
          fix: 'Remove matchExpressions. To use another selector, create a ReplicaSet with another name.',
        },
      ],
    },
    {
      name: 'the selector is removed',
      before: selecting('StatefulSet', app('web')),
      after: selecting('StatefulSet', null),
      findings: [
        {
          messageId: 'absent',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          from: app('web'),
          to: null,
          fix: 'Put selector: {matchLabels: {app: "web"}} back into spec. To use another selector, create a StatefulSet with another name.',
        },
      ],
    },
    {
      ...change('the generated selector is not in the manifest of a Job', job(), job({ own: { selector: null } })),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'To change the Job in place, use kubectl apply -n default -f FILE. To delete and recreate the Job, use kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      ...change('the generated selector of a Job is removed in a file', job(), job({ own: { selector: null } })),
      phase: 'offline',
      findings: [
        {
          messageId: 'removed',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Delete and recreate the Job and its Pods: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      ...change(
        'the selector of a Job with manualSelector is removed',
        job({ own: { manualSelector: true } }),
        job({ own: { manualSelector: true, selector: null } }),
      ),
      findings: [
        {
          messageId: 'absent',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Put "selector" back into spec. To use another selector, create a Job with another name.',
        },
      ],
    },
  ],
});
