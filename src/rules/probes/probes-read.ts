import { probeTypes } from '../../kubernetes/pod/probes.ts';

/** What a rule about probes reads: the probes, and restartPolicy, which makes a sidecar container of an init container. */
export const probesRead: readonly string[] = [...probeTypes, 'restartPolicy'].map((field) => `containers.${field}`);
