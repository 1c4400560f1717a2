import { handlersOf } from '../../kubernetes/pod/handlers.ts';
import { isSet, numberAt, type Json } from '../../json/json.ts';
import { forbidden, invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { probesRead } from './probes-read.ts';

/** If seconds is absent, it is 0 (KEP-3960), which is valid since Kubernetes 1.33 (KEP-4818). */
export const lifecycleSleepWithinGrace = definePodRule({
  id: 'lifecycle-sleep-within-grace',
  title: 'The sleep of a lifecycle hook must not be longer than the grace period',
  why: 'After terminationGracePeriodSeconds the kubelet kills the container, even if its preStop hook still sleeps. The API server applies the same limit to postStart.',
  mirrors: 'validateSleepAction',
  appliesTo: podsAndTemplates,
  reads: ['terminationGracePeriodSeconds', 'containers.lifecycle', ...probesRead],
  messages: {
    range: {
      text: 'must be between 0 and {{grace}}, the terminationGracePeriodSeconds of the Pod.',
      fix: 'Lower seconds to {{grace}} or less, or raise terminationGracePeriodSeconds.',
    },
    negative: {
      text: 'must be between 0 and {{grace}}, the terminationGracePeriodSeconds of the Pod.',
      fix: 'Set seconds to 0 or more.',
    },
    // Only a template can have it: kube-apiserver replaces the negative grace period of a Pod by 1.
    negativeGrace: {
      text: 'a sleep is not allowed when terminationGracePeriodSeconds is {{grace}}.',
      fix: 'Set terminationGracePeriodSeconds to {{least}} or more.',
    },
  },
  *check({ spec, specPath, changedContainers }) {
    const grace = numberAt(spec, 'terminationGracePeriodSeconds');
    if (grace === undefined) return;
    for (const { name, value, path } of handlersOf(changedContainers)) {
      if (name !== 'sleep') continue;
      const seconds = isSet(value['seconds']) ? value['seconds'] : 0;
      if (typeof seconds === 'number' && seconds >= 0 && seconds <= grace) continue;
      const at = path.child('seconds');
      const details = { data: { grace }, to: seconds, beside: specPath.child('terminationGracePeriodSeconds') };
      if (grace < 0) yield forbidden(at, 'negativeGrace', { ...details, shown: { least: leastGrace(seconds) } });
      else yield invalid(at, typeof seconds === 'number' && seconds < 0 ? 'negative' : 'range', details);
    }
  },
});

const leastGrace = (seconds: Json): number => (typeof seconds === 'number' ? Math.max(seconds, 0) : 0);
