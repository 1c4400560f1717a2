import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { differences } from '../../kubernetes/schema/difference.ts';
import { field, isSet, listAt, numberAt, objectAt, stringAt, type JsonObject } from '../../json/json.ts';
import { specPath, type FieldPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { cut } from '../../text/quoted.ts';

/** A field of a later Kubernetes version counts as immutable. `selector-immutable` judges the selector. */
const mutable = new Set([
  'selector',
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
]);

const claimTemplates = 'volumeClaimTemplates';
/** Deletes the StatefulSet and keeps its Pods, which the next StatefulSet with the same name adopts. */
const orphan = 'kubectl delete statefulset {{name}} --cascade=orphan';

export const statefulSetSpecImmutable = defineUpdateRule({
  id: 'stateful-set-spec-immutable',
  title: 'Most fields of a StatefulSet spec are immutable',
  why: 'The names, the volume claims and the order of the Pods depend on these fields, and existing Pods cannot be changed to match new values.',
  mirrors: 'ValidateStatefulSetUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: ['StatefulSet'] },
  messages: {
    changed: {
      text: '{{subject}} of a StatefulSet cannot be {{change}}.',
      fix: `Recreate the StatefulSet and keep its Pods: ${orphan}, then kubectl apply -f FILE.`,
    },
    claims: {
      text: 'volumeClaimTemplates of a StatefulSet cannot be changed.',
      fix: `To grow a volume, use kubectl edit pvc {{template}}-{{set}}-{{ordinal}} {{inNamespace}} for each claim. For other changes, use ${orphan}, which keeps the Pods, then kubectl apply -f FILE.`,
    },
  },
  *check({ before, after, namespace }) {
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    for (const name of new Set([...Object.keys(newSpec), ...Object.keys(oldSpec)])) {
      if (mutable.has(name)) continue;
      const [old, sent] = [field(oldSpec, name), field(newSpec, name)];
      for (const { path, from, to } of differences(old, sent, specPath.child(name), shapeOf('StatefulSetSpec', name))) {
        const values = { from: from ?? null, to: to ?? null };
        const claim = name === claimTemplates && isSet(sent) ? claimOf(before, path) : undefined;
        yield claim === undefined
          ? forbidden(path, 'changed', values)
          : forbidden(path, 'claims', { ...values, shown: { ...claim, inNamespace: inNamespace(namespace) } });
      }
    }
  },
});

/** The parts of the name of the claim of the first Pod, such as `data-db-0`: claim template, StatefulSet, ordinal of the Pod. */
function claimOf(stored: JsonObject, path: FieldPath) {
  const templates = listAt(stored, 'spec', claimTemplates);
  const position = path.segments()[2];
  const template = stringAt(templates[typeof position === 'number' ? position : 0], 'metadata', 'name');
  const set = stringAt(stored, 'metadata', 'name');
  if (template === undefined || set === undefined) return undefined;
  return { template: cut(template), set: cut(set), ordinal: numberAt(stored, 'spec', 'ordinals', 'start') ?? 0 };
}

const inNamespace = (namespace: string): string => (namespace === '' ? '' : `-n ${namespace}`);
