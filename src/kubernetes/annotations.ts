import { field, get, isObject, isSet, stringAt, type Json, type JsonObject } from '../json/json.ts';

/** The kubelet sets this annotation on the mirror Pod, which is the API object of a static Pod. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';

export const isMirrorPod = (object: Json | undefined): boolean =>
  isSet(get(object, 'metadata', 'annotations', mirrorAnnotation));

/** Tolerations, as Kubernetes read them before 1.6. */
export const tolerationsAnnotation = 'scheduler.alpha.kubernetes.io/tolerations';

/** The AppArmor profile of a container, whose name follows. The field appArmorProfile has replaced the annotation (since 1.30). */
export const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

/** The seccomp profile of all containers, and of one container, whose name follows. The field seccompProfile has replaced both (since 1.19). */
export const seccompAnnotations = {
  ofPod: 'seccomp.security.alpha.kubernetes.io/pod',
  ofContainer: 'container.seccomp.security.alpha.kubernetes.io/',
} as const;

export const isProfileAnnotation = (key: string): boolean =>
  key.startsWith(appArmorAnnotation) ||
  key.startsWith(seccompAnnotations.ofContainer) ||
  key === seccompAnnotations.ofPod;

const onNode = 'localhost/';

/** The profile on the node that the value of such an annotation names, or undefined if the value names none. */
export const profileOnNode = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.startsWith(onNode) ? value.slice(onNode.length) : undefined;

/** The manifest that client-side `kubectl apply` applied last, as its author wrote it. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manifest in the annotation, or undefined. In a stored object, it is no longer than the limit for all annotations. */
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

/** TotalAnnotationSizeLimitB in k8s.io/apimachinery pkg/api/validation: the keys and values of all annotations together, in UTF-8. */
export const maxAnnotationBytes = 256 * 1024;
/** UTF-8 needs at most this many bytes for one UTF-16 code unit, which is what JavaScript counts. */
const maxBytesPerUnit = 3;

/** The size of all keys and values in bytes. It is exact only if it may exceed `limit`. Otherwise it may be too small. */
export function annotationBytes(annotations: Json | undefined, limit = maxAnnotationBytes): number {
  if (!isObject(annotations)) return 0;
  const keys = Object.keys(annotations);
  const most = limit / maxBytesPerUnit;
  const units = sum(annotations, keys, (text) => text.length, most);
  return units <= most ? units : sum(annotations, keys, (text) => Buffer.byteLength(text));
}

/** Stops when the sum exceeds `enough`. */
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
