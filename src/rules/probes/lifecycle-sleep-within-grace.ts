import { storedWith } from '../../change/stored-with.ts';
import { handlersOf, hooksOf } from '../../kubernetes/pod/handlers.ts';
import { get, isObject, isSet, numberAt } from '../../json/json.ts';
import { gateText, hasGate } from '../../kubernetes/gates.ts';
import { forbidden, invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { probesRead } from '../parts/probes-read.ts';

/** If seconds is absent, it is 0 (KEP-3960), which is valid since Kubernetes 1.33 (KEP-4818). */
export const lifecycleSleepWithinGrace = definePodRule({
  id: 'lifecycle-sleep-within-grace',
  title: 'The sleep of a lifecycle hook must not be longer than the grace period',
  why: 'After terminationGracePeriodSeconds the kubelet kills the container, even if its preStop hook still sleeps. The API server applies the same limit to postStart.',
  mirrors: ['validateSleepAction'],
  appliesTo: podsAndTemplates,
  reads: ['terminationGracePeriodSeconds', 'containers.lifecycle', ...probesRead],
  needs: ['containers.lifecycle'],
  messages: {
    range: {
      text: 'must be between 0 and {{grace}}, the terminationGracePeriodSeconds of the Pod.',
      fix: 'Lower seconds to {{grace}} or less, or raise terminationGracePeriodSeconds.',
    },
    negative: {
      text: 'must be between 0 and {{grace}}, the terminationGracePeriodSeconds of the Pod.',
      fix: 'Set seconds to 0 or more.',
    },
    noGrace: {
      text: 'must be 0 when terminationGracePeriodSeconds is 0.',
      fix: 'Set seconds to 0, or raise terminationGracePeriodSeconds for a longer sleep.',
    },
    zero: {
      text: `must be at least 1 without ${gateText('PodLifecycleSleepActionAllowZero')}.`,
      fix: 'Set seconds to 1 or more, or remove the hook.',
    },
    // Only a template can have it: kube-apiserver replaces the negative grace period of a Pod by 1.
    negativeGrace: {
      text: 'a sleep is not allowed when terminationGracePeriodSeconds is {{grace}}.',
      fix: 'Set terminationGracePeriodSeconds to {{least}} or more.',
    },
  },
  *check(pod) {
    const { spec, specPath, changedContainers } = pod;
    const { PodLifecycleSleepAction, PodLifecycleSleepActionAllowZero, minor } = pod.change.facts;
    const grace = numberAt(spec, 'terminationGracePeriodSeconds');
    if (grace === undefined || !PodLifecycleSleepAction) return;
    const isZeroAllowed =
      PodLifecycleSleepActionAllowZero || (hasGate('PodLifecycleSleepActionAllowZero', minor) && hadZero(pod));
    for (const { name, value, path } of handlersOf(changedContainers)) {
      if (name !== 'sleep') continue;
      const seconds = isSet(value['seconds']) ? value['seconds'] : 0;
      const number = typeof seconds === 'number' ? seconds : NaN;
      if (number === 0 ? isZeroAllowed && grace >= 0 : number > 0 && number <= grace) continue;
      const at = path.child('seconds');
      const details = { data: { grace }, to: seconds, beside: specPath.child('terminationGracePeriodSeconds') };
      if (number === 0 && grace >= 0) yield invalid(at, 'zero', { to: seconds });
      else if (grace < 0)
        yield forbidden(at, 'negativeGrace', {
          ...details,
          shown: { least: Math.max(numberAt(value, 'seconds') ?? 0, 0) },
        });
      else if (grace === 0) yield invalid(at, 'noGrace', details);
      else yield invalid(at, number < 0 ? 'negative' : 'range', details);
    }
  },
});

/** In a version that has the gate, kube-apiserver accepts a sleep of 0 seconds if the stored Pod has one. */
const hadZero = storedWith(({ containers }) =>
  hooksOf(containers).some(({ value }) => isObject(value['sleep']) && (get(value, 'sleep', 'seconds') ?? 0) === 0),
);
