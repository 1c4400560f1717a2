/** What rules say of a label selector that is not well-formed. */
import type { SelectorProblem } from '../../kubernetes/selector.ts';
import { forbidden, invalid, required, say, type FindingOf } from '../finding.ts';

export const selectorMessages = {
  operator: 'is no operator of a label selector; there are In, NotIn, Exists and DoesNotExist',
  valuesMissing: 'In and NotIn need at least one value',
  valuesSet: 'Exists and DoesNotExist take no values',
  key: 'is no key of a label: {{problem}}',
  value: 'is no value of a label: {{problem}}',
} as const;

export function selectorFinding({
  about,
  path,
  value,
  problem = '',
}: SelectorProblem): FindingOf<typeof selectorMessages> {
  switch (about) {
    case 'operator':
      return invalid(path, about, { to: value, fix: say('use one of these') });
    case 'valuesMissing':
      return required(path, about, { fix: say('add one, or use Exists or DoesNotExist') });
    case 'valuesSet':
      return forbidden(path, about, { to: value, fix: say('leave them out, or use In or NotIn') });
    case 'key':
    case 'value':
      return invalid(path, about, { data: { problem }, to: value, fix: say('use a label that an object can have') });
  }
}
