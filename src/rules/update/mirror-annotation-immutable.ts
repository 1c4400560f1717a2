import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { get, isSet } from '../../json/json.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';

export const mirrorAnnotationImmutable = defineUpdateRule({
  id: 'mirror-annotation-immutable',
  title: 'The mirror Pod annotation cannot be added, changed or removed',
  why: 'The kubelet sets this annotation on the mirror Pod that represents a static Pod. A Pod cannot become a mirror Pod later, and a mirror Pod cannot stop being one.',
  mirrors: ['ValidatePodSpecificAnnotationUpdates'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['', 'status'] },
  messages: {
    added: {
      text: 'only the kubelet creates mirror Pods, so this annotation cannot be added after the Pod is created.',
      fix: 'Remove the annotation from the manifest.',
    },
    changed: {
      text: 'the annotation of a mirror Pod cannot be {{change}}.',
      fix: '{{recreate}}',
    },
  },
  *check({ before, after }) {
    const from = get(before, 'metadata', 'annotations', mirrorAnnotation);
    const to = get(after, 'metadata', 'annotations', mirrorAnnotation);
    if (from === to) return;
    const path = metadataPath.child('annotations').key(mirrorAnnotation);
    yield forbidden(path, isSet(from) ? 'changed' : 'added', { from: from ?? null, to: to ?? null });
  },
});
