import { field, get, isObject, listAt, type Json } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { keyProblem, valueProblem } from '../../kubernetes/selector.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid, remove, required, say, type FindingOf } from '../finding.ts';

const required_ = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const maxWeight = 100;

const messages = {
  terms: 'there must be at least one term; an empty list is no node at all',
  weight: 'must be between 1 and 100',
  operator: 'is no operator on node labels; there are In, NotIn, Exists, DoesNotExist, Gt and Lt',
  valuesMissing: 'In and NotIn need at least one value',
  valuesSet: 'Exists and DoesNotExist take no values',
  oneNumber: 'Gt and Lt need exactly one value',
  key: 'is no key of a label: {{problem}}',
  value: 'is no value of a label: {{problem}}',
  fieldKey: 'is no field of a node to choose by; there is metadata.name',
  fieldOperator: 'is no operator on fields of a node; there are In and NotIn',
  fieldValue: 'on a field of a node there must be exactly one value',
  nodeName: 'is no name of a node: {{problem}}',
};
type Found = FindingOf<typeof messages>;

export const nodeAffinityValid = definePodRule({
  id: 'node-affinity-valid',
  title: 'nodeAffinity can be read by the scheduler',
  why: 'The scheduler looks for nodes that meet the terms. One that it cannot read is met by none.',
  mirrors: 'validateNodeAffinity',
  appliesTo: podsAndTemplates,
  reads: ['affinity'],
  messages,
  *check({ spec, specPath }) {
    const affinity = get(spec, 'affinity', 'nodeAffinity');
    if (!isObject(affinity)) return;
    const path = specPath.child('affinity', 'nodeAffinity');
    const selector = field(affinity, required_);
    if (isObject(selector)) yield* checkSelector(selector, path.child(required_, 'nodeSelectorTerms'));
    for (const [i, choice] of listAt(affinity, preferred).entries()) {
      const at = path.child(preferred).index(i);
      const weight = field(choice, 'weight') ?? 0;
      if (typeof weight !== 'number' || weight < 1 || weight > maxWeight) {
        yield invalid(at.child('weight'), 'weight', { to: weight, fix: say('choose a weight from 1 to 100') });
      }
      // kube-apiserver lets any value pass here.
      yield* checkTerm(field(choice, 'preference'), at.child('preference'), false);
    }
  },
});

function* checkSelector(selector: Json, path: FieldPath): Generator<Found, void, void> {
  const terms = listAt(selector, 'nodeSelectorTerms');
  if (terms.length === 0) yield required(path, 'terms', { fix: say('add one, or leave the requirement out') });
  for (const [i, term] of terms.entries()) yield* checkTerm(term, path.index(i), true);
}

function* checkTerm(term: Json | undefined, path: FieldPath, checkValues: boolean): Generator<Found, void, void> {
  for (const [i, requirement] of listAt(term, 'matchExpressions').entries()) {
    yield* checkExpression(requirement, path.child('matchExpressions').index(i), checkValues);
  }
  for (const [i, requirement] of listAt(term, 'matchFields').entries()) {
    yield* checkField(requirement, path.child('matchFields').index(i));
  }
}

function* checkExpression(requirement: Json, path: FieldPath, checkValues: boolean): Generator<Found, void, void> {
  const operator = field(requirement, 'operator') ?? '';
  const values = listAt(requirement, 'values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) yield required(path.child('values'), 'valuesMissing', { fix: say('add one') });
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) yield forbidden(path.child('values'), 'valuesSet', { to: values, fix: remove });
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        yield required(path.child('values'), 'oneNumber', {
          to: values,
          fix: say('give the one number to compare with'),
        });
      }
      break;
    default:
      yield invalid(path.child('operator'), 'operator', { to: operator, fix: say('use one of these') });
  }
  for (const problem of keyProblem(field(requirement, 'key'), path.child('key'))) {
    yield invalid(problem.path, 'key', {
      data: { problem: problem.problem ?? '' },
      to: problem.value,
      fix: say('use a label of a node: kubectl get nodes --show-labels'),
    });
  }
  if (!checkValues) return;
  for (const [i, value] of values.entries()) {
    for (const { problem = '' } of valueProblem(value, path)) {
      yield invalid(path.child('values').index(i), 'value', {
        data: { problem },
        to: value,
        fix: say('use a value that a label can have'),
      });
    }
  }
}

function* checkField(requirement: Json, path: FieldPath): Generator<Found, void, void> {
  const operator = field(requirement, 'operator') ?? '';
  const key = field(requirement, 'key') ?? '';
  const values = listAt(requirement, 'values');
  if (operator !== 'In' && operator !== 'NotIn') {
    yield invalid(path.child('operator'), 'fieldOperator', { to: operator, fix: say('use In or NotIn') });
  } else if (values.length !== 1) {
    yield required(path.child('values'), 'fieldValue', { to: values, fix: say('use one term for each node') });
  }
  if (key !== 'metadata.name') {
    return yield invalid(path.child('key'), 'fieldKey', { to: key, fix: say('use matchExpressions for labels') });
  }
  for (const [i, value] of values.entries()) {
    const problem = dnsSubdomainError(typeof value === 'string' ? value : '');
    if (problem === undefined) continue;
    yield invalid(path.child('values').index(i), 'nodeName', {
      data: { problem },
      to: value,
      fix: say('use the name of a node: kubectl get nodes'),
    });
  }
}
