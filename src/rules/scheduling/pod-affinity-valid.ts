import { field, get, isObject, listAt, type Json, type JsonObject } from '../../json/json.ts';
import { dnsLabelError, qualifiedNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { labelKeyFindings, labelKeyMessages, labelsToMerge } from '../parts/label-keys.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, required, say, type FindingOf } from '../finding.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution';
const maxWeight = 100;

const messages = {
  ...selectorMessages,
  ...labelKeyMessages,
  contradiction: 'is in mismatchLabelKeys too: no Pod can have the same value and another one',
  weight: 'must be between 1 and 100',
  namespace: 'is no name of a namespace: {{problem}}',
  topologyMissing: 'there must be a node label that says what near means',
  topologyKey: 'is no key of a label: {{problem}}',
};
type Found = FindingOf<typeof messages>;

export const podAffinityValid = definePodRule({
  id: 'pod-affinity-valid',
  title: 'podAffinity and podAntiAffinity can be read by the scheduler',
  why: 'The scheduler looks for the Pods that a term selects, and for what near means. A term that it cannot read is met by none.',
  mirrors: 'validatePodAffinity, validatePodAntiAffinity',
  appliesTo: podsAndTemplates,
  reads: ['affinity', 'metadata.labels'],
  messages,
  *check(pod) {
    for (const name of ['podAffinity', 'podAntiAffinity']) {
      const affinity = get(pod.spec, 'affinity', name);
      if (!isObject(affinity)) continue;
      const path = pod.specPath.child('affinity', name);
      const labels = labelsToMerge(pod);
      for (const [i, term] of listAt(affinity, requiredTerms).entries()) {
        yield* checkTerm(term, path.child(requiredTerms).index(i), labels);
      }
      for (const [i, choice] of listAt(affinity, preferredTerms).entries()) {
        const at = path.child(preferredTerms).index(i);
        yield* checkWeight(field(choice, 'weight') ?? 0, at.child('weight'));
        yield* checkTerm(field(choice, 'podAffinityTerm'), at.child('podAffinityTerm'), labels);
      }
    }
  },
});

function* checkWeight(weight: Json, path: FieldPath): Generator<Found, void, void> {
  if (typeof weight === 'number' && weight >= 1 && weight <= maxWeight) return;
  yield invalid(path, 'weight', { to: weight, fix: say('choose a weight from 1 to 100') });
}

function* checkTerm(
  term: Json | undefined,
  path: FieldPath,
  labels: JsonObject | undefined,
): Generator<Found, void, void> {
  for (const name of ['labelSelector', 'namespaceSelector']) {
    for (const problem of selectorProblems(field(term, name), path.child(name))) yield selectorFinding(problem);
  }
  for (const [i, namespace] of listAt(term, 'namespaces').entries()) {
    const problem = dnsLabelError(typeof namespace === 'string' ? namespace : '');
    if (problem === undefined) continue;
    yield invalid(path.child('namespaces').index(i), 'namespace', {
      data: { problem },
      to: namespace,
      fix: say('use the name of a namespace'),
    });
  }
  const mismatch = listAt(term, 'mismatchLabelKeys');
  yield* labelKeyFindings(term, mismatch, path, labels);
  const refused = new Set(mismatch);
  for (const [i, key] of listAt(term, 'matchLabelKeys').entries()) {
    if (!refused.has(key)) continue;
    yield invalid(path.child('matchLabelKeys').index(i), 'contradiction', {
      to: key,
      fix: say('leave it out of one of them'),
    });
  }
  const key = field(term, 'topologyKey') ?? '';
  const fix = say('use a label of nodes, as in topology.kubernetes.io/zone or kubernetes.io/hostname');
  if (key === '') return yield required(path.child('topologyKey'), 'topologyMissing', { fix });
  const problem = qualifiedNameError(typeof key === 'string' ? key : '');
  if (problem !== undefined)
    yield invalid(path.child('topologyKey'), 'topologyKey', { data: { problem }, to: key, fix });
}
