import { differences } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, isSet, objectAt } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { hasGeneratedSelector } from '../../change/generated-selector.ts';
import { applyOrRecreate, invalid, recreate } from '../finding.ts';
import { defineUpdateRule } from '../rule.ts';

export const selectorImmutable = defineUpdateRule({
  id: 'selector-immutable',
  title: 'The selector of a workload never changes',
  why: 'Pods that the old selector selected and the new one does not would run on with nobody to look after them.',
  mirrors:
    'ValidateDeploymentUpdate, ValidateReplicaSetUpdate, ValidateStatefulSetUpdate, ValidateDaemonSetSpecUpdate, ValidateJobSpecUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'] },
  messages: {
    changed: 'the selector cannot change: the Pods that the old one selects would be left alone',
    removed: 'the manifest lacks the selector, which kube-apiserver generated and which cannot be taken away',
  },
  *check(change) {
    const from = field(objectAt(change.before, 'spec'), 'selector');
    const to = field(objectAt(change.after, 'spec'), 'selector');
    const path = specPath.child('selector');
    if (isSet(from) && !isSet(to) && hasGeneratedSelector(change)) {
      yield invalid(path, 'removed', { fix: applyOrRecreate(change) });
      return;
    }
    for (const difference of differences(from, to, path, shapeOf(change.kind, 'spec', 'selector'))) {
      yield invalid(difference.path, 'changed', {
        from: difference.from ?? null,
        to: difference.to ?? null,
        fix: recreate,
      });
    }
  },
});
