import { field, listAt } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

export const readinessGatesValid = definePodRule({
  id: 'readiness-gates-valid',
  title: 'A readiness gate names a condition',
  why: 'The Pod becomes ready when the condition of each gate is True. A condition that can have no such name keeps it unready for ever.',
  mirrors: 'validateReadinessGates',
  appliesTo: podsAndTemplates,
  reads: ['readinessGates'],
  messages: { name: 'is no type of a condition: {{problem}}' },
  *check({ spec, specPath }) {
    const gates = listAt(spec, 'readinessGates');
    for (let i = 0; i < gates.length; i++) {
      const type = field(gates[i], 'conditionType') ?? '';
      const problem = typeof type === 'string' ? qualifiedNameError(type) : 'must be a text';
      if (problem === undefined) continue;
      yield invalid(specPath.child('readinessGates').index(i).child('conditionType'), 'name', {
        data: { problem },
        to: type,
        fix: say('name it as in example.com/load-balancer-ready'),
      });
    }
  },
});
