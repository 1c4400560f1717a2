import { expect, test } from '@jest/globals';
import { get, type JsonObject } from '../../../src/json/json.ts';
import type { Kind } from '../../../src/kubernetes/kinds.ts';
import { nativeDefaults } from '../../../src/kubernetes/apiserver/defaults.ts';

const rows: readonly (readonly [kind: Kind, spec: JsonObject, filled: JsonObject])[] = [
  [
    'Deployment',
    { paused: false, minReadySeconds: 0 },
    {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
  ],
  [
    'Deployment',
    { strategy: { type: 'Recreate' }, replicas: 0, paused: true, minReadySeconds: 5 },
    {
      replicas: 0,
      paused: true,
      minReadySeconds: 5,
      strategy: { type: 'Recreate' },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
  ],
  ['ReplicaSet', {}, { replicas: 1 }],
  [
    'StatefulSet',
    { volumeClaimTemplates: [{}] },
    {
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      replicas: 1,
      revisionHistoryLimit: 10,
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          spec: { volumeMode: 'Filesystem' },
          status: { phase: 'Pending' },
        },
      ],
    },
  ],
  [
    'StatefulSet',
    { updateStrategy: { type: 'RollingUpdate' }, replicas: 2 },
    {
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      replicas: 2,
      revisionHistoryLimit: 10,
    },
  ],
  [
    'StatefulSet',
    { updateStrategy: { type: 'OnDelete', rollingUpdate: {} } },
    {
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'OnDelete', rollingUpdate: {} },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      replicas: 1,
      revisionHistoryLimit: 10,
    },
  ],
  [
    'DaemonSet',
    {},
    {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
    },
  ],
  [
    'Job',
    {},
    {
      completions: 1,
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      manualSelector: false,
    },
  ],
  [
    'Job',
    {
      parallelism: 3,
      backoffLimitPerIndex: 1,
      podFailurePolicy: {
        rules: [{ onPodConditions: [{ type: 'A' }, { type: 'B', status: '' }, { type: 'C', status: 'False' }] }],
      },
    },
    {
      parallelism: 3,
      backoffLimit: 2147483647,
      backoffLimitPerIndex: 1,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          {
            onPodConditions: [
              { type: 'A', status: 'True' },
              { type: 'B', status: 'True' },
              { type: 'C', status: 'False' },
            ],
          },
        ],
      },
      manualSelector: false,
    },
  ],
  // The Jobs of a CronJob get their defaults when they are created.
  [
    'CronJob',
    { jobTemplate: { spec: {} } },
    {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: {} },
    },
  ],
  ['ReplicationController', {}, { replicas: 1 }],
  ['PodTemplate', {}, {}],
];
test.each(rows)('%s %j', (kind, spec, filled) => {
  expect(nativeDefaults({ spec }, kind)).toEqual({ spec: filled });
});

const app = { app: 'web' };
const other = { app: 'other' };
test.each<[Kind, JsonObject | undefined, JsonObject | undefined, JsonObject | undefined, JsonObject | undefined]>([
  ['Job', undefined, undefined, app, undefined],
  ['Job', {}, {}, app, {}],
  ['Job', other, undefined, other, undefined],
  ['ReplicationController', undefined, undefined, app, app],
  ['ReplicationController', {}, {}, app, app],
  ['ReplicationController', other, other, other, other],
  ['Deployment', undefined, undefined, undefined, undefined],
])('a %s with labels %j and selector %j, whose template has labels', (kind, labels, selector, ...expected) => {
  const spec = { template: { metadata: { labels: app } }, ...(selector && { selector }) };
  const filled = nativeDefaults({ metadata: { name: 'a', ...(labels && { labels }) }, spec }, kind);
  expect([get(filled, 'metadata', 'labels'), get(filled, 'spec', 'selector')]).toEqual(expected);
  expect(get(filled, 'metadata', 'name')).toBe('a');
});
