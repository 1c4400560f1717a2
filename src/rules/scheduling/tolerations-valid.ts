import { field, isSet, listAt, type Json } from '../../json/json.ts';
import { labelValueError, qualifiedNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, notSupported, say, set, type FindingOf } from '../finding.ts';
import { cut, quoted } from '../../text/quoted.ts';

const effects: readonly unknown[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
/** Kubernetes knows them since 1.35 and has them off (gate TaintTolerationComparisonOperators, KEP-5471). */
const comparisons: readonly unknown[] = ['Lt', 'Gt'];

const messages = {
  key: 'is no key of a taint: {{problem}}',
  everything: 'without a key the toleration is for every taint, and its operator must be Exists',
  seconds: 'tolerationSeconds count from the effect NoExecute on, so the effect must be that',
  value: 'the value {{value}} can be that of no taint: {{problem}}',
  exists: 'with operator Exists any value is tolerated, so there must be none',
  comparison: 'is an operator that Kubernetes has turned off; there are Equal and Exists',
  operator: 'is no operator of a toleration; there are Equal and Exists',
  effect: 'is no effect of a taint; there are NoSchedule, PreferNoSchedule and NoExecute',
};
type Found = FindingOf<typeof messages>;

export const tolerationsValid = definePodRule({
  id: 'tolerations-valid',
  title: 'A toleration can match a taint',
  why: 'A toleration that is not well-formed would match no taint, and the Pod would stay away from the very nodes it was made for.',
  mirrors: 'ValidateTolerations',
  appliesTo: podsAndTemplates,
  reads: ['tolerations'],
  messages,
  *check({ spec, specPath }) {
    const tolerations = listAt(spec, 'tolerations');
    for (let i = 0; i < tolerations.length; i++) {
      yield* checkToleration(tolerations[i]!, specPath.child('tolerations').index(i));
    }
  },
});

function* checkToleration(toleration: Json, path: FieldPath): Generator<Found> {
  const key = field(toleration, 'key') ?? '';
  const operator = field(toleration, 'operator') ?? '';
  const effect = field(toleration, 'effect') ?? '';
  const keyProblem = typeof key === 'string' ? qualifiedNameError(key) : 'must be a text';
  if (key !== '' && keyProblem !== undefined) {
    yield invalid(path.child('key'), 'key', {
      data: { problem: keyProblem },
      to: key,
      fix: say('use the key of the taint'),
    });
  }
  if (key === '' && operator !== 'Exists') {
    yield invalid(path.child('operator'), 'everything', { to: operator, fix: set('Exists') });
  }
  yield* checkOperator(operator, field(toleration, 'value') ?? '', path.child('operator'));
  if (isSet(field(toleration, 'tolerationSeconds')) && effect !== 'NoExecute') {
    yield invalid(path.child('effect'), 'seconds', { to: effect, fix: set('NoExecute') });
  }
  if (effect !== '' && !effects.includes(effect)) {
    yield notSupported(path.child('effect'), 'effect', { to: effect, fix: say('leave it out for all effects') });
  }
}

/** All of it is said of the operator, as kube-apiserver does: operator and value do not go together. */
function* checkOperator(operator: Json, value: Json, path: FieldPath): Generator<Found> {
  if (operator === '' || operator === 'Equal') {
    const problem = typeof value === 'string' ? labelValueError(value) : 'must be a text';
    if (problem === undefined) return;
    const data = { value: typeof value === 'string' ? quoted(value) : cut(JSON.stringify(value)), problem };
    yield invalid(path, 'value', { data, to: operator, fix: say('use the value of the taint') });
  } else if (operator === 'Exists') {
    if (value !== '') yield invalid(path, 'exists', { to: operator, fix: say('leave out the value, or use Equal') });
  } else {
    const id = comparisons.includes(operator) ? 'comparison' : 'operator';
    yield notSupported(path, id, { to: operator, fix: say('use Equal or Exists') });
  }
}
