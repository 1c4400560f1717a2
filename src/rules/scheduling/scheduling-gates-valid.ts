import { field, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { likeQualifiedName } from '../../text/like-name.ts';
import { duplicate, invalid, required } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const schedulingGatesValid = definePodRule({
  id: 'scheduling-gates-valid',
  title: 'Scheduling gates must be unique and have a name such as example.com/quota',
  why: 'A controller finds and removes its gate by name. The Pod is scheduled once it has no gates.',
  mirrors: ['validateSchedulingGates'],
  appliesTo: podsAndTemplates,
  reads: ['schedulingGates'],
  messages: {
    name: { text: 'the name of a scheduling gate {{problem}}.', fix: 'Use a name such as "{{example}}".' },
    missing: {
      text: 'a scheduling gate must have a name.',
      fix: 'Set name to a name such as "example.com/quota".',
    },
    twice: { text: 'each scheduling gate may be listed once.', fix: 'Remove one of the two entries.' },
    ...stringMessages,
  },
  *check({ spec, specPath }) {
    const seen = new Map<Json, FieldPath>();
    for (const [i, gate] of listAt(spec, 'schedulingGates').entries()) {
      const name = field(gate, 'name') ?? '';
      const path = specPath.child('schedulingGates').index(i).child('name');
      if (name === '') {
        yield required(path, 'missing');
        continue;
      }
      const other = seen.get(name);
      const problem = typeof name === 'string' ? qualifiedNameError(name) : undefined;
      if (typeof name !== 'string') yield notString(path, name);
      else if (problem !== undefined) {
        const example = exampleOf(name, path, likeQualifiedName, 'example.com/quota');
        yield invalid(path, 'name', { data: { problem }, shown: { example }, to: name });
      }
      if (other === undefined) seen.set(name, path);
      else yield duplicate(path, 'twice', { to: name, beside: other });
    }
  },
});
