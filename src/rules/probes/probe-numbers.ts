import { isSet } from '../../json/json.ts';
import { probesOf } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

/** With what kube-apiserver fills in where they are left out or 0 (SetDefaults_Probe). */
const numbers = [
  ['initialDelaySeconds', 0],
  ['timeoutSeconds', 1],
  ['periodSeconds', 10],
  ['successThreshold', 1],
  ['failureThreshold', 3],
] as const;

export const probeNumbers = definePodRule({
  id: 'probe-numbers',
  title: 'The numbers of a probe are not negative',
  why: 'They count seconds and attempts.',
  mirrors: 'validateProbe',
  appliesTo: podsAndTemplates,
  reads: [
    'containers.livenessProbe',
    'containers.readinessProbe',
    'containers.restartPolicy',
    'containers.startupProbe',
  ],
  messages: { negative: 'must be 0 or more' },
  *check({ changedContainers }) {
    for (const { type, value, path } of probesOf(changedContainers)) {
      for (const [name, filledIn] of numbers) {
        const number = value[name];
        if (!isSet(number) || (typeof number === 'number' && number >= 0)) continue;
        // The other two must be exactly 1: probe-success-threshold says so.
        if (name === 'successThreshold' && type !== 'readinessProbe') continue;
        yield invalid(path.child(name), 'negative', { to: number, fix: say(`leave it out for ${filledIn}`) });
      }
    }
  },
});
