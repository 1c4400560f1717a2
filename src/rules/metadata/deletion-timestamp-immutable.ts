import { get, isSet } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { defineRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { invalid, remove, say, set } from '../finding.ts';

/**
 * Once set, both are put back by kube-apiserver whatever a client sends (rest.BeforeUpdate), so a changed deletionTimestamp is no
 * finding: refusing it could keep someone from removing a finalizer.
 */
export const deletionTimestampImmutable = defineRule({
  id: 'deletion-timestamp-immutable',
  title: 'Only a DELETE request sets deletionTimestamp',
  why: 'deletionTimestamp and deletionGracePeriodSeconds record a DELETE request. Writing them deletes nothing.',
  mirrors: 'ValidateObjectMetaUpdate',
  appliesTo: {
    operations: ['UPDATE'],
    kinds: everyKind,
    subresources: ['', 'status', 'ephemeralcontainers', 'resize'],
  },
  messages: {
    set: 'writing it deletes nothing',
    changed: 'only a DELETE request changes it',
  },
  *check({ before, after, kind, name }) {
    const deleted = get(after, 'metadata', 'deletionTimestamp');
    if (isSet(deleted) && !isSet(get(before, 'metadata', 'deletionTimestamp'))) {
      const fix = say(`leave it out, and use kubectl delete ${kind.toLowerCase()} ${name}`);
      yield invalid(metadataPath.child('deletionTimestamp'), 'set', { from: null, to: deleted, fix });
    }
    const from = get(before, 'metadata', 'deletionGracePeriodSeconds') ?? null;
    const to = get(after, 'metadata', 'deletionGracePeriodSeconds');
    if (isSet(to) && to !== from) {
      const fix = from === null ? remove : set(from);
      yield invalid(metadataPath.child('deletionGracePeriodSeconds'), 'changed', { from, to, fix });
    }
  },
});
