import { numberAt } from '../../json/json.ts';
import { specPath as ownSpecPath } from '../../kubernetes/kinds.ts';
import { advise } from '../finding.ts';
import { defineRule } from '../rule.ts';
import { warnedKinds, warnedPod } from './warning.ts';

export const negativeValues = defineRule({
  id: 'negative-values',
  title: 'terminationGracePeriodSeconds, and revisionHistoryLimit of a StatefulSet, should not be negative',
  why: 'For both fields, kube-apiserver accepts a negative number, which does not mean what it seems to mean.',
  mirrors: ['warningsForPodSpecAndMeta', 'WarningsOnCreate', 'WarningsOnUpdate'],
  mode: 'warn',
  appliesTo: warnedKinds(),
  messages: {
    grace: {
      text: 'a negative grace period, {{to}}, is treated as 1 second.',
      fix: 'Set terminationGracePeriodSeconds to 0 or more.',
    },
    history: {
      text: 'with a negative limit, {{to}}, the StatefulSet keeps all its revisions.',
      fix: 'Set revisionHistoryLimit to 0 or more.',
    },
  },
  *check(change) {
    const pod = warnedPod(change);
    const grace = numberAt(pod?.spec, 'terminationGracePeriodSeconds') ?? 0;
    if (grace < 0 && pod !== undefined)
      yield advise(pod.specPath.child('terminationGracePeriodSeconds'), 'grace', { to: grace });
    if (change.kind !== 'StatefulSet' || !change.facts.oddValuesWarned) return;
    const limit = numberAt(change.after, 'spec', 'revisionHistoryLimit') ?? 0;
    if (limit < 0) yield advise(ownSpecPath.child('revisionHistoryLimit'), 'history', { to: limit });
  },
});
