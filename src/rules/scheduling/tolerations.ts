import type { PodView } from '../../change/change.ts';
import { field, isOneOf, isSet, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { int64In } from '../../kubernetes/integer.ts';
import { labelValueError, qualifiedNameError } from '../../kubernetes/names.ts';
import { forbidden, invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { gateText } from '../../kubernetes/gates.ts';
import { notString, stringMessages } from '../parts/not-string.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const operators = ['Exists', 'Equal'];

const forAll = 'Set key to the key of a taint, or set operator to Exists {{and}} to match all keys and values.';

export const tolerationMessages = {
  key: {
    text: 'a taint key {{problem}}.',
    fix: 'Use the key of a taint that kubectl describe nodes shows.',
  },
  everything: {
    text: 'operator must be Exists when key is empty.',
    fix: forAll,
  },
  everythingWrong: {
    text: 'must be Exists when key is empty.',
    fix: forAll,
  },
  operatorForAll: {
    text: 'Other operators are not allowed when key is empty.',
    fix: 'Set operator to Exists {{and}} to match all keys and values, or set key to the key of a taint and operator to Equal.',
  },
  seconds: {
    text: 'must be NoExecute when tolerationSeconds is set.',
    fix: 'Set effect to NoExecute, or remove tolerationSeconds.',
  },
  secondsAlone: {
    text: 'effect must be NoExecute when tolerationSeconds is set.',
    fix: 'Set effect to NoExecute, or remove tolerationSeconds.',
  },
  effectWithSeconds: {
    text: 'Other effects are not allowed when tolerationSeconds is set.',
    fix: 'Set effect to NoExecute, or remove tolerationSeconds and set effect to NoSchedule or PreferNoSchedule.',
  },
  value: {
    text: 'a taint value {{problem}}.',
    fix: 'Use the value of a taint that kubectl describe nodes shows.',
  },
  exists: {
    text: 'value is not allowed when operator is Exists, which matches any value.',
    fix: 'Remove value, or set operator to Equal.',
  },
  existsOnly: {
    text: 'value is not allowed when operator is Exists, which matches any value.',
    fix: 'Remove value.',
  },
  comparison: {
    text: `{{operator}} requires ${gateText('TaintTolerationComparisonOperators')}.`,
    fix: 'Use Equal to match one value, or Exists to match any value.',
  },
  integer: {
    text: 'must be a 64-bit integer when operator is Lt or Gt.',
    fix: 'Use an integer such as "10", without a plus sign or leading zeros.',
  },
  integerMissing: {
    text: 'value is required when operator is Lt or Gt.',
    fix: 'Set value to an integer such as "10".',
  },
  operator: {},
  effect: {},
  ...stringMessages,
} as const;
type Found = FindingOf<typeof tolerationMessages>;

const comparesIntegers = (operator: Json): operator is 'Lt' | 'Gt' => operator === 'Lt' || operator === 'Gt';

/** The findings about one toleration of the Pod, whose path this is. */
export function* tolerationFindings(toleration: Json, path: FieldPath, pod: PodView): Generator<Found> {
  const key = field(toleration, 'key') ?? '';
  // KEP-5471
  const canCompare = pod.change.facts.TaintTolerationComparisonOperators;
  const ofKey = textFinding(key, path, 'key');
  if (ofKey !== undefined) yield ofKey;
  const ofOperator = operatorFinding(toleration, key === '', path, canCompare);
  if (ofOperator !== undefined) yield ofOperator;
  const ofValue = valueFinding(toleration, key === '', path, canCompare);
  if (ofValue !== undefined) yield ofValue;
  const ofEffect = effectFinding(toleration, path);
  if (ofEffect !== undefined) yield ofEffect;
}

/** Each field has a message of the same name. */
const errorsOf = { key: qualifiedNameError, value: labelValueError } as const;

function textFinding(to: Json, path: FieldPath, name: keyof typeof errorsOf): Found | undefined {
  if (to === '') return undefined;
  if (typeof to !== 'string') return notString(path.child(name), to);
  const problem = errorsOf[name](to);
  return problem === undefined ? undefined : invalid(path.child(name), name, { data: { problem }, to });
}

function operatorFinding(toleration: Json, isForAll: boolean, path: FieldPath, canCompare: boolean): Found | undefined {
  const to = field(toleration, 'operator') ?? '';
  if (to === 'Exists') return undefined;
  const at = path.child('operator');
  const isComparison = comparesIntegers(to);
  const isSupported = to === '' || to === 'Equal' || (isComparison && canCompare);
  if (isForAll) {
    // Exists allows no value.
    const shown = { and: (field(toleration, 'value') ?? '') === '' ? '' : 'and remove value' };
    if (to === '') return required(at, 'everything', { shown });
    return isSupported
      ? invalid(at, 'everythingWrong', { to, shown })
      : notSupported(at, 'operatorForAll', to, ['Exists'], { shown });
  }
  if (isSupported) return undefined;
  return isComparison
    ? notSupported(at, 'comparison', to, operators, { shown: { operator: to } })
    : notSupported(at, 'operator', to, operators);
}

function valueFinding(toleration: Json, isForAll: boolean, path: FieldPath, canCompare: boolean): Found | undefined {
  const operator = field(toleration, 'operator') ?? '';
  const value = field(toleration, 'value') ?? '';
  if (operator === '' || operator === 'Equal') return textFinding(value, path, 'value');
  if (comparesIntegers(operator)) return canCompare ? integerFinding(value, path.child('value')) : undefined;
  if (operator !== 'Exists' || value === '') return undefined;
  const beside = path.child('operator');
  const mayBeEqual = !isForAll && textFinding(value, path, 'value') === undefined;
  return forbidden(path.child('value'), mayBeEqual ? 'exists' : 'existsOnly', { to: value, beside });
}

/** Without a plus sign or leading zeros. */
const canonical = /^(?:0|-?[1-9]\d*)$/;

function integerFinding(to: Json, path: FieldPath): Found | undefined {
  if (to === '') return required(path, 'integerMissing');
  if (typeof to !== 'string') return notString(path, to);
  const isInteger = canonical.test(to) && int64In(to) !== undefined;
  return isInteger ? undefined : invalid(path, 'integer', { to });
}

function effectFinding(toleration: Json, path: FieldPath): Found | undefined {
  const effect = field(toleration, 'effect') ?? '';
  const hasSeconds = isSet(field(toleration, 'tolerationSeconds'));
  const isAllowed = hasSeconds ? effect === 'NoExecute' : effect === '' || isOneOf(effect, effects);
  if (isAllowed) return undefined;
  const [at, beside] = [path.child('effect'), path.child('tolerationSeconds')];
  if (effect === '') return required(at, 'secondsAlone', { beside });
  if (!isOneOf(effect, effects))
    return hasSeconds
      ? notSupported(at, 'effectWithSeconds', effect, ['NoExecute'], { beside })
      : notSupported(at, 'effect', effect, effects);
  return invalid(at, 'seconds', { to: effect, beside });
}
