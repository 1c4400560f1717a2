import { numberAt } from '../../json/json.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { invalid } from '../finding.ts';
import { defineRule } from '../rule.ts';

/** kube-apiserver sets the generation of other new objects, and since 1.33 that of Pods, before it validates them. */
export const generationNotNegative = defineRule({
  id: 'generation-not-negative',
  title: 'generation of a new Pod must not be negative',
  why: 'Kubernetes counts the changes of the spec in generation.',
  mirrors: ['ValidateObjectMetaAccessor'],
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  messages: { negative: { text: 'must be 0 or more.', fix: 'Remove generation from the manifest.' } },
  *check({ after, facts }) {
    const to = numberAt(after, 'metadata', 'generation') ?? 0;
    if (facts.podGenerationSet || to >= 0) return;
    yield invalid(metadataPath.child('generation'), 'negative', { to });
  },
});
