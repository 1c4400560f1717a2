import type { JsonObject } from '../../src/json/json.ts';
import { probeTimingsDefault } from '../../src/defaults/probe-timings.ts';
import { container, pod, podWith } from '../objects.ts';
import { testDefault } from './default-tester.ts';

const tcp = { tcpSocket: { port: 80 } };
const all = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const added = (place: string, numbers: JsonObject) =>
  Object.entries(numbers).map(([name, value]) => [`${place}/${name}`, value!] as const);

const cases: Parameters<typeof testDefault>[1] = [
  { name: 'no probe', after: pod(), adds: [] },
  {
    name: 'a probe without numbers',
    after: podWith({ livenessProbe: tcp }),
    adds: added('/spec/containers/0/livenessProbe', all),
  },
  {
    name: 'values of the user stay, including zero',
    after: podWith({ readinessProbe: { ...tcp, timeoutSeconds: 5, failureThreshold: 0 } }),
    adds: added('/spec/containers/0/readinessProbe', { periodSeconds: 10, successThreshold: 1 }),
  },
  {
    name: 'null counts as missing',
    after: podWith({ startupProbe: { ...tcp, ...all, periodSeconds: null } }),
    adds: [['/spec/containers/0/startupProbe/periodSeconds', 10]],
  },
  {
    name: 'a sidecar',
    after: pod({ initContainers: [container({ restartPolicy: 'Always', startupProbe: tcp })] }),
    adds: added('/spec/initContainers/0/startupProbe', all),
  },
  {
    name: 'an ephemeral container has no probes',
    after: pod({ ephemeralContainers: [container({ livenessProbe: tcp })] }),
    adds: [],
  },
  { name: 'no object', after: podWith({ livenessProbe: 'x' }), adds: [] },
  { name: 'an update', skipped: true, before: pod(), after: podWith({ livenessProbe: tcp }), adds: [] },
];

// The page says that the API server sets the same numbers. The default stays, because configurations name it.
testDefault(probeTimingsDefault, cases, { restatesServer: true });
