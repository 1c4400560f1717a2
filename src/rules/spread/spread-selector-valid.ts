import type { PodView } from '../../change/change.ts';
import { storedWith } from '../../change/stored-with.ts';
import { field, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import type { FindingOf } from '../finding.ts';
import { labelKeyFindings, labelKeyMessages, labelsToMerge, unmergedKeyFindings } from '../parts/label-keys.ts';
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
  messages: { ...selectorMessages, ...labelKeyMessages },
  *check(pod) {
    const isDropped = !pod.change.facts.MatchLabelKeysInPodTopologySpread && !hadKeys(pod);
    const isMerged = mergesKeys(pod);
    for (const [i, constraint] of listAt(pod.spec, 'topologySpreadConstraints').entries()) {
      const path = pod.specPath.child('topologySpreadConstraints').index(i);
      const selector = field(constraint, 'labelSelector');
      for (const problem of selectorProblems(selector, path.child('labelSelector')))
        if (!hadInvalidSelector(pod)) yield selectorFinding(problem);
      if (!isDropped) yield* keyFindings(constraint, path, isMerged, pod);
    }
  },
});

/** If a stored selector is invalid, kube-apiserver accepts all selectors (hasInvalidTopologySpreadConstraintLabelSelector). */
const hadInvalidSelector = storedWith(({ spec, specPath }) =>
  listAt(spec, 'topologySpreadConstraints').some(
    (constraint) => selectorProblems(field(constraint, 'labelSelector'), specPath).next().done !== true,
  ),
);

const hadKeys = storedWith(({ spec }) =>
  listAt(spec, 'topologySpreadConstraints').some((constraint) => listAt(constraint, 'matchLabelKeys').length > 0),
);

/**
 * Whether the keys are validated like those that are merged into the selector. If stored keys are invalid in the way that the feature gate selects,
 * kube-apiserver validates in the other way (hasInvalidTopologySpreadConstrainMatchLabelKeys, hasLegacyInvalidTopologySpreadConstrainMatchLabelKeys).
 */
function mergesKeys(pod: PodView): boolean {
  const { facts } = pod.change;
  if (!facts.MatchLabelKeysInPodTopologySpread) return false;
  const isOther = facts.storedLabelKeysDecide && hadInvalidKeys(pod);
  return facts.MatchLabelKeysInPodTopologySpreadSelectorMerge !== isOther;
}

const hadInvalidKeys = storedWith((stored) => {
  const isMerged = stored.change.facts.MatchLabelKeysInPodTopologySpreadSelectorMerge;
  return listAt(stored.spec, 'topologySpreadConstraints').some(
    (constraint) => keyFindings(constraint, stored.specPath, isMerged, stored).next().done !== true,
  );
});

const keyFindings = (
  constraint: Json,
  path: FieldPath,
  isMerged: boolean,
  pod: PodView,
): Generator<FindingOf<typeof labelKeyMessages>> =>
  isMerged ? labelKeyFindings(constraint, [], path, labelsToMerge(pod)) : unmergedKeyFindings(constraint, path);
