import { containersOf, type Container, type ContainerList } from './containers.ts';
import { isObject, type JsonObject } from './json.ts';
import type { FieldPath } from './path.ts';

export const probeTypes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
export type ProbeType = (typeof probeTypes)[number];

export interface Probe {
  readonly type: ProbeType;
  readonly container: Container;
  readonly value: JsonObject;
  readonly path: FieldPath;
}

/** Where probes and hooks may be. Ephemeral containers have none. */
const lists: readonly ContainerList[] = ['containers', 'initContainers'];

/** Containers that run for as long as the Pod does: the regular ones and the sidecars. */
export function* lastingContainers(spec: JsonObject, path: FieldPath): Generator<Container> {
  for (const container of containersOf(spec, path, lists)) {
    if (container.kind !== 'init') yield container;
  }
}

/** The probes of these containers. */
export function* probesOf(spec: JsonObject, path: FieldPath): Generator<Probe> {
  for (const container of lastingContainers(spec, path)) {
    for (const type of probeTypes) {
      const value = container.value[type];
      if (isObject(value)) yield { type, container, value, path: container.path.child(type) };
    }
  }
}
