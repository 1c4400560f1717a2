import { listAt, stringAt } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { quoted } from '../../text/quoted.ts';

export const schedulingGatesOnlyRemoved = defineUpdateRule({
  id: 'scheduling-gates-only-removed',
  title: 'Scheduling gates may be removed, but not added, after the Pod is created',
  why: 'A scheduling gate holds a Pod back until the gate is removed. The scheduler may already be placing a Pod that has no gates, so a gate cannot be added later.',
  mirrors: ['validateOnlyDeletedSchedulingGates'],
  appliesTo: podUpdates,
  messages: {
    added: {
      text: 'scheduling gate {{gate}} cannot be added after the Pod is created.',
      fix: 'Remove {{gate}} from spec.schedulingGates.',
    },
  },
  *check({ before, after }) {
    const old = new Set(listAt(before, 'spec', 'schedulingGates').map((gate) => stringAt(gate, 'name') ?? ''));
    for (const [i, gate] of listAt(after, 'spec', 'schedulingGates').entries()) {
      const name = stringAt(gate, 'name') ?? '';
      if (old.has(name)) continue;
      const path = specPath.child('schedulingGates').index(i).child('name');
      yield forbidden(path, 'added', { shown: { gate: quoted(name) }, from: null, to: name });
    }
  },
});
