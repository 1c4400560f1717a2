import { differences } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, objectAt } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { nameAt } from '../../text/shown.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, invalid, say } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { cut } from '../../text/quoted.ts';

/** A field of a later Kubernetes version counts as fixed. `selector-immutable` judges the selector. */
const changeable = new Set([
  'selector',
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
]);

/** Deleting a StatefulSet without its Pods lets a new one adopt them. */
const orphan = 'kubectl delete statefulset NAME --cascade=orphan, then kubectl apply -f FILE, which adopts its Pods';
const fixes: ReadonlyMap<string, string> = new Map([
  ['volumeClaimTemplates', `to grow a volume, change its PersistentVolumeClaim; for other claims ${orphan}`],
]);

export const statefulSetSpecImmutable = defineUpdateRule({
  id: 'stateful-set-spec-immutable',
  title: 'Only some fields of a StatefulSet change',
  why: 'Names, claims and order of the Pods follow from these fields, and Pods that exist cannot be given others.',
  mirrors: 'ValidateStatefulSetUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: ['StatefulSet'] },
  messages: { changed: '{{field}} of a StatefulSet cannot change: the Pods that exist depend on it' },
  *check({ before, after, minor }) {
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    for (const name of new Set([...Object.keys(newSpec), ...Object.keys(oldSpec)])) {
      if (changeable.has(name)) continue;
      const fix = say(fixes.get(name) ?? orphan);
      const shown = cut(nameAt(name, specPath.child(name)));
      const shape = shapeOf('StatefulSetSpec', name);
      const [old, sent] = [field(oldSpec, name), field(newSpec, name)];
      for (const { path, from, to } of differences(old, sent, specPath.child(name), shape)) {
        const details = { data: { field: shown }, from: from ?? null, to: to ?? null, fix };
        const { fixedField } = versionFacts(minor);
        yield fixedField === 'forbidden' ? forbidden(path, 'changed', details) : invalid(path, 'changed', details);
      }
    }
  },
});
