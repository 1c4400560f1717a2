import { isObject, listAt, stringAt, type JsonObject } from '../../json/json.ts';

export interface Owner {
  /** Undefined if the reference has no apiVersion. */
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string;
}

/**
 * The uppermost owner that can be told from the Pod alone: its controller, or the Deployment if the controller is a ReplicaSet of a
 * Deployment. The name of the Deployment is the name of the ReplicaSet without the `pod-template-hash` label
 * (pkg/controller/deployment/sync.go uses `<deployment>-<hash>`).
 */
export function topOwnerOf(object: JsonObject): Owner | undefined {
  const reference = listAt(object, 'metadata', 'ownerReferences').find(
    (entry) => isObject(entry) && entry['controller'] === true,
  );
  const kind = stringAt(reference, 'kind');
  const name = stringAt(reference, 'name');
  if (kind === undefined || name === undefined) return undefined;
  const apiVersion = stringAt(reference, 'apiVersion');
  const suffix = `-${stringAt(object, 'metadata', 'labels', 'pod-template-hash') ?? ''}`;
  return kind === 'ReplicaSet' && name.endsWith(suffix)
    ? { apiVersion, kind: 'Deployment', name: name.slice(0, -suffix.length) }
    : { apiVersion, kind, name };
}
