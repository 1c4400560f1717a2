import type { Container } from './containers.ts';
import { isObject, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';

interface SecurityContext {
  readonly value: JsonObject;
  readonly path: FieldPath;
  /** Whether it is the securityContext of the Pod, which has different fields from that of a container. */
  readonly ofPod: boolean;
}

/** The securityContext of the Pod and of each of these containers. */
export function* securityContextsOf(
  spec: JsonObject,
  path: FieldPath,
  containers: Iterable<Container>,
): Generator<SecurityContext> {
  const value = spec['securityContext'];
  if (isObject(value)) yield { value, path: path.child('securityContext'), ofPod: true };
  for (const container of containers) {
    const own = container.value['securityContext'];
    if (isObject(own)) yield { value: own, path: container.path.child('securityContext'), ofPod: false };
  }
}
