import { get, isSet } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid, remove } from '../finding.ts';

/** kube-apiserver puts its own value in before the validating phase, so only `mutate` sees what was sent. */
export const generationServerOwned = defineUpdateRule({
  id: 'generation-server-owned',
  title: 'generation only grows, and only the server raises it',
  why: 'generation counts the changes of the spec. kube-apiserver drops a client’s value without a word; controllers compare it with observedGeneration.',
  mirrors: 'policy',
  appliesTo: { ...podUpdates, phases: ['mutate', 'offline'] },
  messages: {
    lowered: 'generation never goes down',
    raised: 'only the API server raises generation, when the spec changes',
  },
  *check({ before, after }) {
    const from = get(before, 'metadata', 'generation');
    const to = get(after, 'metadata', 'generation');
    if (!isSet(from) || !isSet(to) || from === to) return;
    const lowered = typeof from === 'number' && typeof to === 'number' && to < from;
    yield invalid(metadataPath.child('generation'), lowered ? 'lowered' : 'raised', { from, to, fix: remove });
  },
});
