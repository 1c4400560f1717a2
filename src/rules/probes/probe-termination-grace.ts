import { isSet } from '../../json/json.ts';
import { probesOf } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, remove, say } from '../finding.ts';

export const probeTerminationGrace = definePodRule({
  id: 'probe-termination-grace',
  title: "A probe's grace period is positive, and only where the probe can end the container",
  why: 'It replaces that of the Pod when a probe ends the container. A readiness probe never ends one.',
  mirrors: 'validateProbe, validateReadinessProbe',
  appliesTo: podsAndTemplates,
  reads: [
    'containers.livenessProbe',
    'containers.readinessProbe',
    'containers.restartPolicy',
    'containers.startupProbe',
  ],
  messages: {
    readiness: 'a readiness probe ends no container, so there is no grace period',
    positive: 'must be at least 1',
  },
  *check({ changedContainers }) {
    for (const { type, value, path } of probesOf(changedContainers)) {
      const seconds = value['terminationGracePeriodSeconds'];
      if (!isSet(seconds)) continue;
      const at = path.child('terminationGracePeriodSeconds');
      if (type === 'readinessProbe') {
        yield invalid(at, 'readiness', { to: seconds, fix: remove });
      } else if (typeof seconds !== 'number' || seconds < 1) {
        yield invalid(at, 'positive', { to: seconds, fix: say("leave it out for the Pod's own grace period") });
      }
    }
  },
});
