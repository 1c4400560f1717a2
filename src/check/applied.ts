/**
 * Combines a manifest with the object in the cluster: what `kubectl apply` would make of both, and what kube-apiserver's own admission
 * does to the result before any webhook sees it (docs/decisions/0009-what-apply-sends.md).
 */
import { isDeeperThan } from '../admission/depth.ts';
import { maxDepth } from '../admission/limits.ts';
import { lastApplied, lastAppliedAnnotation } from '../kubernetes/annotations.ts';
import {
  field,
  get,
  isObject,
  isSet,
  listAt,
  numberAt,
  objectAt,
  stringAt,
  type Json,
  type JsonObject,
} from '../json/json.ts';
import type { Kind } from '../kubernetes/kinds.ts';
import { merge } from '../kubernetes/apiserver/strategic-merge.ts';

/**
 * Whether the object comes from a cluster (`kubectl get -o yaml`), and not from a person: it has fields that manifests do not have.
 * `creationTimestamp: null` and `status: {}` are in many manifests.
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

/** The object that an apply of the manifest would store. `last` is the manifest that was applied last. */
export function applied(live: JsonObject, manifest: JsonObject, last: JsonObject, kind: Kind): JsonObject {
  const merged = merge(live, withAnnotations(manifest), last, kind);
  const spec = merged['spec'];
  if (kind !== 'Pod' || !isObject(spec)) return merged;
  const stored = objectAt(live, 'spec');
  return { ...merged, spec: withTolerations(withPriority(spec, stored), stored, objectAt(last, 'spec')) };
}

/** kubectl adds its annotation to every request, so the manifest always has annotations, and other annotations are not lost. */
function withAnnotations(manifest: JsonObject): JsonObject {
  if (isSet(get(manifest, 'metadata', 'annotations'))) return manifest;
  return { ...manifest, metadata: { ...objectAt(manifest, 'metadata'), annotations: {} } };
}

/** The admission plugin Priority: a priority that it has set cannot be removed. */
function withPriority(spec: JsonObject, stored: JsonObject): JsonObject {
  const kept = ['priority', 'preemptionPolicy'].filter(
    (name) => isSet(field(stored, name)) && !isSet(field(spec, name)),
  );
  return kept.length === 0 ? spec : { ...spec, ...Object.fromEntries(kept.map((name) => [name, field(stored, name)])) };
}

/** The seconds that the plugin sets, unless a flag of kube-apiserver changes them. */
const usualSeconds = 300;

/**
 * The admission plugin DefaultTolerationSeconds, which also changes updated Pods: the tolerations in the manifest replace the stored
 * list, and the plugin adds its tolerations again. If the stored list does not have them, the plugin may be off in this cluster.
 */
function withTolerations(spec: JsonObject, stored: JsonObject, last: JsonObject): JsonObject {
  const added = ['not-ready', 'unreachable'].flatMap((condition) => {
    const key = `node.kubernetes.io/${condition}`;
    const old = listAt(stored, 'tolerations').find((toleration) => isOfPlugin(toleration, key));
    if (old === undefined || listAt(spec, 'tolerations').some((toleration) => tolerates(toleration, key))) return [];
    const wasWritten = listAt(last, 'tolerations').some((toleration) => tolerates(toleration, key));
    return [wasWritten ? { ...old, tolerationSeconds: usualSeconds } : old];
  });
  return added.length === 0 ? spec : { ...spec, tolerations: [...listAt(spec, 'tolerations'), ...added] };
}

const isOfPlugin = (toleration: Json, key: string): toleration is JsonObject =>
  get(toleration, 'key') === key &&
  get(toleration, 'operator') === 'Exists' &&
  get(toleration, 'effect') === 'NoExecute' &&
  numberAt(toleration, 'tolerationSeconds') !== undefined;

const tolerates = (toleration: Json, key: string): boolean =>
  ['', key].includes(stringAt(toleration, 'key') ?? '') &&
  ['', 'NoExecute'].includes(stringAt(toleration, 'effect') ?? '');
