import { isObject, listAt, stringAt, type JsonObject } from '../../json/json.ts';

export interface Owner {
  /** Undefined where the reference has none. */
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * The object that a person would change instead of this Pod: its controller; for a ReplicaSet that a Deployment made, the Deployment,
 * whose name is the ReplicaSet's without the `pod-template-hash` that both carry
 * (pkg/controller/deployment/sync.go names it `<deployment>-<hash>`).
 */
export function controllerOf(object: JsonObject): Owner | undefined {
  const reference = listAt(object, 'metadata', 'ownerReferences').find(
    (entry) => isObject(entry) && entry['controller'] === true,
  );
  const kind = stringAt(reference, 'kind');
  const name = stringAt(reference, 'name');
  if (kind === undefined || name === undefined) return undefined;
  const apiVersion = stringAt(reference, 'apiVersion');
  const group = apiVersion === undefined ? {} : { apiVersion };
  const hash = stringAt(object, 'metadata', 'labels', 'pod-template-hash');
  if (kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`)) {
    return { ...group, kind: 'Deployment', name: name.slice(0, -hash.length - 1) };
  }
  return { ...group, kind, name };
}
