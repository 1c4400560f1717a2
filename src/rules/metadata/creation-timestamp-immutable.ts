import { get, isSet } from '../../json/json.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { timeOf } from '../../kubernetes/time.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid } from '../finding.ts';

/** kube-apiserver restores the old value before the validating phase, so only `mutate` sees the value that the client sent. */
export const creationTimestampImmutable = defineUpdateRule({
  id: 'creation-timestamp-immutable',
  title: 'creationTimestamp must not be changed',
  why: 'The API server sets creationTimestamp when it creates an object, and ignores any other value. Without an error, the change would seem to have succeeded.',
  mirrors: 'policy',
  appliesTo: { ...podUpdates, phases: ['mutate', 'offline'] },
  messages: {
    changed: {
      text: 'must stay {{from}}, the time at which the API server created the {{kind}}.',
      fix: 'Remove creationTimestamp from the manifest.',
    },
  },
  *check({ before, after }) {
    const from = get(before, 'metadata', 'creationTimestamp');
    const to = get(after, 'metadata', 'creationTimestamp');
    if (!isSet(from) || !isSet(to) || from === to || timeOf(from) === timeOf(to)) return;
    yield invalid(metadataPath.child('creationTimestamp'), 'changed', { from, to });
  },
});
