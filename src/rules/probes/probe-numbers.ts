import { probesOf } from '../../kubernetes/pod/probes.ts';
import { invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { probesRead } from '../parts/probes-read.ts';

/** Each with its default, which kube-apiserver sets where the field is absent or 0 (SetDefaults_Probe). */
const numbers = [
  ['initialDelaySeconds', 0],
  ['timeoutSeconds', 1],
  ['periodSeconds', 10],
  ['successThreshold', 1],
  ['failureThreshold', 3],
] as const;

export const probeNumbers = definePodRule({
  id: 'probe-numbers',
  title: 'Seconds and thresholds of a probe must not be negative',
  why: 'These fields count seconds, successes and failures. The API server sets a field that is 0 or absent to its default, except initialDelaySeconds, which may be 0.',
  mirrors: ['validateProbe'],
  appliesTo: podsAndTemplates,
  reads: probesRead,
  messages: {
    negative: { text: 'must be 0 or more.', fix: 'Remove {{field}} to use the default, {{default}}.' },
  },
  *check({ changedContainers }) {
    for (const { type, value, path } of probesOf(changedContainers)) {
      for (const [name, standard] of numbers) {
        const number = value[name];
        // field-types reports a value that is not a number.
        if (typeof number !== 'number' || number >= 0) continue;
        // In other probes it must be 1: probe-success-threshold.
        if (name === 'successThreshold' && type !== 'readinessProbe') continue;
        yield invalid(path.child(name), 'negative', { shown: { default: standard }, to: number });
      }
    }
  },
});
