import { field, isSet, listAt, objectAt } from '../../json/json.ts';
import { selectorKeys, selects } from '../../kubernetes/selector.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

/** Labels that controllers put on the Pods they make: what a template will have of them cannot be known. */
const fromController = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
]);

export const spreadSelectorMissesPod = definePodRule({
  id: 'spread-selector-misses-pod',
  title: 'A spread constraint counts the Pod that it is about',
  why: 'The constraint spreads the Pods that its labelSelector selects. Where the Pod itself is none of them, its replicas are not spread at all.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints', 'metadata.labels'],
  messages: {
    none: 'without a labelSelector the constraint counts no Pods, so nothing is spread',
    misses: "does not select the Pod's own labels, so its replicas are not counted and not spread",
  },
  *check({ kind, metadata, spec, specPath }) {
    const constraints = listAt(spec, 'topologySpreadConstraints');
    for (let i = 0; i < constraints.length; i++) {
      const path = specPath.child('topologySpreadConstraints').index(i).child('labelSelector');
      const selector = field(constraints[i], 'labelSelector');
      if (!isSet(selector)) {
        yield invalid(path, 'none', { fix: say("add one that selects the Pod's own labels") });
        continue;
      }
      if (kind !== 'Pod' && selectorKeys(selector).some((key) => fromController.has(key))) continue;
      if (selects(selector, objectAt(metadata, 'labels')) !== false) continue;
      yield invalid(path, 'misses', { to: selector, fix: say("select the Pod's own labels") });
    }
  },
});
