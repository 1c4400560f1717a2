import type { JsonObject } from '../../../src/json/json.ts';
import type { Kind } from '../../../src/kubernetes/kinds.ts';
import { workloadNumbers } from '../../../src/rules/workload/workload-numbers.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const made = (kind: Exclude<Kind, 'Pod'>, own: JsonObject) => ({
  name: `${kind}: ${JSON.stringify(own)}`,
  after: workload(kind, {}, own),
});
const changed = (kind: Exclude<Kind, 'Pod'>, from: JsonObject, to: JsonObject) => ({
  name: `${kind}: from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
  before: workload(kind, {}, from),
  after: workload(kind, {}, to),
});

const fixes = {
  replicas: 'Set replicas to the number of Pods to run, or to 0 to run none.',
  minReadySeconds:
    'Set minReadySeconds to the number of seconds after which a ready Pod counts as available, or remove it.',
  revisionHistoryLimit: 'Set revisionHistoryLimit to the number of old revisions to keep, or remove it to keep 10.',
  start: 'Set start to the ordinal of the first Pod, or remove ordinals to start at 0.',
};
const found = (messageId: keyof typeof fixes, to: number) => ({
  messageId,
  path: `spec.${messageId === 'start' ? 'ordinals.start' : messageId}`,
  type: 'FieldValueInvalid' as const,
  fix: fixes[messageId],
  to,
});

testRule(workloadNumbers, {
  valid: [
    made('Deployment', { replicas: 0, minReadySeconds: 0, revisionHistoryLimit: 0 }),
    made('StatefulSet', { replicas: 2, ordinals: { start: 0 } }),
    made('StatefulSet', { revisionHistoryLimit: -1 }),
    made('StatefulSet', { ordinals: {} }),
    made('DaemonSet', { replicas: -1 }),
    made('ReplicaSet', { revisionHistoryLimit: -1, ordinals: { start: -1 } }),
    made('Deployment', { replicas: '-1' }),
    changed('Deployment', { replicas: -1 }, { replicas: -1, paused: true }),
    changed('Deployment', { replicas: -1 }, { replicas: 0 }),
  ],
  invalid: [
    {
      ...made('Deployment', { replicas: -1, minReadySeconds: -2, revisionHistoryLimit: -3 }),
      findings: [found('replicas', -1), found('minReadySeconds', -2), found('revisionHistoryLimit', -3)],
    },
    {
      ...made('ReplicaSet', { replicas: -1, minReadySeconds: -2 }),
      findings: [found('replicas', -1), found('minReadySeconds', -2)],
    },
    {
      ...made('StatefulSet', { replicas: -1, minReadySeconds: -2, ordinals: { start: -3 } }),
      findings: [found('replicas', -1), found('minReadySeconds', -2), found('start', -3)],
    },
    {
      ...made('DaemonSet', { minReadySeconds: -2, revisionHistoryLimit: -3 }),
      findings: [found('minReadySeconds', -2), found('revisionHistoryLimit', -3)],
    },
    {
      ...made('ReplicationController', { replicas: -1, minReadySeconds: -2 }),
      findings: [found('replicas', -1), found('minReadySeconds', -2)],
    },
    {
      ...changed('Deployment', { replicas: -1 }, { replicas: -2 }),
      findings: [found('replicas', -2)],
    },
  ],
});
