import { get, isSet, listAt, objectAt, type Json } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { requiredTerms } from '../../kubernetes/pod/affinity.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid } from '../finding.ts';

/** KEP-3838: the nodes of a Pod with scheduling gates may be narrowed. If the Pod has no gates, `pod-spec-immutable` judges both fields. */
export const gatedSchedulingTightened = defineUpdateRule({
  id: 'gated-scheduling-tightened',
  title: 'nodeSelector and required node affinity may only be narrowed while the Pod has scheduling gates',
  why: 'Before a controller removes the gates, it may narrow the set of nodes on which the Pod can run. The controller must not allow nodes that the author of the Pod excluded.',
  mirrors: ['validateNodeSelectorMutation', 'validateNodeAffinityMutation'],
  appliesTo: podUpdates,
  messages: {
    selector: {
      text: '{{subject}} cannot be {{change}} while the Pod has scheduling gates. Entries of nodeSelector may only be added.',
      fix: 'Set {{field}} back to {{from}}.',
    },
    selectorRemoved: {
      text: '{{subject}} cannot be removed while the Pod has scheduling gates.',
      fix: 'Put {{field}}: {{from}} back into nodeSelector.',
    },
    terms: {
      text: 'the number of node selector terms cannot be changed from {{old}} to {{new}} while the Pod has scheduling gates.',
      fix: 'Keep the existing {{terms}}. To narrow a term, add requirements after the existing ones.',
    },
    term: {
      text: 'requirements in a node selector term cannot be changed, removed or reordered while the Pod has scheduling gates.',
      fix: 'Keep the existing requirements, and add new ones after them.',
    },
    emptyTerm: {
      text: 'a node selector term without requirements matches no node and must stay empty.',
      fix: 'Remove the requirements from this term.',
    },
  },
  *check({ before, after }) {
    if (listAt(before, 'spec', 'schedulingGates').length === 0) return;
    const selector = objectAt(after, 'spec', 'nodeSelector');
    for (const [key, from] of Object.entries(objectAt(before, 'spec', 'nodeSelector'))) {
      const to = get(selector, key) ?? null;
      if (same(to, from, shapeOf('PodSpec', 'nodeSelector', key))) continue;
      const messageId = to === null ? 'selectorRemoved' : 'selector';
      yield invalid(specPath.child('nodeSelector').key(key), messageId, { from, to });
    }

    const oldTerms = listAt(before, 'spec', ...terms);
    if (oldTerms.length === 0) return;
    const newTerms = listAt(after, 'spec', ...terms);
    const path = specPath.child(...terms);
    if (newTerms.length !== oldTerms.length) {
      const shown = {
        old: oldTerms.length,
        new: newTerms.length,
        terms: oldTerms.length === 1 ? 'term' : `${oldTerms.length} terms`,
      };
      yield invalid(path, 'terms', { from: oldTerms, to: newTerms, shown });
      return;
    }
    for (const [i, from] of oldTerms.entries()) {
      const to = newTerms[i];
      if (isTightened(from, to)) continue;
      yield invalid(path.index(i), isEmptyTerm(from) ? 'emptyTerm' : 'term', { from, to });
    }
  },
});

const terms = ['affinity', 'nodeAffinity', requiredTerms, 'nodeSelectorTerms'] as const;
const lists = ['matchExpressions', 'matchFields'] as const;

const isEmptyTerm = (term: Json | undefined): boolean => lists.every((list) => listAt(term, list).length === 0);

/** Whether the new requirements begin with the old ones, in the same order. A term without requirements matches no node, and must stay empty. */
function isTightened(from: Json, to: Json | undefined): boolean {
  if (isEmptyTerm(from)) return isEmptyTerm(to);
  return lists.every((list) => {
    const added = listAt(to, list);
    return listAt(from, list).every(
      (requirement, i) => isSet(added[i]) && same(requirement, added[i], shapeOf('NodeSelectorRequirement')),
    );
  });
}
