import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { handlersIn, probeHandlers } from '../../kubernetes/pod/handlers.ts';
import { isObject, numberAt, type JsonObject } from '../../json/json.ts';
import { lastingContainers } from '../../kubernetes/pod/containers.ts';
import { probeTimings } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { advise } from '../finding.ts';

const periodOf = (probe: JsonObject): number => numberAt(probe, 'periodSeconds') || probeTimings.periodSeconds;

/** The number of seconds for which the check must fail before the kubelet acts. */
const secondsToFail = (probe: JsonObject): number =>
  periodOf(probe) * (numberAt(probe, 'failureThreshold') || probeTimings.failureThreshold);

/** The lowest failureThreshold with which the liveness probe fails later than the readiness probe. */
const laterFailure = (liveness: JsonObject, readiness: JsonObject): number =>
  Math.max(1, Math.floor(secondsToFail(readiness) / periodOf(liveness)) + 1);

export const livenessEqualsReadiness = definePodRule({
  id: 'liveness-equals-readiness',
  title: 'A liveness probe should fail later than a readiness probe with the same check',
  why: 'A busy container should stop receiving traffic, but should not be restarted. If both probes fail at the same time, the kubelet restarts the container as soon as it is not ready.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.livenessProbe', 'containers.readinessProbe', 'containers.restartPolicy'],
  needs: ['containers.livenessProbe'],
  messages: {
    equal: {
      text: '{{container}} uses the same check for liveness and readiness, so it is restarted as soon as it is not ready.',
      fix: 'Set failureThreshold of livenessProbe to {{failures}} or more.',
    },
  },
  *check({ changedContainers }) {
    for (const { value, path } of lastingContainers(changedContainers)) {
      const { livenessProbe: liveness, readinessProbe: readiness } = value;
      if (!isObject(liveness) || !isObject(readiness)) continue;
      const [name] = handlersIn(liveness, probeHandlers);
      if (name === undefined || handlersIn(readiness, probeHandlers)[0] !== name) continue;
      if (
        !same(liveness[name], readiness[name], shapeOf('Probe', name)) ||
        secondsToFail(liveness) > secondsToFail(readiness)
      )
        continue;
      yield advise(path.child('livenessProbe'), 'equal', {
        shown: { failures: laterFailure(liveness, readiness) },
        beside: path.child('readinessProbe'),
      });
    }
  },
});
