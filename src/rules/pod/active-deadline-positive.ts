import { get, isSet, type Json } from '../../json/json.ts';
import { invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const max = 2 ** 31 - 1;
const isValid = (value: Json | undefined): boolean => typeof value === 'number' && value >= 1 && value <= max;

/**
 * 0 is invalid on UPDATE, too. ValidatePodUpdate would accept it, but kube-apiserver first validates the new Pod as on CREATE.
 */
export const activeDeadlinePositive = definePodRule({
  id: 'active-deadline-positive',
  title: 'activeDeadlineSeconds must be between 1 and 2147483647',
  why: 'activeDeadlineSeconds limits how many seconds a Pod may be active before it is stopped and marked as failed. A Pod without this field has no deadline.',
  mirrors: ['ValidatePodSpec'],
  appliesTo: podsAndTemplates,
  reads: ['activeDeadlineSeconds'],
  messages: {
    range: {
      text: 'must be between 1 and 2147483647.',
      fix: 'Set activeDeadlineSeconds to the number of seconds that the Pod may run, or remove it to have no deadline.',
    },
    // The deadline of a stored Pod can be shortened, but not removed: active-deadline-decreases.
    rangeOnUpdate: {
      text: 'must be between 1 and 2147483647.',
      fix: 'Set activeDeadlineSeconds to a value from 1 to {{from}}, the current value.',
    },
    rangeOfShortest: {
      text: 'must be between 1 and 2147483647.',
      fix: 'Set activeDeadlineSeconds back to {{from}}, the current value.',
    },
  },
  *check({ kind, spec, specPath, before }) {
    const to = get(spec, 'activeDeadlineSeconds');
    if (!isSet(to) || isValid(to)) return;
    const path = specPath.child('activeDeadlineSeconds');
    const from = kind === 'Pod' ? get(before?.spec, 'activeDeadlineSeconds') : undefined;
    if (!isValid(from)) yield invalid(path, 'range', { to });
    else yield invalid(path, from === 1 ? 'rangeOfShortest' : 'rangeOnUpdate', { from, to });
  },
});
