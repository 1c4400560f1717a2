import { get, isOneOf, isSet, type Json } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, notSupported } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

const phases = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];
const final: readonly Json[] = ['Succeeded', 'Failed'];
/** What kubectl prints in the column STATUS, which it computes from other fields. */
const shown: readonly Json[] = ['Terminating', 'Completed', 'CrashLoopBackOff', 'Evicted', 'Error'];

const setBack = 'Set phase back to {{from}}. To run the containers again, create a new Pod.';

export const statusPhase = defineUpdateRule({
  id: 'status-phase',
  title: 'phase must be one of the five Pod phases, and Succeeded and Failed are final',
  why: 'Jobs count Pods that have succeeded or failed, and the scheduler gives the resources of these Pods to other Pods.',
  mirrors: 'policy',
  appliesTo: statusUpdates,
  messages: {
    unknown: {},
    shown: {
      text: 'kubectl shows {{to}} in the STATUS column, but {{to}} is not a phase.',
      fix: 'Keep the current phase.',
    },
    finished: { text: 'phase cannot be changed from {{from}} to {{to}}, because {{from}} is final.', fix: setBack },
    removed: { text: 'phase cannot be removed, because {{from}} is final.', fix: setBack },
  },
  *check({ before, after }) {
    const from = get(before, 'status', 'phase') ?? '';
    const to = get(after, 'status', 'phase') ?? '';
    if (from === to) return;
    const path = statusPath.child('phase');
    const sent = to === '' ? null : to;
    if (final.includes(from) && !final.includes(to))
      yield forbidden(path, isSet(sent) ? 'finished' : 'removed', { from, to: sent });
    if (isSet(sent) && !isOneOf(to, phases))
      yield notSupported(path, shown.includes(to) ? 'shown' : 'unknown', to, phases);
  },
});
