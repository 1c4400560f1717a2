import { isSet, numberAt } from '../../json/json.ts';
import { probesOf } from '../../kubernetes/pod/probes.ts';
import { forbidden, invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { probesNeeded, probesRead } from '../parts/probes-read.ts';

/** SetDefaults_PodSpec. */
const defaultGrace = 30;

export const probeTerminationGrace = definePodRule({
  id: 'probe-termination-grace',
  title: 'terminationGracePeriodSeconds of a probe must be at least 1, and is not allowed in a readiness probe',
  why: 'When a liveness or startup probe fails, its own terminationGracePeriodSeconds replaces that of the Pod. A failed readiness probe does not stop the container.',
  mirrors: ['validateProbe', 'validateReadinessProbe'],
  appliesTo: podsAndTemplates,
  reads: ['terminationGracePeriodSeconds', ...probesRead],
  needs: probesNeeded,
  messages: {
    readiness: {
      text: 'terminationGracePeriodSeconds is not allowed in a readiness probe, because a failed readiness probe does not stop the container.',
      fix: 'Remove terminationGracePeriodSeconds.',
    },
    positive: {
      text: 'must be at least 1.',
      fix: 'Remove terminationGracePeriodSeconds from the probe to use that of the Pod, {{grace}}.',
    },
  },
  *check({ spec, changedContainers }) {
    for (const { type, value, path } of probesOf(changedContainers)) {
      const seconds = value['terminationGracePeriodSeconds'];
      if (!isSet(seconds)) continue;
      const at = path.child('terminationGracePeriodSeconds');
      if (type === 'readinessProbe') {
        yield forbidden(at, 'readiness', { to: seconds });
      } else if (typeof seconds !== 'number' || seconds < 1) {
        const grace = numberAt(spec, 'terminationGracePeriodSeconds') ?? defaultGrace;
        yield invalid(at, 'positive', { shown: { grace }, to: seconds });
      }
    }
  },
});
