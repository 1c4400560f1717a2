import { get, isSet } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid, say, set } from '../finding.ts';

export const activeDeadlineDecreases = defineUpdateRule({
  id: 'active-deadline-decreases',
  title: 'activeDeadlineSeconds is only set or shortened',
  why: 'A deadline is a promise to whoever waits for the Pod’s resources. It can be made stricter, not looser.',
  mirrors: 'ValidatePodUpdate',
  appliesTo: podUpdates,
  messages: {
    unset: 'a deadline cannot be taken away once set',
    longer: 'a deadline can only be shortened',
  },
  *check({ before, after }) {
    const path = specPath.child('activeDeadlineSeconds');
    const from = get(before, 'spec', 'activeDeadlineSeconds');
    const to = get(after, 'spec', 'activeDeadlineSeconds');
    if (!isSet(from)) return;
    if (!isSet(to)) yield invalid(path, 'unset', { from, to: null, fix: set(from) });
    else if (typeof from === 'number' && typeof to === 'number' && to > from) {
      yield invalid(path, 'longer', { from, to, fix: say(`set it to ${from} or less`) });
    }
  },
});
