import { isLasting, type Container } from './containers.ts';
import { isObject, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';

export const probeTypes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
export type ProbeType = (typeof probeTypes)[number];

/** The numbers of a probe that does not set them (SetDefaults_Probe in pkg/apis/core/v1/defaults.go). */
export const probeTimings = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } as const;

interface Probe {
  readonly type: ProbeType;
  readonly container: Container;
  readonly value: JsonObject;
  readonly path: FieldPath;
}

/** The probes of regular containers and sidecar containers. */
export function probesOf(containers: readonly Container[]): readonly Probe[] {
  const probes: Probe[] = [];
  for (const container of containers) {
    if (!isLasting(container)) continue;
    for (const type of probeTypes) {
      const value = container.value[type];
      if (isObject(value)) probes.push({ type, container, value, path: container.path.child(type) });
    }
  }
  return probes;
}
