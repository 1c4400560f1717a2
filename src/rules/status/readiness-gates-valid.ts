import { field, listAt } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, required } from '../finding.ts';
import { notString, stringMessages } from '../parts/not-string.ts';

export const readinessGatesValid = definePodRule({
  id: 'readiness-gates-valid',
  title: 'The conditionType of a readiness gate must be a qualified name',
  why: 'The Pod becomes ready only when the condition of each readiness gate is True. A condition whose type is invalid can never be set.',
  mirrors: ['validateReadinessGates'],
  appliesTo: podsAndTemplates,
  reads: ['readinessGates'],
  messages: {
    name: {
      text: 'a condition type {{problem}}.',
      fix: 'Use the condition type that your controller sets, such as "example.com/load-balancer-ready".',
    },
    missing: {
      text: 'a readiness gate must have a conditionType.',
      fix: 'Set conditionType to the condition type that your controller sets, such as "example.com/load-balancer-ready".',
    },
    ...stringMessages,
  },
  *check({ spec, specPath }) {
    const gates = listAt(spec, 'readinessGates');
    for (let i = 0; i < gates.length; i++) {
      const type = field(gates[i], 'conditionType') ?? '';
      const path = specPath.child('readinessGates').index(i).child('conditionType');
      if (typeof type !== 'string') {
        yield notString(path, type);
        continue;
      }
      const problem = qualifiedNameError(type);
      if (problem === undefined) continue;
      yield type === '' ? required(path, 'missing') : invalid(path, 'name', { data: { problem }, to: type });
    }
  },
});
