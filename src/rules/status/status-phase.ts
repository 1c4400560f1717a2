import { get, isSet, type Json } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, notSupported, say, set } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

const phases: readonly Json[] = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];
const final: readonly Json[] = ['Succeeded', 'Failed'];
/** What kubectl prints in the column STATUS, made up from other fields. */
const shown: readonly Json[] = ['Terminating', 'Completed', 'CrashLoopBackOff', 'Evicted', 'Error'];

export const statusPhase = defineUpdateRule({
  id: 'status-phase',
  title: 'A Pod that is finished stays finished',
  why: 'Succeeded and Failed are final: Jobs are counted by them, and the node has given the Pod’s resources away. There are five phases, and controllers know no other.',
  mirrors: 'policy',
  appliesTo: statusUpdates,
  messages: {
    unknown: 'is no phase; there are Pending, Running, Succeeded, Failed and Unknown',
    shown: 'is no phase but a word that kubectl shows; there are Pending, Running, Succeeded, Failed and Unknown',
    finished: 'a Pod that has {{how}} never runs again',
  },
  *check({ before, after }) {
    const from = get(before, 'status', 'phase') ?? '';
    const to = get(after, 'status', 'phase') ?? '';
    if (from === to) return;
    const path = statusPath.child('phase');
    const sent = to === '' ? null : to;
    if (final.includes(from) && !final.includes(to)) {
      yield forbidden(path, 'finished', {
        data: { how: from === 'Failed' ? 'failed' : 'succeeded' },
        from,
        to: sent,
        fix: set(from),
      });
    }
    if (isSet(sent) && !phases.includes(to)) {
      yield notSupported(path, shown.includes(to) ? 'shown' : 'unknown', { to: sent, fix: say('use one of these') });
    }
  },
});
