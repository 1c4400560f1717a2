import { get, numberAt, type Json } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { likeQualifiedName } from '../../text/like-name.ts';
import { exampleOf } from '../parts/example.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, required } from '../finding.ts';
import { changedConditions, statusPath, statusUpdates } from './changed-status.ts';

export const statusConditionsValid = defineUpdateRule({
  id: 'status-conditions-valid',
  title: 'Condition types must be qualified names, and observedGeneration must not be negative',
  why: 'Controllers find a condition by its type. Controllers compare observedGeneration with the generation of the Pod to see whether the condition is up to date.',
  mirrors: ['validatePodConditions', 'ValidatePodStatusUpdate'],
  appliesTo: statusUpdates,
  messages: {
    type: { text: '{{problem}}.', fix: 'Use a condition type such as "{{example}}".' },
    noType: {
      text: 'a condition must have a type.',
      fix: 'Set type to a qualified name such as "example.com/Warm".',
    },
    generation: {
      text: 'must be 0 or more.',
      fix: 'Set observedGeneration to the generation of the Pod that the controller has seen.',
    },
  },
  *check(change) {
    const { before, after } = change;
    const isTracked = change.facts.PodObservedGenerationTracking;
    const observed = numberAt(after, 'status', 'observedGeneration');
    if (isTracked) yield* generation(get(before, 'status', 'observedGeneration'), observed, statusPath);
    for (const { path, type, before: old, after: condition } of changedConditions(change)) {
      if (isTracked) yield* generation(get(old, 'observedGeneration'), numberAt(condition, 'observedGeneration'), path);
      const problem = old === undefined ? qualifiedNameError(type) : undefined;
      if (problem === undefined) continue;
      const at = path.child('type');
      const example = exampleOf(type, at, likeQualifiedName, 'example.com/Warm');
      yield type === ''
        ? required(at, 'noType')
        : invalid(at, 'type', { data: { problem }, shown: { example }, to: type });
    }
  },
});

/** If a request omits observedGeneration, kube-apiserver keeps the old one. */
function* generation(from: Json | undefined, to: number | undefined, path: FieldPath) {
  if (to === undefined || to >= 0 || from === to) return;
  yield invalid(path.child('observedGeneration'), 'generation', { to });
}
