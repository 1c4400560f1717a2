/**
 * What `kubectl apply` makes of a manifest and the object in the cluster, and what kube-apiserver's own admission does to the result before
 * any webhook sees it.
 */
import { field, get, isObject, isSet, objectAt, type JsonObject } from '../../json/json.ts';
import type { Kind } from '../kinds.ts';
import { withDefaultTolerations } from './default-tolerations.ts';
import { merge } from './strategic-merge.ts';

/** The object that an apply of the manifest would store. `last` is the manifest that was applied last. */
export function applied(live: JsonObject, manifest: JsonObject, last: JsonObject, kind: Kind): JsonObject {
  const merged = merge(live, withAnnotations(manifest), last, kind);
  const spec = merged['spec'];
  if (kind !== 'Pod' || !isObject(spec)) return merged;
  const stored = objectAt(live, 'spec');
  return { ...merged, spec: withDefaultTolerations(withPriority(spec, stored), stored, objectAt(last, 'spec')) };
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
  return { ...spec, ...Object.fromEntries(kept.map((name) => [name, field(stored, name)])) };
}
