import { isObject, isSet, numberAt } from '../../json/json.ts';
import { lastingContainers } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

export const slowStartWithoutStartupProbe = definePodRule({
  id: 'slow-start-without-startup-probe',
  title: 'A slow start is watched by a startup probe',
  why: 'A delay is a guess: too short on a busy node, where the container is killed before it is up, and too long everywhere else, where a dead one is left alone.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  options: {
    seconds: {
      type: 'integer',
      minimum: 1,
      default: 30,
      description: 'From which initialDelaySeconds on a start counts as slow.',
    },
  },
  reads: ['containers.livenessProbe', 'containers.restartPolicy', 'containers.startupProbe'],
  messages: { delay: 'a fixed delay is too short on a slow day and too long on all others' },
  *check({ changedContainers }, options) {
    const slow = numberAt(options, 'seconds') ?? Infinity;
    for (const { value, path } of lastingContainers(changedContainers)) {
      const liveness = value['livenessProbe'];
      if (!isObject(liveness) || isSet(value['startupProbe'])) continue;
      const delay = numberAt(liveness, 'initialDelaySeconds') ?? 0;
      if (delay < slow) continue;
      yield invalid(path.child('livenessProbe', 'initialDelaySeconds'), 'delay', {
        to: delay,
        fix: say('replace it by a startupProbe with the same check and a high failureThreshold'),
      });
    }
  },
});
