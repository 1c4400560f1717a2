import { get, isSet } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

const max = 2 ** 31 - 1;

/** On UPDATE 0 is refused too: the looser bound in ValidatePodUpdate is never reached, the create-time rules come first. */
export const activeDeadlinePositive = definePodRule({
  id: 'active-deadline-positive',
  title: 'activeDeadlineSeconds is at least 1',
  why: 'A deadline of no seconds would end the Pod before it begins. To have none, leave the field out.',
  mirrors: 'ValidatePodSpec',
  appliesTo: podsAndTemplates,
  reads: ['activeDeadlineSeconds'],
  messages: { range: 'must be between 1 and 2147483647' },
  *check({ spec, specPath }) {
    const value = get(spec, 'activeDeadlineSeconds');
    if (!isSet(value)) return;
    if (typeof value === 'number' && value >= 1 && value <= max) return;
    yield invalid(specPath.child('activeDeadlineSeconds'), 'range', {
      to: value,
      fix: say('use a number of seconds from 1 on'),
    });
  },
});
