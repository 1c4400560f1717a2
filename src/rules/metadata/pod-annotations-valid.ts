import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { field, isSet, objectAt, type Json } from '../../json/json.ts';
import { kindFacts } from '../../kubernetes/kinds.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';
import type { Change } from '../../change/change.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
/** As strconv.ParseInt reads it, without a plus sign and leading zeros; but `-01` is read. */
const integer = /^(?:0|[1-9]\d{0,9}|-\d+)$/;
const limit = 2 ** 31;

export const podAnnotationsValid = definePodRule({
  id: 'pod-annotations-valid',
  title: 'Annotations that Kubernetes reads hold what it expects',
  why: 'A ReplicaSet that scales down deletes the cheapest Pods first, and a mirror Pod stands for one that a node already runs.',
  mirrors: 'ValidatePodSpecificAnnotations',
  appliesTo: podsAndTemplates,
  reads: ['nodeName', 'metadata.annotations'],
  messages: {
    cost: 'must be a whole number that fits in 32 bits',
    node: 'a mirror Pod names its node in spec.nodeName',
  },
  *check({ metadata, metadataPath, spec, change }) {
    const annotations = metadata['annotations'];
    const cost = field(annotations, deletionCost);
    const path = metadataPath.child('annotations');
    if (isSet(cost) && !isCost(cost) && !hadBadCost(change)) {
      yield invalid(path.key(deletionCost), 'cost', { to: cost, fix: say('use a number such as "-10" or "100"') });
    }
    const mirror = field(annotations, mirrorAnnotation);
    if (isSet(mirror) && (spec['nodeName'] ?? '') === '') {
      yield invalid(path.key(mirrorAnnotation), 'node', { to: mirror, fix: say('leave it out: it is the kubelet’s') });
    }
  },
});

function isCost(value: Json): boolean {
  if (typeof value !== 'string' || !integer.test(value)) return false;
  const number = Number(value);
  return number >= -limit && number < limit;
}

/** A stored one that is invalid, from before it was validated, may stay so. */
function hadBadCost({ kind, before }: Change): boolean {
  if (before === undefined) return false;
  const names = kindFacts(kind).podPath.segments().map(String);
  const old = field(objectAt(before, ...names, 'metadata', 'annotations'), deletionCost);
  return isSet(old) && !isCost(old);
}
