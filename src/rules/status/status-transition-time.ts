import { field, isSet, type Json } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, required, say } from '../finding.ts';
import { changedConditions, statusUpdates } from './changed-status.ts';

export const statusTransitionTime = defineUpdateRule({
  id: 'status-transition-time',
  title: 'lastTransitionTime moves only with the status of its condition',
  why: 'The time says since when a condition is as it is. Time-outs and alerts that wait for it start anew whenever it moves without cause.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: statusUpdates,
  messages: {
    moved: 'lastTransitionTime moves only when the status of the condition changes',
    lost: 'lastTransitionTime of the condition is lost',
  },
  *check(change) {
    for (const { path, type, before, after } of changedConditions(change)) {
      const from = field(before, 'lastTransitionTime');
      const to = field(after, 'lastTransitionTime');
      if (!isSet(from) || from === to) continue;
      const at = path.child('lastTransitionTime');
      if (!isSet(to)) {
        yield required(at, 'lost', { from, to: null, fix: say('send the time along') });
      } else if (field(before, 'status') === field(after, 'status') && !(isKubernetesOwn(type) && isLater(to, from))) {
        yield invalid(at, 'moved', { from, to, fix: { kind: 'set', value: from } });
      }
    }
  },
});

/**
 * A kubelet sends the last of its states: a condition that turned false and true again in between, as on a quick restart of a container,
 * arrives with a new time alone. Those who watch a condition of their own, with a prefix, see each turn.
 */
const isKubernetesOwn = (type: string): boolean => !type.includes('/');

const isLater = (to: Json | undefined, from: Json | undefined): boolean =>
  typeof to === 'string' && typeof from === 'string' && Date.parse(to) > Date.parse(from);
