import { get, isSet } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { invalid } from '../finding.ts';

export const activeDeadlineDecreases = defineUpdateRule({
  id: 'active-deadline-decreases',
  title: 'activeDeadlineSeconds of a Pod may be set or shortened, but not extended or removed',
  why: 'The deadline limits how long a Pod may use its node and its quota.',
  mirrors: ['ValidatePodUpdate'],
  appliesTo: podUpdates,
  messages: {
    unset: {
      text: 'activeDeadlineSeconds cannot be removed once it is set.',
      fix: 'Set activeDeadlineSeconds to {{from}} or less{{orRecreate}}',
    },
    shortestUnset: {
      text: 'activeDeadlineSeconds cannot be removed once it is set.',
      fix: 'Set activeDeadlineSeconds back to {{from}}{{orRecreate}}',
    },
    longer: {
      text: 'must be no more than the current value, {{from}}. A deadline can only be shortened.',
      fix: 'Use a value from 1 to {{from}}.',
    },
    longerThanShortest: {
      text: 'must be no more than the current value, {{from}}, which is the shortest deadline.',
      fix: 'Set activeDeadlineSeconds back to {{from}}{{orRecreate}}',
    },
  },
  *check({ before, after }) {
    const path = specPath.child('activeDeadlineSeconds');
    const from = get(before, 'spec', 'activeDeadlineSeconds');
    const to = get(after, 'spec', 'activeDeadlineSeconds');
    if (!isSet(from)) return;
    const isShortest = from === 1;
    if (!isSet(to)) yield invalid(path, isShortest ? 'shortestUnset' : 'unset', { from, to: null });
    else if (typeof from === 'number' && typeof to === 'number' && to > from) {
      yield invalid(path, isShortest ? 'longerThanShortest' : 'longer', { from, to });
    }
  },
});
