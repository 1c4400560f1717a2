import { get, isSet, type Json } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid, remove } from '../finding.ts';

/** kube-apiserver puts the old value back before the validating phase, so only `mutate` sees what was sent. */
export const creationTimestampImmutable = defineUpdateRule({
  id: 'creation-timestamp-immutable',
  title: 'creationTimestamp is the server’s',
  why: 'kube-apiserver sets creationTimestamp once and drops any other value without a word. Who sends one believes something that is not so.',
  mirrors: 'policy',
  appliesTo: { ...podUpdates, phases: ['mutate', 'offline'] },
  messages: { changed: 'only the API server sets it, when it makes the Pod' },
  *check({ before, after }) {
    const from = get(before, 'metadata', 'creationTimestamp');
    const to = get(after, 'metadata', 'creationTimestamp');
    if (!isSet(from) || !isSet(to) || sameTime(from, to)) return;
    yield invalid(metadataPath.child('creationTimestamp'), 'changed', { from, to, fix: remove });
  },
});

function sameTime(a: Json, b: Json): boolean {
  if (a === b) return true;
  return typeof a === 'string' && typeof b === 'string' && Date.parse(a) === Date.parse(b);
}
