/** Files with an object of a cluster (`kubectl get -o yaml`) in place of a manifest. */
import { isDeeperThan } from '../admission/extent.ts';
import { maxDepth } from '../admission/limits.ts';
import { listAt, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { lastApplied, lastAppliedAnnotation } from '../kubernetes/annotations.ts';

/**
 * Whether the object comes from a cluster, and not from a person: it has fields that manifests do not have. `creationTimestamp: null` and
 * `status: {}` are in many manifests.
 */
export function isFromCluster(object: JsonObject): boolean {
  const metadata = objectAt(object, 'metadata');
  return (
    ['uid', 'resourceVersion', 'creationTimestamp'].some((name) => (stringAt(metadata, name) ?? '') !== '') ||
    listAt(metadata, 'managedFields').length > 0 ||
    Object.keys(objectAt(object, 'status')).length > 0
  );
}

/** The manifest in the annotation of the object. As in kubectl, it is empty if there is none. */
export function lastManifest(object: JsonObject): JsonObject {
  const text = stringAt(object, 'metadata', 'annotations', lastAppliedAnnotation) ?? '';
  return isDeeperThan(maxDepth, new TextEncoder().encode(text)) ? {} : (lastApplied(object) ?? {});
}
