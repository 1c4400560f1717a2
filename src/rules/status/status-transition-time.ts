import { field, isSet } from '../../json/json.ts';
import { timeOf } from '../../kubernetes/time.ts';
import { quoted } from '../../text/quoted.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, required } from '../finding.ts';
import { changedConditions, statusUpdates } from './changed-status.ts';

export const statusTransitionTime = defineUpdateRule({
  id: 'status-transition-time',
  title: 'lastTransitionTime may change only when the status of its condition changes',
  why: 'Alerts and timeouts measure how long a condition has had its status. The measurement starts again whenever lastTransitionTime changes.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: statusUpdates,
  messages: {
    moved: {
      text: 'must stay {{from}} while the status of condition {{type}} stays {{status}}.',
      fix: 'Set lastTransitionTime back to {{from}}.',
    },
    lost: {
      text: 'lastTransitionTime of condition {{type}} cannot be removed.',
      fix: 'Set lastTransitionTime back to {{from}}.',
    },
    lostInTransition: {
      text: 'lastTransitionTime of condition {{type}} cannot be removed.',
      fix: 'Set lastTransitionTime to the current time, because the status of the condition changes.',
    },
  },
  *check(change) {
    for (const { path, type: name, before, after } of changedConditions(change)) {
      const from = field(before, 'lastTransitionTime');
      const to = field(after, 'lastTransitionTime');
      if (!isSet(from) || from === to) continue;
      const at = path.child('lastTransitionTime');
      const type = quoted(name);
      const status = field(after, 'status') ?? '';
      const isSame = status === (field(before, 'status') ?? '');
      if (!isSet(to)) {
        yield required(at, isSame ? 'lost' : 'lostInTransition', { shown: { type }, from, to: null });
      } else if (isSame && !(isKubernetesOwn(name) && timeOf(to) > timeOf(from))) {
        yield invalid(at, 'moved', { shown: { type, status: JSON.stringify(status) }, from, to });
      }
    }
  },
});

/**
 * A kubelet sends only its latest state. If a condition becomes False and True again in between, for example in a quick restart of a container,
 * only its time changes. A controller that sets a condition of its own, with a prefix, sees each change.
 */
const isKubernetesOwn = (type: string): boolean => !type.includes('/');
