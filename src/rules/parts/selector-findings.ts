/** Findings about an invalid label selector. */
import { oppositeOperator, selectorOperators, type SelectorProblem } from '../../kubernetes/selector.ts';
import { forbidden, invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { notString, stringMessages } from './not-string.ts';

export const selectorMessages = {
  operator: {},
  operatorMissing: {
    text: 'an entry of matchExpressions must have an operator.',
    fix: 'Set operator to In, NotIn, Exists or DoesNotExist.',
  },
  valuesMissing: {
    text: 'operator {{operator}} requires at least one value.',
    fix: 'Add a value, or use operator {{opposite}}, which takes no values.',
  },
  valuesSet: {
    text: 'values are not allowed with operator {{operator}}.',
    fix: 'Remove values, or use operator {{opposite}}.',
  },
  key: { text: 'a label key {{problem}}.', fix: 'Use a label key of the {{selected}} to select.' },
  keyMissing: {
    text: 'an entry of matchExpressions must have a key.',
    fix: 'Set key to a label key of the {{selected}} to select, such as {{example}}.',
  },
  value: { text: 'a label value {{problem}}.', fix: 'Use a label value of the {{selected}} to select.' },
  ...stringMessages,
} as const;

/** A label that most of the selected objects have. */
const commonKeys = {
  Pods: 'app',
  Namespaces: 'kubernetes.io/metadata.name',
  PersistentVolumes: 'topology.kubernetes.io/zone',
  ClusterTrustBundles: 'app.kubernetes.io/name',
} as const;

/** `selected` are the objects that the selector selects: those of a `namespaceSelector` are Namespaces. */
export function selectorFinding(
  { part, isMissing = false, path, value, problem = '', operator = '', isOfKey = false }: SelectorProblem,
  selected: keyof typeof commonKeys = 'Pods',
): FindingOf<typeof selectorMessages> {
  const invalidText = { data: { problem }, shown: { selected }, to: value, isOfKey };
  switch (part) {
    case 'operator':
      return isMissing ? required(path, 'operatorMissing') : notSupported(path, 'operator', value, selectorOperators);
    case 'values': {
      const shown = { operator, opposite: oppositeOperator.get(operator) ?? '' };
      const beside = path.parent.child('operator');
      return isMissing
        ? required(path, 'valuesMissing', { shown, beside })
        : forbidden(path, 'valuesSet', { to: value, shown, beside });
    }
    case 'key':
      return isMissing
        ? required(path, 'keyMissing', { shown: { selected, example: commonKeys[selected] } })
        : invalid(path, 'key', invalidText);
    case 'value':
      return typeof value === 'string' ? invalid(path, 'value', invalidText) : notString(path, value);
  }
}
