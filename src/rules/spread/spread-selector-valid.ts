import { storedWith } from '../../change/stored-with.ts';
import { field, listAt } from '../../json/json.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import {
  labelKeyFindings,
  labelKeyMessages,
  labelsToMerge,
  unmergedKeyFindings,
  unmergedKeyMessages,
} from '../parts/label-keys.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';

export const spreadSelectorValid = definePodRule({
  id: 'spread-selector-valid',
  title:
    'Label selectors of topology spread constraints must use valid label keys and values, and must not use a key that matchLabelKeys lists',
  why: 'The scheduler counts the Pods that labelSelector and matchLabelKeys select. An invalid selector cannot select any Pod.',
  mirrors: ['validateTopologySpreadConstraints', 'ValidateMatchLabelKeysAndMismatchLabelKeys'],
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints', 'metadata.labels'],
  needs: ['topologySpreadConstraints'],
  messages: { ...selectorMessages, ...labelKeyMessages, ...unmergedKeyMessages },
  *check(pod) {
    const { MatchLabelKeysInPodTopologySpread, MatchLabelKeysInPodTopologySpreadSelectorMerge } = pod.change.facts;
    const labels = labelsToMerge(pod);
    for (const [i, constraint] of listAt(pod.spec, 'topologySpreadConstraints').entries()) {
      const path = pod.specPath.child('topologySpreadConstraints').index(i);
      const selector = field(constraint, 'labelSelector');
      for (const problem of selectorProblems(selector, path.child('labelSelector')))
        if (!hadInvalidSelector(pod)) yield selectorFinding(problem);
      if (!MatchLabelKeysInPodTopologySpread) continue;
      if (MatchLabelKeysInPodTopologySpreadSelectorMerge) yield* labelKeyFindings(constraint, [], path, labels);
      else yield* unmergedKeyFindings(constraint, path);
    }
  },
});

/** If a stored selector is invalid, kube-apiserver accepts all selectors (hasInvalidTopologySpreadConstraintLabelSelector). */
const hadInvalidSelector = storedWith(({ spec, specPath }) =>
  listAt(spec, 'topologySpreadConstraints').some(
    (constraint) => selectorProblems(field(constraint, 'labelSelector'), specPath).next().done !== true,
  ),
);
