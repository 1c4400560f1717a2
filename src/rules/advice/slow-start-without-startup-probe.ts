import { isObject, isSet, numberAt } from '../../json/json.ts';
import { lastingContainers } from '../../kubernetes/pod/containers.ts';
import { probeTimings } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { advise } from '../finding.ts';

/** As in the example of the Kubernetes documentation: 5 minutes. */
const usualFailures = 30;

/** The container may take twice as long to start as its author expects. */
const failuresFor = (delay: number): number =>
  Math.max(usualFailures, Math.ceil((2 * delay) / probeTimings.periodSeconds));

export const slowStartWithoutStartupProbe = definePodRule({
  id: 'slow-start-without-startup-probe',
  title: 'A container that starts slowly should have a startup probe',
  why: 'A fixed delay is too short on a busy node, where the container is restarted before it is up. Elsewhere the delay is too long, and a container that hangs goes unnoticed.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  options: {
    seconds: {
      type: 'integer',
      minimum: 1,
      default: 30,
      description: 'Shortest initialDelaySeconds that counts as a slow start.',
    },
  },
  reads: ['containers.livenessProbe', 'containers.restartPolicy', 'containers.startupProbe'],
  needs: ['containers.livenessProbe'],
  messages: {
    delay: {
      text: '{{container}} gets no liveness check for {{to}} seconds.',
      fix: 'Use a startupProbe with the same check and failureThreshold {{failures}} instead.',
    },
  },
  *check({ changedContainers }, options) {
    for (const { value, path } of lastingContainers(changedContainers)) {
      const liveness = value['livenessProbe'];
      if (!isObject(liveness) || isSet(value['startupProbe'])) continue;
      const delay = numberAt(liveness, 'initialDelaySeconds') ?? 0;
      if (delay < options.seconds) continue;
      yield advise(path.child('livenessProbe', 'initialDelaySeconds'), 'delay', {
        shown: { failures: failuresFor(delay) },
        to: delay,
      });
    }
  },
});
