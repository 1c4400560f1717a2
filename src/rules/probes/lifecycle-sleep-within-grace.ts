import { handlersOf } from '../../kubernetes/pod/handlers.ts';
import { isSet, numberAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

/** An absent number of seconds is 0 (KEP-3960), which is permitted since Kubernetes 1.33 (KEP-4818). */
export const lifecycleSleepWithinGrace = definePodRule({
  id: 'lifecycle-sleep-within-grace',
  title: 'A sleeping hook fits into the grace period',
  why: 'When the grace period is over the container is killed, whatever its hook still does. A longer sleep can never end.',
  mirrors: 'validateSleepAction',
  appliesTo: podsAndTemplates,
  reads: [
    'terminationGracePeriodSeconds',
    'containers.lifecycle',
    'containers.livenessProbe',
    'containers.readinessProbe',
    'containers.restartPolicy',
    'containers.startupProbe',
  ],
  messages: { range: 'must be between 0 and terminationGracePeriodSeconds, which is {{grace}}' },
  *check({ spec, changedContainers }) {
    const grace = numberAt(spec, 'terminationGracePeriodSeconds');
    if (grace === undefined) return;
    for (const { name, value, path } of handlersOf(changedContainers)) {
      if (name !== 'sleep') continue;
      const seconds = isSet(value['seconds']) ? value['seconds'] : 0;
      if (typeof seconds === 'number' && seconds >= 0 && seconds <= grace) continue;
      yield invalid(path, 'range', {
        data: { grace },
        to: seconds,
        fix: say('sleep shorter, or make terminationGracePeriodSeconds longer'),
      });
    }
  },
});
