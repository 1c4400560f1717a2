/** What a rule about probes reads: the probes, and restartPolicy, which makes a sidecar container of an init container. */
export const probesRead: readonly string[] = [
  'containers.livenessProbe',
  'containers.readinessProbe',
  'containers.restartPolicy',
  'containers.startupProbe',
];
