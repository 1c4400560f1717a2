import type { PodView } from '../../change/change.ts';
import { storedWith } from '../../change/stored-with.ts';
import { field, get, isOneOf, listAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsLabelError, qualifiedNameError } from '../../kubernetes/names.ts';
import { preferredTerms, requiredTerms } from '../../kubernetes/pod/affinity.ts';
import { selectorProblems, type SelectorProblem } from '../../kubernetes/selector.ts';
import { invalid, required, type FindingOf } from '../finding.ts';
import { labelKeyFindings, labelKeyMessages, labelsToMerge } from '../parts/label-keys.ts';
import { notString } from '../parts/not-string.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { weightFindings, weightMessages } from './term-weight.ts';

const messages = {
  ...selectorMessages,
  ...labelKeyMessages,
  ...weightMessages,
  contradiction: {
    text: 'a label key cannot be in both matchLabelKeys and mismatchLabelKeys.',
    fix: 'Remove {{to}} from one of the two lists.',
  },
  namespace: {
    text: 'a namespace name {{problem}}.',
    fix: 'Use a name that kubectl get namespaces lists.',
  },
  topologyMissing: {
    text: 'a term must have a topologyKey.',
    fix: 'Use kubernetes.io/hostname for one topology domain per node, or topology.kubernetes.io/zone for one per zone.',
  },
  topologyKey: {
    text: 'a label key {{problem}}.',
    fix: 'Use the key of a node label, such as kubernetes.io/hostname or topology.kubernetes.io/zone.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const podAffinityValid = definePodRule({
  id: 'pod-affinity-valid',
  title:
    'Pod affinity and anti-affinity terms must have a topologyKey, and the keys and values in their selectors must be valid',
  why: 'A term selects other Pods by label, and its topologyKey names the node label that defines the topology domains. The scheduler cannot use a term without a topologyKey.',
  mirrors: ['validatePodAffinity', 'validatePodAntiAffinity'],
  appliesTo: podsAndTemplates,
  reads: ['affinity', 'metadata.labels'],
  needs: ['affinity'],
  messages,
  *check(pod) {
    for (const name of ['podAffinity', 'podAntiAffinity']) {
      const affinity = get(pod.spec, 'affinity', name);
      const path = pod.specPath.child('affinity', name);
      const labels = labelsToMerge(pod);
      const hasKeys = pod.change.facts.MatchLabelKeysInPodAffinity;
      for (const [i, term] of listAt(affinity, requiredTerms).entries()) {
        const at = path.child(requiredTerms).index(i);
        yield* checkTerm(term, at, pod);
        if (hasKeys) yield* checkLabelKeys(term, at, labels);
      }
      for (const [i, choice] of listAt(affinity, preferredTerms).entries()) {
        const at = path.child(preferredTerms).index(i);
        yield* weightFindings(field(choice, 'weight') ?? 0, at.child('weight'));
        const own = field(choice, 'podAffinityTerm');
        yield* checkTerm(own, at.child('podAffinityTerm'), pod);
        if (hasKeys) yield* checkLabelKeys(own, at.child('podAffinityTerm'), labels);
      }
    }
  },
});

const selectors = [
  ['labelSelector', 'Pods'],
  ['namespaceSelector', 'Namespaces'],
] as const;

const isOfExpression = ({ part, path }: SelectorProblem): boolean => part === 'value' && path.parent.last === 'values';

/**
 * If a stored selector is invalid, kube-apiserver accepts all values in matchExpressions (hasInvalidLabelValueInAffinitySelector). For a DaemonSet
 * or a Job, so it does if a value in matchExpressions of the stored `spec.selector` is (ValidateUpdate in pkg/registry/apps/daemonset,
 * validationOptionsForJob in pkg/registry/batch/job).
 */
const hadInvalidSelector = storedWith(
  ({ kind, spec, specPath, change }) =>
    ['podAffinity', 'podAntiAffinity']
      .map((name) => get(spec, 'affinity', name))
      .flatMap((affinity) => [
        ...listAt(affinity, requiredTerms),
        ...listAt(affinity, preferredTerms).map((choice) => field(choice, 'podAffinityTerm')),
      ])
      .some((term) => selectors.some(([name]) => selectorProblems(field(term, name), specPath).next().done !== true)) ||
    (isOneOf(kind, ['DaemonSet', 'Job']) &&
      [...selectorProblems(get(change.after, 'spec', 'selector'), specPath)].some(isOfExpression)),
);

function* checkTerm(term: Json | undefined, path: FieldPath, pod: PodView): Generator<Found, void, void> {
  for (const [name, selected] of selectors) {
    for (const problem of selectorProblems(field(term, name), path.child(name)))
      if (!isOfExpression(problem) || !hadInvalidSelector(pod)) yield selectorFinding(problem, selected);
  }
  for (const [i, namespace] of listAt(term, 'namespaces').entries()) {
    const at = path.child('namespaces').index(i);
    if (typeof namespace !== 'string') {
      yield notString(at, namespace);
      continue;
    }
    const problem = dnsLabelError(namespace);
    if (problem !== undefined) yield invalid(at, 'namespace', { data: { problem }, to: namespace });
  }
  const at = path.child('topologyKey');
  const key = field(term, 'topologyKey') ?? '';
  if (key === '') return yield required(at, 'topologyMissing');
  if (typeof key !== 'string') return yield notString(at, key);
  const problem = qualifiedNameError(key);
  if (problem !== undefined) yield invalid(at, 'topologyKey', { data: { problem }, to: key });
}

function* checkLabelKeys(term: Json | undefined, path: FieldPath, labels: JsonObject | undefined): Generator<Found> {
  const mismatch = listAt(term, 'mismatchLabelKeys');
  yield* labelKeyFindings(term, mismatch, path, labels);
  const places = new Map(mismatch.map((key, i) => [key, path.child('mismatchLabelKeys').index(i)]));
  for (const [i, key] of listAt(term, 'matchLabelKeys').entries()) {
    const beside = places.get(key);
    if (beside !== undefined)
      yield invalid(path.child('matchLabelKeys').index(i), 'contradiction', { to: key, beside });
  }
}
