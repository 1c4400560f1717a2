import { probeTypes } from '../../kubernetes/pod/probes.ts';

/** `needs` of a rule about probes. */
export const probesNeeded: readonly string[] = probeTypes.map((field) => `containers.${field}`);

/** What a rule about probes reads: the probes, and restartPolicy, which makes a sidecar container of an init container. */
export const probesRead: readonly string[] = [...probesNeeded, 'containers.restartPolicy'];
