import { storedWith } from '../../change/stored-with.ts';
import { field, get, isObject, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsSubdomainError, labelValueError } from '../../kubernetes/names.ts';
import { preferredTerms, requiredTerms } from '../../kubernetes/pod/affinity.ts';
import { keyProblem, oppositeOperator, selectorOperators, valueProblem } from '../../kubernetes/selector.ts';
import { forbidden, invalid, notSupported, required, tooMany, type FindingOf } from '../finding.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { selectorMessages } from '../parts/selector-findings.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { weightFindings, weightMessages } from './term-weight.ts';

const operators = [...selectorOperators, 'Gt', 'Lt'];
const fieldOperators = ['In', 'NotIn'];
const fields = ['metadata.name'];

const messages = {
  ...weightMessages,
  terms: {
    text: 'nodeSelectorTerms must have at least one term, because an empty list matches no node.',
    fix: `Add a term, or remove ${requiredTerms}.`,
  },
  operator: {},
  operatorMissing: {
    text: 'an entry of matchExpressions must have an operator.',
    fix: 'Set operator to In, NotIn, Exists, DoesNotExist, Gt or Lt.',
  },
  valuesMissing: selectorMessages.valuesMissing,
  valuesSet: selectorMessages.valuesSet,
  oneNumber: {
    text: 'operator {{operator}} requires exactly one value.',
    fix: 'Set values to one integer in quotes, such as ["8"].',
  },
  oneNumberOnly: {
    text: 'operator {{operator}} requires exactly one value, but values has {{count}} entries.',
    fix: 'Remove all but one of the values.',
  },
  key: {
    text: 'a label key {{problem}}.',
    fix: 'Use a key that kubectl get nodes --show-labels lists.',
  },
  keyMissing: {
    text: 'an entry of matchExpressions must have a key.',
    fix: 'Set key to the key of a node label, such as kubernetes.io/arch.',
  },
  value: {
    text: 'a label value {{problem}}.',
    fix: 'Use a value that kubectl get nodes --show-labels lists.',
  },
  fieldKey: {
    fix: 'To match a node by its name, set key to metadata.name. To match node labels, use matchExpressions.',
  },
  fieldKeyMissing: { text: 'an entry of matchFields must have a key.', fix: 'Set key to metadata.name.' },
  fieldOperator: {},
  fieldOperatorMissing: {
    text: 'an entry of matchFields must have an operator.',
    fix: 'Set operator to In or NotIn.',
  },
  fieldValue: {
    text: 'an entry of matchFields must have exactly one value.',
    fix: 'Set values to the name of one node, such as ["node-1"].',
  },
  fieldValues: {
    text: 'an entry of matchFields must have exactly one value, but has {{count}}.',
    fix: 'Make a copy of this term for each value, because a node needs to match only one term.',
  },
  fieldValuesNotIn: {
    text: 'an entry of matchFields must have exactly one value, but has {{count}}.',
    fix: 'In the same term, write one entry of matchFields for each value, because a node must match all entries of a term.',
  },
  nodeName: {
    text: 'a node name {{problem}}.',
    fix: 'Use a name that kubectl get nodes lists.',
  },
  ...stringMessages,
} as const;
type Found = FindingOf<typeof messages>;

export const nodeAffinityValid = definePodRule({
  id: 'node-affinity-valid',
  title: 'Keys, operators and values in node affinity terms must be valid, and weights must be from 1 to 100',
  why: 'The scheduler compares the terms with the labels of the nodes. A malformed term could not match any node.',
  mirrors: ['validateNodeAffinity'],
  appliesTo: podsAndTemplates,
  reads: ['affinity'],
  messages,
  *check(pod) {
    const { spec, specPath, change } = pod;
    const affinity = get(spec, 'affinity', 'nodeAffinity');
    const path = specPath.child('affinity', 'nodeAffinity');
    const selector = field(affinity, requiredTerms);
    const checkValues = change.facts.nodeAffinityValues && !hadInvalidValue(pod);
    if (isObject(selector)) yield* checkSelector(selector, path.child(requiredTerms, 'nodeSelectorTerms'), checkValues);
    for (const [i, choice] of listAt(affinity, preferredTerms).entries()) {
      const at = path.child(preferredTerms).index(i);
      yield* weightFindings(field(choice, 'weight') ?? 0, at.child('weight'));
      // kube-apiserver accepts every value here.
      yield* checkTerm(field(choice, 'preference'), at.child('preference'), false);
    }
  },
});

/** If a stored value is invalid, kube-apiserver accepts all values (hasInvalidLabelValueInRequiredNodeAffinity). */
const hadInvalidValue = storedWith(({ spec }) =>
  listAt(spec, 'affinity', 'nodeAffinity', requiredTerms, 'nodeSelectorTerms')
    .flatMap((term) => listAt(term, 'matchExpressions'))
    .flatMap((requirement) => listAt(requirement, 'values'))
    .some((value) => typeof value === 'string' && labelValueError(value) !== undefined),
);

function* checkSelector(selector: Json, path: FieldPath, checkValues: boolean): Generator<Found> {
  const terms = listAt(selector, 'nodeSelectorTerms');
  if (terms.length === 0) yield required(path, 'terms');
  for (const [i, term] of terms.entries()) yield* checkTerm(term, path.index(i), checkValues);
}

function* checkTerm(term: Json | undefined, path: FieldPath, checkValues: boolean): Generator<Found> {
  for (const [i, requirement] of listAt(term, 'matchExpressions').entries()) {
    yield* checkExpression(requirement, path.child('matchExpressions').index(i), checkValues);
  }
  for (const [i, requirement] of listAt(term, 'matchFields').entries()) {
    yield* checkField(requirement, path.child('matchFields').index(i));
  }
}

function* checkExpression(requirement: Json, path: FieldPath, checkValues: boolean): Generator<Found> {
  const values = listAt(requirement, 'values');
  yield* checkOperator(field(requirement, 'operator') ?? '', values, path);
  for (const { path: at, value, problem = '' } of keyProblem(field(requirement, 'key'), path.child('key'))) {
    yield value === '' ? required(at, 'keyMissing') : invalid(at, 'key', { data: { problem }, to: value });
  }
  if (!checkValues) return;
  for (const [i, value] of values.entries()) {
    for (const { path: at, problem = '' } of valueProblem(value, path.child('values').index(i)))
      yield typeof value === 'string' ? invalid(at, 'value', { data: { problem }, to: value }) : notString(at, value);
  }
}

function* checkOperator(operator: Json, values: readonly Json[], path: FieldPath): Generator<Found> {
  const [at, beside, count] = [path.child('values'), path.child('operator'), values.length];
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (count === 0) yield required(at, 'valuesMissing', { shown: opposites(operator), beside });
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (count > 0) yield forbidden(at, 'valuesSet', { shown: opposites(operator), to: values, beside });
      break;
    case 'Gt':
    case 'Lt':
      if (count === 0) yield required(at, 'oneNumber', { shown: { operator }, beside });
      else if (count > 1) yield tooMany(at, 'oneNumberOnly', { shown: { operator, count }, to: values, beside });
      break;
    case '':
      yield required(path.child('operator'), 'operatorMissing');
      break;
    default:
      yield notSupported(path.child('operator'), 'operator', operator, operators);
  }
}

const opposites = (operator: string): { readonly operator: string; readonly opposite: string } => ({
  operator,
  opposite: oppositeOperator.get(operator) ?? '',
});

function* checkField(requirement: Json, path: FieldPath): Generator<Found, void, void> {
  const operator = field(requirement, 'operator') ?? '';
  const key = field(requirement, 'key') ?? '';
  const values = listAt(requirement, 'values');
  const count = values.length;
  if (operator === '') {
    yield required(path.child('operator'), 'fieldOperatorMissing');
  } else if (operator !== 'In' && operator !== 'NotIn') {
    yield notSupported(path.child('operator'), 'fieldOperator', operator, fieldOperators);
  } else if (count === 0) {
    yield required(path.child('values'), 'fieldValue');
  } else if (count > 1) {
    const messageId = operator === 'In' ? 'fieldValues' : 'fieldValuesNotIn';
    yield tooMany(path.child('values'), messageId, { shown: { count }, to: values });
  }
  if (key === '') return yield required(path.child('key'), 'fieldKeyMissing');
  if (key !== 'metadata.name') return yield notSupported(path.child('key'), 'fieldKey', key, fields, { known: [] });
  for (const [i, value] of values.entries()) {
    const at = path.child('values').index(i);
    if (typeof value !== 'string') {
      yield notString(at, value);
      continue;
    }
    const problem = dnsSubdomainError(value);
    if (problem !== undefined) yield invalid(at, 'nodeName', { data: { problem }, to: value });
  }
}
