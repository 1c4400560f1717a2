import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { differences } from '../../kubernetes/schema/difference.ts';
import { field, listAt, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { commandName, namespaceOption } from '../../text/command.ts';

/** A field of a later Kubernetes version counts as immutable. `selector-immutable` judges the selector. */
const mutable = new Set([
  'selector',
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'persistentVolumeClaimRetentionPolicy',
]);

/** Deletes the StatefulSet and keeps its Pods, which the next StatefulSet with the same name adopts. */
const orphan = 'kubectl delete statefulset {{name}} --cascade=orphan, which keeps the Pods';
const apply = 'kubectl apply {{inNamespace}} -f FILE';

export const statefulSetSpecImmutable = defineUpdateRule({
  id: 'stateful-set-spec-immutable',
  title: 'serviceName, podManagementPolicy and volumeClaimTemplates of a StatefulSet are immutable',
  why: 'The DNS names, the PersistentVolumeClaims and the order of the Pods depend on these fields, and existing Pods cannot be changed to match new values.',
  mirrors: ['ValidateStatefulSetUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: ['StatefulSet'] },
  messages: {
    changed: {
      text: '{{subject}} cannot be {{change}} after the StatefulSet is created.',
      fix: `Run ${orphan}. Then run ${apply}.`,
    },
    newPods: {
      text: '{{subject}} cannot be {{change}} after the StatefulSet is created.',
      fix: `Run ${orphan}. Then run ${apply}, and delete the Pods one at a time to change their {{kept}}.`,
    },
    storage: {
      text: 'volumeClaimTemplates cannot be changed.',
      fix: `Raise requests.storage of each claim, beginning with kubectl edit pvc {{template}}-{{set}}-{{first}} {{inNamespace}}. Then run ${orphan}, and ${apply}.`,
    },
  },
  *check({ before, after, namespace, facts }) {
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    for (const name of new Set([...Object.keys(newSpec), ...Object.keys(oldSpec)])) {
      if (mutable.has(name) || (name === 'revisionHistoryLimit' && facts.statefulSetRevisionHistory)) continue;
      const [old, sent] = [field(oldSpec, name), field(newSpec, name)];
      const kept = old === sent ? undefined : keptByPods(name, oldSpec, newSpec);
      for (const { path, from, to } of differences(old, sent, specPath.child(name), shapeOf('StatefulSetSpec', name))) {
        const values = { from: from ?? null, to: to ?? null };
        const claim = isGrowth(path, from, to) ? firstClaim(before, path) : undefined;
        const shown = { inNamespace: namespaceOption(namespace) };
        if (claim !== undefined) yield forbidden(path, 'storage', { ...values, shown: { ...shown, ...claim } });
        else if (kept !== undefined) yield forbidden(path, 'newPods', { ...values, shown: { ...shown, kept } });
        else yield forbidden(path, 'changed', { ...values, shown });
      }
    }
  },
});

/**
 * What the field sets in each new Pod (initIdentity and updateStorage in pkg/controller/statefulset) and cannot be changed in existing ones.
 * If an existing Pod lacks the volume of a new claim template, the controller does nothing until the Pod is deleted.
 */
function keptByPods(name: string, before: JsonObject, after: JsonObject): 'DNS names' | 'volumes' | undefined {
  if (name === 'serviceName') return 'DNS names';
  if (name !== 'volumeClaimTemplates') return undefined;
  const known = new Set(claimNames(before));
  return claimNames(after).some((claim) => !known.has(claim)) ? 'volumes' : undefined;
}

const claimNames = (spec: JsonObject): (string | undefined)[] =>
  listAt(spec, 'volumeClaimTemplates').map((claim) => stringAt(claim, 'metadata', 'name'));

/** A claim can grow, but not shrink. */
function isGrowth(path: FieldPath, from: Json | undefined, to: Json | undefined): boolean {
  const [, name, ...below] = path.segments();
  const isSize = name === 'volumeClaimTemplates' && below.at(-1) === 'storage' && below.at(-2) === 'requests';
  const sent = parseQuantity(to) ?? 0n;
  return isSize && (parseQuantity(from) ?? sent) < sent;
}

/** The parts of the name of the claim of the first Pod, such as `data-db-0`: claim template, StatefulSet, ordinal of the Pod. */
function firstClaim(stored: JsonObject, path: FieldPath) {
  const position = path.segments()[2];
  const template = stringAt(listAt(stored, 'spec', 'volumeClaimTemplates')[Number(position)], 'metadata', 'name');
  const set = stringAt(stored, 'metadata', 'name');
  if (template === undefined || set === undefined) return undefined;
  return {
    template: commandName(template, 'TEMPLATE'),
    set: commandName(set, 'STATEFULSET'),
    first: numberAt(stored, 'spec', 'ordinals', 'start') ?? 0,
  };
}
