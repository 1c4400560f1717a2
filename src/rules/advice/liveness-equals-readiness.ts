import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { handlersIn, probeHandlers } from '../../kubernetes/pod/handlers.ts';
import { isObject, numberAt, type JsonObject } from '../../json/json.ts';
import { lastingContainers } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

/** SetDefaults_Probe. */
const defaultPeriod = 10;
const defaultFailures = 3;

/** For how long the check must fail before the kubelet acts. */
const patience = (probe: JsonObject): number =>
  (numberAt(probe, 'periodSeconds') || defaultPeriod) * (numberAt(probe, 'failureThreshold') || defaultFailures);

export const livenessEqualsReadiness = definePodRule({
  id: 'liveness-equals-readiness',
  title: 'Liveness is more patient than readiness, or asks something else',
  why: 'A container that is busy should lose its traffic, not be restarted. With one and the same check as soon as it is not ready it is killed.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.livenessProbe', 'containers.readinessProbe', 'containers.restartPolicy'],
  messages: { equal: 'asks the same as readinessProbe and is no more patient, so a busy container is restarted' },
  *check({ changedContainers }) {
    for (const { value, path } of lastingContainers(changedContainers)) {
      const { livenessProbe: liveness, readinessProbe: readiness } = value;
      if (!isObject(liveness) || !isObject(readiness)) continue;
      const [name] = handlersIn(liveness, probeHandlers);
      if (name === undefined || handlersIn(readiness, probeHandlers)[0] !== name) continue;
      const isSame = same(liveness[name], readiness[name], shapeOf('Probe', name));
      if (!isSame || patience(liveness) > patience(readiness)) continue;
      yield invalid(path.child('livenessProbe'), 'equal', {
        fix: say('give it a higher failureThreshold, ask something cheaper, or leave it out'),
      });
    }
  },
});
