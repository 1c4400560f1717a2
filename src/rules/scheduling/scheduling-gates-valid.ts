import { field, listAt, type Json } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, invalid, remove, say } from '../finding.ts';

export const schedulingGatesValid = definePodRule({
  id: 'scheduling-gates-valid',
  title: 'Scheduling gates have names, each its own',
  why: 'Each gate is opened by whoever knows its name. Of two with one name the second would stay shut.',
  mirrors: 'validateSchedulingGates',
  appliesTo: podsAndTemplates,
  reads: ['schedulingGates'],
  messages: {
    name: 'is no name of a gate: {{problem}}',
    twice: 'another gate has this name',
  },
  *check({ spec, specPath }) {
    const gates = listAt(spec, 'schedulingGates');
    if (gates.length === 0) return;
    const seen = new Set<Json>();
    for (const [i, gate] of gates.entries()) {
      const name = field(gate, 'name') ?? '';
      const path = specPath.child('schedulingGates').index(i).child('name');
      const problem = typeof name === 'string' ? qualifiedNameError(name) : 'must be a text';
      if (problem !== undefined) {
        yield invalid(path, 'name', { data: { problem }, to: name, fix: say('name it as in example.com/quota') });
      }
      if (seen.has(name)) yield duplicate(path, 'twice', { to: name, fix: remove });
      seen.add(name);
    }
  },
});
