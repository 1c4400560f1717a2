import { get, numberAt } from '../../json/json.ts';
import type { Kind } from '../../kubernetes/kinds.ts';
import { invalid } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';

type NumberField = 'replicas' | 'minReadySeconds' | 'revisionHistoryLimit';

/** A negative revisionHistoryLimit of a StatefulSet is valid: all revisions are kept. */
const numbersOf: ReadonlyMap<Kind, readonly NumberField[]> = new Map([
  ['Deployment', ['replicas', 'minReadySeconds', 'revisionHistoryLimit']],
  ['ReplicaSet', ['replicas', 'minReadySeconds']],
  ['StatefulSet', ['replicas', 'minReadySeconds']],
  ['DaemonSet', ['minReadySeconds', 'revisionHistoryLimit']],
  ['ReplicationController', ['replicas', 'minReadySeconds']],
]);

export const workloadNumbers = defineObjectRule({
  id: 'workload-numbers',
  title: 'replicas, minReadySeconds, revisionHistoryLimit and ordinals.start must be 0 or more',
  why: 'replicas is a number of Pods, minReadySeconds of seconds and revisionHistoryLimit of revisions, and ordinals.start is the ordinal of the first Pod. No negative value has a special meaning, except in revisionHistoryLimit of a StatefulSet.',
  mirrors: [
    'ValidateNonnegativeField',
    'ValidateDeploymentSpec',
    'ValidateReplicaSetSpec',
    'ValidateStatefulSetSpec',
    'ValidateDaemonSetSpec',
    'ValidateReplicationControllerSpec',
  ],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: [...numbersOf.keys()] },
  reads: ['spec.replicas', 'spec.minReadySeconds', 'spec.revisionHistoryLimit', 'spec.ordinals'],
  messages: {
    replicas: {
      text: 'must be 0 or more.',
      fix: 'Set replicas to the number of Pods to run, or to 0 to run none.',
    },
    minReadySeconds: {
      text: 'must be 0 or more.',
      fix: 'Set minReadySeconds to the number of seconds after which a ready Pod counts as available, or remove it.',
    },
    revisionHistoryLimit: {
      text: 'must be 0 or more.',
      fix: 'Set revisionHistoryLimit to the number of old revisions to keep, or remove it to keep 10.',
    },
    start: {
      text: 'must be 0 or more.',
      fix: 'Set start to the ordinal of the first Pod, or remove ordinals to start at 0.',
    },
  },
  *check({ kind, spec, specPath }) {
    for (const name of numbersOf.get(kind) ?? []) {
      const value = numberAt(spec, name);
      if (value !== undefined && value < 0) yield invalid(specPath.child(name), name, { to: value });
    }
    if (kind !== 'StatefulSet') return;
    const start = get(spec, 'ordinals', 'start');
    if (typeof start === 'number' && start < 0)
      yield invalid(specPath.child('ordinals', 'start'), 'start', { to: start });
  },
});
