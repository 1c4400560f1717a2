import { get, numberAt, type Json } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, remove, say } from '../finding.ts';
import { changedConditions, statusPath, statusUpdates } from './changed-status.ts';

export const statusConditionsValid = defineUpdateRule({
  id: 'status-conditions-valid',
  title: 'Conditions have a name and a generation',
  why: 'Controllers find a condition by its type, and see from observedGeneration which state of the Pod it speaks of.',
  mirrors: 'validatePodConditions, ValidatePodStatusUpdate',
  appliesTo: statusUpdates,
  messages: {
    type: 'is no type of a condition: {{problem}}',
    generation: 'a generation is never negative',
  },
  *check(change) {
    const { before, after } = change;
    const observed = numberAt(after, 'status', 'observedGeneration');
    yield* generation(get(before, 'status', 'observedGeneration'), observed, statusPath);
    for (const { path, type, before: old, after: condition } of changedConditions(change)) {
      yield* generation(get(old, 'observedGeneration'), numberAt(condition, 'observedGeneration'), path);
      const problem = qualifiedNameError(type);
      if (old !== undefined || problem === undefined) continue;
      const fix = say('use a name such as example.com/Ready');
      yield invalid(path.child('type'), 'type', { data: { problem }, to: type, fix });
    }
  },
});

/** kube-apiserver keeps the old one where none is sent. */
function* generation(from: Json | undefined, to: number | undefined, path: FieldPath) {
  if (to === undefined || to >= 0 || from === to) return;
  yield invalid(path.child('observedGeneration'), 'generation', { to, fix: remove });
}
