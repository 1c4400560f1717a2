/**
 * A manifest beside the object in the cluster: what `kubectl apply` would make of both, and what kube-apiserver's own admission makes of
 * that, before any webhook sees it (docs/decisions/0009-what-apply-sends.md).
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
 * Whether the object comes from a cluster (`kubectl get -o yaml`) and not from a person: it has what no manifest has. `creationTimestamp:
 * null` and `status: {}` are in many manifests.
 */
export function isFromCluster(object: JsonObject): boolean {
  const metadata = objectAt(object, 'metadata');
  return (
    ['uid', 'resourceVersion', 'creationTimestamp'].some((name) => (stringAt(metadata, name) ?? '') !== '') ||
    listAt(metadata, 'managedFields').length > 0 ||
    Object.keys(objectAt(object, 'status')).length > 0
  );
}

/** The manifest that the object's annotation holds; empty where there is none, as to kubectl. */
export function lastManifest(object: JsonObject): JsonObject {
  const text = stringAt(object, 'metadata', 'annotations', lastAppliedAnnotation) ?? '';
  return isDeeperThan(maxDepth, new TextEncoder().encode(text)) ? {} : (lastApplied(object) ?? {});
}

/** The object that an apply of the manifest asks to store. `last` is the manifest that made the stored object what it is. */
export function applied(live: JsonObject, manifest: JsonObject, last: JsonObject, kind: Kind): JsonObject {
  const merged = merge(live, withAnnotations(manifest), last, kind);
  const spec = merged['spec'];
  if (kind !== 'Pod' || !isObject(spec)) return merged;
  const stored = objectAt(live, 'spec');
  return { ...merged, spec: withTolerations(withPriority(spec, stored), stored, objectAt(last, 'spec')) };
}

/** kubectl writes its annotation into what it sends, so that no manifest is without annotations, and none of others are lost. */
function withAnnotations(manifest: JsonObject): JsonObject {
  if (isSet(get(manifest, 'metadata', 'annotations'))) return manifest;
  return { ...manifest, metadata: { ...objectAt(manifest, 'metadata'), annotations: {} } };
}

/** The admission plugin Priority: what it has once filled in cannot be taken away. */
function withPriority(spec: JsonObject, stored: JsonObject): JsonObject {
  const kept = ['priority', 'preemptionPolicy'].filter(
    (name) => isSet(field(stored, name)) && !isSet(field(spec, name)),
  );
  return kept.length === 0 ? spec : { ...spec, ...Object.fromEntries(kept.map((name) => [name, field(stored, name)])) };
}

/** The seconds that the plugin gives where kube-apiserver has no flag that says otherwise. */
const usualSeconds = 300;

/**
 * The admission plugin DefaultTolerationSeconds, which looks at changed Pods too: a list of tolerations in the manifest replaces the stored
 * one, and the plugin adds again what it had added. Where it had not, it may be off in this cluster.
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
