import { field, objectAt } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, recreate } from '../finding.ts';

const prefix = 'container.apparmor.security.beta.kubernetes.io/';

export const apparmorAnnotationsImmutable = defineUpdateRule({
  id: 'apparmor-annotations-immutable',
  title: 'AppArmor annotations stay as they are',
  why: 'A container’s AppArmor profile is set when it starts. An annotation that says otherwise would describe something that does not run.',
  mirrors: 'ValidatePodSpecificAnnotationUpdates',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['', 'status'] },
  messages: {
    added: 'an AppArmor profile cannot be added to a running Pod',
    changed: 'the AppArmor profile of a running Pod cannot be changed or removed',
  },
  *check({ before, after }) {
    const old = objectAt(before, 'metadata', 'annotations');
    const sent = objectAt(after, 'metadata', 'annotations');
    for (const key of new Set([...Object.keys(old), ...Object.keys(sent)])) {
      if (!key.startsWith(prefix)) continue;
      const from = Object.hasOwn(old, key) ? (field(old, key) ?? null) : undefined;
      const to = Object.hasOwn(sent, key) ? (field(sent, key) ?? null) : undefined;
      if (from === to) continue;
      const path = metadataPath.child('annotations').key(key);
      yield forbidden(path, from === undefined ? 'added' : 'changed', {
        from: from ?? null,
        to: to ?? null,
        fix: recreate,
      });
    }
  },
});
