import { get, isSet, listAt, objectAt, type Json } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid, set } from '../finding.ts';

/** KEP-3838: while a Pod is gated, where it may run can be narrowed. Of a Pod that is not gated `pod-spec-immutable` keeps both. */
export const gatedSchedulingTightened = defineUpdateRule({
  id: 'gated-scheduling-tightened',
  title: 'nodeSelector and nodeAffinity of a gated Pod are only tightened',
  why: 'A controller that gates a Pod may narrow the nodes it can run on, never widen what its author allowed.',
  mirrors: 'validateNodeSelectorMutation, validateNodeAffinityMutation',
  appliesTo: podUpdates,
  messages: {
    selector: 'an entry of the nodeSelector of a gated Pod can be added, not changed or removed',
    terms: 'the node selector terms of a gated Pod can be narrowed, not added or removed',
    term: 'requirements can be added at the end of a node selector term of a gated Pod, not changed or removed',
  },
  *check({ before, after }) {
    if (listAt(before, 'spec', 'schedulingGates').length === 0) return;
    const selector = objectAt(after, 'spec', 'nodeSelector');
    for (const [key, from] of Object.entries(objectAt(before, 'spec', 'nodeSelector'))) {
      const to = get(selector, key) ?? null;
      if (from === undefined || same(to, from, shapeOf('PodSpec', 'nodeSelector', key))) continue;
      yield invalid(specPath.child('nodeSelector').key(key), 'selector', { from, to, fix: set(from) });
    }

    const affinity = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'] as const;
    const oldTerms = listAt(before, 'spec', ...affinity, 'nodeSelectorTerms');
    if (oldTerms.length === 0) return;
    const newTerms = listAt(after, 'spec', ...affinity, 'nodeSelectorTerms');
    const path = specPath.child(...affinity, 'nodeSelectorTerms');
    if (newTerms.length !== oldTerms.length) {
      yield invalid(path, 'terms', { from: oldTerms, to: newTerms });
      return;
    }
    for (const [i, from] of oldTerms.entries()) {
      if (!isTightened(from, newTerms[i])) yield invalid(path.index(i), 'term', { from, to: newTerms[i] });
    }
  },
});

/** The old requirements, in order, begin the new ones; a term without any matches nothing and stays so. */
function isTightened(from: Json, to: Json | undefined): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  if (lists.every((list) => listAt(from, list).length === 0))
    return lists.every((list) => listAt(to, list).length === 0);
  return lists.every((list) => {
    const added = listAt(to, list);
    return listAt(from, list).every(
      (requirement, i) => isSet(added[i]) && same(requirement, added[i], shapeOf('NodeSelectorRequirement')),
    );
  });
}
