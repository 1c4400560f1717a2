import { field, listAt } from '../../json/json.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { labelKeyFindings, labelKeyMessages, labelsToMerge } from '../parts/label-keys.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';

export const spreadSelectorValid = definePodRule({
  id: 'spread-selector-valid',
  title: 'A spread constraint selects Pods by labels that a Pod can have',
  why: 'The selected Pods are the ones that are counted. A selector that is not well-formed counts none.',
  mirrors: 'validateTopologySpreadConstraints, ValidateMatchLabelKeysAndMismatchLabelKeys',
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints', 'metadata.labels'],
  messages: { ...selectorMessages, ...labelKeyMessages },
  *check(pod) {
    const constraints = listAt(pod.spec, 'topologySpreadConstraints');
    if (constraints.length === 0) return;
    const labels = labelsToMerge(pod);
    for (const [i, constraint] of constraints.entries()) {
      const path = pod.specPath.child('topologySpreadConstraints').index(i);
      const selector = field(constraint, 'labelSelector');
      for (const problem of selectorProblems(selector, path.child('labelSelector'))) yield selectorFinding(problem);
      yield* labelKeyFindings(constraint, [], path, labels);
    }
  },
});
