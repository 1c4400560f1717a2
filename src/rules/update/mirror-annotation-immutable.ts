import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { get, isSet } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';

export const mirrorAnnotationImmutable = defineUpdateRule({
  id: 'mirror-annotation-immutable',
  title: 'The mirror Pod annotation is the kubelet’s',
  why: 'The annotation ties the object to a static Pod on a node. A Pod neither becomes a mirror Pod nor stops being one.',
  mirrors: 'ValidatePodSpecificAnnotationUpdates',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['', 'status'] },
  messages: {
    added: 'a Pod cannot be made a mirror Pod',
    changed:
      'the annotation of a mirror Pod cannot be changed or removed; change the static Pod’s manifest on its node',
  },
  *check({ before, after }) {
    const from = get(before, 'metadata', 'annotations', mirrorAnnotation);
    const to = get(after, 'metadata', 'annotations', mirrorAnnotation);
    if (from === to) return;
    const path = metadataPath.child('annotations').key(mirrorAnnotation);
    yield forbidden(path, isSet(from) ? 'changed' : 'added', { from: from ?? null, to: to ?? null });
  },
});
