import { get, isSet, numberAt } from '../../json/json.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid } from '../finding.ts';

/** kube-apiserver sets its own value before the validating phase, so only `mutate` sees the value that the client sent. */
export const generationServerOwned = defineUpdateRule({
  id: 'generation-server-owned',
  title: 'generation must not be changed',
  why: 'The API server increases generation when the spec changes, and ignores any value that a client sends. Without an error, the change would seem to have succeeded.',
  mirrors: 'policy',
  appliesTo: { ...podUpdates, phases: ['mutate', 'offline'] },
  messages: {
    lowered: {
      text: 'must not be lowered from {{from}}, because generation only increases.',
      fix: 'Remove generation from the manifest.',
    },
    raised: {
      text: 'must stay {{from}}, because only the API server increases generation.',
      fix: 'Remove generation from the manifest.',
    },
  },
  *check({ before, after }) {
    const from = get(before, 'metadata', 'generation');
    const to = get(after, 'metadata', 'generation');
    if (!isSet(from) || !isSet(to) || from === to) return;
    const isLowered =
      (numberAt(after, 'metadata', 'generation') ?? NaN) < (numberAt(before, 'metadata', 'generation') ?? NaN);
    yield invalid(metadataPath.child('generation'), isLowered ? 'lowered' : 'raised', { from, to });
  },
});
