import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { field, isSet, type Json } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid } from '../finding.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
/** What strconv.ParseInt accepts, without a plus sign or leading zeros. `-01` is accepted, though. */
const integer = /^(?:0|[1-9]\d{0,9}|-\d+)$/;
const limit = 2 ** 31;

export const podAnnotationsValid = definePodRule({
  id: 'pod-annotations-valid',
  title: 'The Pod deletion cost must be an integer, and a mirror Pod must name its node',
  why: 'A ReplicaSet that scales down prefers to delete Pods with a lower deletion cost. A mirror Pod represents a static Pod, which always runs on one node.',
  mirrors: ['ValidatePodSpecificAnnotations'],
  appliesTo: { ...podsAndTemplates, subresources: ['', 'status', 'ephemeralcontainers', 'resize'] },
  reads: ['nodeName', 'metadata.annotations'],
  needs: ['metadata.annotations'],
  messages: {
    cost: {
      text: `must be an integer between ${-limit} and ${limit - 1}, without a plus sign or leading zeros.`,
      fix: 'Use an integer in quotes, such as "100" or "-10".',
    },
    node: {
      text: `the annotation ${mirrorAnnotation} is not allowed without spec.nodeName.`,
      fix: 'Remove the annotation, which only the kubelet sets.',
    },
  },
  *check({ kind, metadata, metadataPath, spec, before, change }) {
    const annotations = metadata['annotations'];
    const cost = field(annotations, deletionCost);
    const path = metadataPath.child('annotations');
    // kube-apiserver accepts an invalid cost if the stored one is invalid too, even if it changes.
    const wasInvalid = isInvalidCost(field(before?.metadata['annotations'], deletionCost));
    if (change.facts.PodDeletionCost && isInvalidCost(cost) && !wasInvalid) {
      yield invalid(path.key(deletionCost), 'cost', { to: cost });
    }
    const mirror = field(annotations, mirrorAnnotation);
    // `mirror-annotation-immutable` reports an annotation that an update of a Pod adds or changes.
    const isReported = kind === 'Pod' && before && field(before.metadata['annotations'], mirrorAnnotation) !== mirror;
    if (isSet(mirror) && (spec['nodeName'] ?? '') === '' && !isReported) {
      yield forbidden(path.key(mirrorAnnotation), 'node', { to: mirror });
    }
  },
});

function isInvalidCost(value: Json | undefined): boolean {
  if (!isSet(value)) return false;
  if (typeof value !== 'string' || !integer.test(value)) return true;
  const number = Number(value);
  return number < -limit || number >= limit;
}
