import { listAt, stringAt } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { forbidden, remove } from '../finding.ts';
import { quoted } from '../../text/quoted.ts';

export const schedulingGatesOnlyRemoved = defineUpdateRule({
  id: 'scheduling-gates-only-removed',
  title: 'Scheduling gates are only removed',
  why: 'A gate holds a Pod back until somebody takes it away. Once a Pod may be scheduled it cannot be held back again.',
  mirrors: 'validatePodSpecSchedulingGatesUpdate',
  appliesTo: podUpdates,
  messages: { added: 'scheduling gate {{gate}} cannot be added after the Pod was created' },
  *check({ before, after }) {
    const old = new Set(listAt(before, 'spec', 'schedulingGates').map((gate) => stringAt(gate, 'name') ?? ''));
    for (const [i, gate] of listAt(after, 'spec', 'schedulingGates').entries()) {
      const name = stringAt(gate, 'name') ?? '';
      if (old.has(name)) continue;
      const path = specPath.child('schedulingGates').index(i).child('name');
      yield forbidden(path, 'added', { data: { gate: quoted(name) }, from: null, to: name, fix: remove });
    }
  },
});
