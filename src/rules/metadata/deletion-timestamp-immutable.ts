import { get, isSet, numberAt } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { everyKind, metadataPath } from '../../kubernetes/kinds.ts';
import { invalid } from '../finding.ts';

/**
 * Once deletionTimestamp is set, kube-apiserver restores it whatever a client sends (rest.BeforeUpdate). The rule therefore ignores a changed
 * one, which would otherwise prevent a client from removing a finalizer.
 */
export const deletionTimestampImmutable = defineUpdateRule({
  id: 'deletion-timestamp-immutable',
  title: 'deletionTimestamp and deletionGracePeriodSeconds must not be set by an update',
  why: 'Only a DELETE request or an eviction sets these fields. An update that sets them does not delete the object.',
  mirrors: ['ValidateObjectMetaUpdate'],
  appliesTo: {
    operations: ['UPDATE'],
    kinds: everyKind,
    subresources: ['', 'status', 'ephemeralcontainers', 'resize'],
  },
  messages: {
    set: {
      text: 'must not be set by an update, because an update cannot delete the {{kind}}.',
      fix: 'Remove deletionTimestamp from the manifest. To delete the {{kind}}, use kubectl delete {{kubectlKind}} {{name}}.',
    },
    changed: {
      text: 'must not be set by an update.',
      fix: 'Remove deletionGracePeriodSeconds from the manifest.',
    },
    gracePeriod: {
      text: 'must not be set by an update.',
      fix: 'Remove deletionGracePeriodSeconds from the manifest. To delete the Pod with this grace period, use kubectl delete pod {{name}} --grace-period={{to}}.',
    },
  },
  *check({ before, after, kind }) {
    const deleted = get(after, 'metadata', 'deletionTimestamp');
    if (isSet(deleted) && !isSet(get(before, 'metadata', 'deletionTimestamp'))) {
      yield invalid(metadataPath.child('deletionTimestamp'), 'set', { from: null, to: deleted });
    }
    const from = get(before, 'metadata', 'deletionGracePeriodSeconds') ?? null;
    const to = get(after, 'metadata', 'deletionGracePeriodSeconds');
    if (!isSet(to) || to === from) return;
    // Without --force, kubectl reads a grace period of 0 as 1.
    const seconds = numberAt(after, 'metadata', 'deletionGracePeriodSeconds') ?? 0;
    const isOfPod = kind === 'Pod' && Number.isInteger(seconds) && seconds > 0;
    yield invalid(metadataPath.child('deletionGracePeriodSeconds'), isOfPod ? 'gracePeriod' : 'changed', { from, to });
  },
});
