/** All defaults, in the order in which they run. */
import type { Default } from './default.ts';
import { probeTimingsDefault } from './probe-timings.ts';
import { readinessProbe } from './readiness-probe.ts';
import { restartPolicy } from './restart-policy.ts';

export const defaults: readonly Default[] = [restartPolicy, readinessProbe, probeTimingsDefault];
