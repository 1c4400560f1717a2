import { field, isObject, stringAt, type Json, type JsonObject } from '../json/json.ts';

/** The kubelet's mark on the API object of a static Pod. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';
/** With the value `off` on a Pod, no probe is added to its containers. */
export const defaultProbesAnnotation = 'podward.dev/default-probes';
/** Written on a Pod: the fields that Podward's defaults added to its containers. */
export const defaultedAnnotation = 'podward.dev/defaulted';
/** Written by `kubectl apply` on the client's side: the manifest that it applied last, as the user has it. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manifest in the annotation; undefined where there is none. No stored object has a longer one than annotations may be. */
export function lastApplied(object: Json): JsonObject | undefined {
  const text = stringAt(object, 'metadata', 'annotations', lastAppliedAnnotation);
  if (text === undefined || text.length > maxAnnotationBytes) return undefined;
  try {
    const manifest = JSON.parse(text) as Json;
    return isObject(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** TotalAnnotationSizeLimitB in k8s.io/apimachinery pkg/api/validation: keys and values together, in UTF-8. */
export const maxAnnotationBytes = 256 * 1024;
/** UTF-8 needs at most this many bytes for what JavaScript counts as one. */
const maxBytesPerUnit = 3;

/** Keys and values together; only counted exactly where it may be too much. */
export function annotationBytes(annotations: Json | undefined): number {
  if (!isObject(annotations)) return 0;
  const keys = Object.keys(annotations);
  const most = maxAnnotationBytes / maxBytesPerUnit;
  const units = sum(annotations, keys, (text) => text.length, most);
  return units <= most ? units : sum(annotations, keys, (text) => Buffer.byteLength(text));
}

/** No further than to something above the enough. */
function sum(
  annotations: JsonObject,
  keys: readonly string[],
  length: (text: string) => number,
  enough = Infinity,
): number {
  let total = 0;
  for (const key of keys) {
    const value = field(annotations, key);
    total += length(key) + (typeof value === 'string' ? length(value) : 0);
    if (total > enough) break;
  }
  return total;
}
