import { get, isSet } from '../../json/json.ts';
import { int64In } from '../../kubernetes/integer.ts';
import { metadataPath, type Kind } from '../../kubernetes/kinds.ts';
import { invalid } from '../finding.ts';
import { defineRule } from '../rule.ts';

const rollbackTo = 'deprecated.deployment.rollback.to';
const templateGeneration = 'deprecated.daemonset.template.generation';
const annotationOf: ReadonlyMap<Kind, string> = new Map([
  ['Deployment', rollbackTo],
  ['DaemonSet', templateGeneration],
]);

export const workloadAnnotations = defineRule({
  id: 'workload-annotations',
  title: `The annotations ${rollbackTo} and ${templateGeneration} must be integers`,
  why: 'These annotations replaced the integer fields rollbackTo of a Deployment and templateGeneration of a DaemonSet, and the API server converts them to these fields.',
  mirrors: ['ValidateRollback'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: [...annotationOf.keys()] },
  messages: {
    rollback: {
      text: 'must be an integer of 0 or more.',
      fix: 'Remove the annotation. To roll back, run kubectl rollout undo {{kubectlKind}} {{name}}.',
    },
    generation: {
      text: 'must be an integer.',
      fix: 'Remove the annotation, which the API server sets.',
    },
  },
  *check({ kind, before, after }) {
    const name = annotationOf.get(kind);
    const to = name === undefined ? undefined : get(after, 'metadata', 'annotations', name);
    if (name === undefined || !isSet(to) || to === get(before, 'metadata', 'annotations', name)) return;
    const path = metadataPath.child('annotations').key(name);
    const number = typeof to === 'string' ? int64In(to) : undefined;
    if (name === templateGeneration) {
      if (number === undefined) yield invalid(path, 'generation', { to });
      // An empty text counts as absent.
    } else if (to !== '' && (number === undefined || number < 0)) yield invalid(path, 'rollback', { to });
  },
});
