import { field, isSet, listAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { labelValueError } from '../../kubernetes/names.ts';
import { preferredTerms, requiredTerms, termsOfNodeAffinity } from '../../kubernetes/pod/affinity.ts';
import { advise, type FindingOf } from '../finding.ts';
import { definePodWarning } from './warning.ts';

const messages = {
  value: {
    text: 'no node label can have the value {{to}}, because a label value {{problem}}.',
    fix: 'Correct or remove the value.',
  },
  required: {
    text: 'a term without labelSelector matches no Pods, so the Pod stays pending.',
    fix: 'Add a labelSelector that matches the Pods which must run in the same topology domain.',
  },
  noEffect: {
    text: 'a term without labelSelector matches no Pods, so the term has no effect.',
    fix: 'Add a labelSelector, or remove the term.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** A topology spread constraint without labelSelector gets the same warning, and the advice `spread-selector-misses-pod` reports it. */
export const affinityMatchesNothing = definePodWarning({
  id: 'affinity-matches-nothing',
  title: 'Affinity terms should have a labelSelector and label values that can match',
  why: 'kube-apiserver accepts affinity terms that can match neither a Pod nor a node. Such a term has no effect, or it keeps the Pod pending.',
  mirrors: ['GetWarningsForNodeSelectorTerm', 'warningsForPodAffinityTerms', 'warningsForWeightedPodAffinityTerms'],
  messages,
  *check({ spec, specPath, change }) {
    const { oddValuesWarned, statefulSetTemplates } = change.facts;
    for (const { value, path, isPreferred } of termsOfNodeAffinity(spec, specPath)) {
      if (isPreferred && oddValuesWarned)
        yield* valueFindings(listAt(value, 'matchExpressions'), path.child('matchExpressions'));
    }
    // Without a term, there is also no topologyKey, which is required in every template that is validated.
    const isTermRequired = change.kind !== 'StatefulSet' || statefulSetTemplates;
    yield* selectorFindings(spec, specPath.child('affinity'), isTermRequired);
  },
});

function* valueFindings(expressions: readonly Json[], path: FieldPath): Generator<Found> {
  for (const [i, expression] of expressions.entries()) {
    for (const [j, value] of listAt(expression, 'values').entries()) {
      const problem = typeof value === 'string' ? labelValueError(value) : undefined;
      if (problem === undefined) continue;
      yield advise(path.index(i).child('values').index(j), 'value', { data: { problem }, to: value });
    }
  }
}

function* selectorFindings(spec: JsonObject, path: FieldPath, isTermRequired: boolean): Generator<Found> {
  const affinity = spec['affinity'];
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    for (const [i, term] of listAt(affinity, name, requiredTerms).entries()) {
      if (isSet(field(term, 'labelSelector'))) continue;
      const at = path.child(name, requiredTerms).index(i).child('labelSelector');
      yield advise(at, name === 'podAffinity' ? 'required' : 'noEffect');
    }
    for (const [i, weighted] of listAt(affinity, name, preferredTerms).entries()) {
      const term = field(weighted, 'podAffinityTerm');
      if ((isTermRequired && !isSet(term)) || isSet(field(term, 'labelSelector'))) continue;
      yield advise(path.child(name, preferredTerms).index(i).child('podAffinityTerm', 'labelSelector'), 'noEffect');
    }
  }
}
