import { isSet } from '../../json/json.ts';
import { probesOf } from '../../kubernetes/pod/probes.ts';
import { invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { probesRead } from '../parts/probes-read.ts';

const names = { livenessProbe: 'liveness', readinessProbe: 'readiness', startupProbe: 'startup' };

export const probeSuccessThreshold = definePodRule({
  id: 'probe-success-threshold',
  title: 'successThreshold of a liveness or startup probe must be 1',
  why: 'One success is enough to show that a container is alive or has started. A readiness probe may require several successes in a row.',
  mirrors: ['validateLivenessProbe', 'validateStartupProbe'],
  appliesTo: podsAndTemplates,
  reads: probesRead,
  needs: ['containers.livenessProbe', 'containers.startupProbe'],
  messages: {
    one: { text: 'must be 1 for a {{probe}} probe.', fix: 'Remove successThreshold to use the default, 1.' },
  },
  *check({ changedContainers }) {
    for (const { type, value, path } of probesOf(changedContainers)) {
      const threshold = value['successThreshold'];
      // kube-apiserver replaces 0 by 1.
      if (type === 'readinessProbe' || !isSet(threshold) || threshold === 1 || threshold === 0) continue;
      yield invalid(path.child('successThreshold'), 'one', { data: { probe: names[type] }, to: threshold });
    }
  },
});
