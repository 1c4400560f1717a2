import { isSet } from '../../json/json.ts';
import { probesOf } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, set } from '../finding.ts';

const names = { livenessProbe: 'liveness', readinessProbe: 'readiness', startupProbe: 'startup' };

export const probeSuccessThreshold = definePodRule({
  id: 'probe-success-threshold',
  title: 'Liveness and startup succeed at the first success',
  why: 'One good answer shows that the container lives, or that it has started. Only readiness can ask for several in a row.',
  mirrors: 'validateLivenessProbe, validateStartupProbe',
  appliesTo: podsAndTemplates,
  reads: [
    'containers.livenessProbe',
    'containers.readinessProbe',
    'containers.restartPolicy',
    'containers.startupProbe',
  ],
  messages: { one: 'must be 1 for a {{probe}} probe' },
  *check({ changedContainers }) {
    for (const { type, value, path } of probesOf(changedContainers)) {
      const threshold = value['successThreshold'];
      // 0 is filled in as 1.
      if (type === 'readinessProbe' || !isSet(threshold) || threshold === 1 || threshold === 0) continue;
      yield invalid(path.child('successThreshold'), 'one', {
        data: { probe: names[type] },
        to: threshold,
        fix: set(1),
      });
    }
  },
});
