import { field, objectAt } from '../../json/json.ts';
import { appArmorAnnotation as prefix } from '../../kubernetes/annotations.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { quoted } from '../../text/quoted.ts';

export const apparmorAnnotationsImmutable = defineUpdateRule({
  id: 'apparmor-annotations-immutable',
  title: 'AppArmor annotations cannot be changed after the Pod is created',
  why: 'A container gets its AppArmor profile when it starts. A changed annotation would name another profile than the one that the container runs with.',
  mirrors: ['ValidatePodSpecificAnnotationUpdates'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['', 'status'] },
  messages: {
    added: {
      text: 'the AppArmor annotation of container {{name}} cannot be added after the Pod is created.',
      fix: 'Remove the annotation from the manifest{{orRecreate}}',
    },
    changed: {
      text: 'the AppArmor annotation of container {{name}} cannot be changed after the Pod is created.',
      fix: 'Set the annotation back to the existing value{{orRecreate}}',
    },
    removed: {
      text: 'the AppArmor annotation of container {{name}} cannot be removed after the Pod is created.',
      fix: 'Put the annotation back into the manifest{{orRecreate}}',
    },
  },
  *check({ before, after }) {
    const old = objectAt(before, 'metadata', 'annotations');
    const sent = objectAt(after, 'metadata', 'annotations');
    for (const key of new Set([...Object.keys(old), ...Object.keys(sent)])) {
      if (!key.startsWith(prefix)) continue;
      const [isOld, isSent] = [Object.hasOwn(old, key), Object.hasOwn(sent, key)];
      const from = field(old, key) ?? null;
      const to = field(sent, key) ?? null;
      if (from === to && isOld === isSent) continue;
      const path = metadataPath.child('annotations').key(key);
      const shown = { name: quoted(key.slice(prefix.length)) };
      yield forbidden(path, !isOld ? 'added' : isSent ? 'changed' : 'removed', { from, to, shown });
    }
  },
});
