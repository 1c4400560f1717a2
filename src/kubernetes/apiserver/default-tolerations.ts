/**
 * The tolerations that the admission plugin DefaultTolerationSeconds adds to a Pod. Source:
 * plugin/pkg/admission/defaulttolerationseconds/admission.go.
 */
import { get, listAt, numberAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** The seconds that the plugin sets, unless a flag of kube-apiserver changes them. */
const usualSeconds = 300;

export const isDefaultToleration = (toleration: Json | undefined): boolean =>
  get(toleration, 'tolerationSeconds') === usualSeconds && keys.some((key) => isOfPlugin(toleration, key));

/**
 * The plugin also changes updated Pods: the tolerations in the manifest replace the stored list, and the plugin adds its tolerations
 * again. If the stored list does not have them, the plugin may be off in this cluster. `last` is the spec that was applied last.
 */
export function withDefaultTolerations(spec: JsonObject, stored: JsonObject, last: JsonObject): JsonObject {
  const added = keys.flatMap((key) => {
    const old = listAt(stored, 'tolerations').find((toleration) => isOfPlugin(toleration, key));
    if (old === undefined || listAt(spec, 'tolerations').some((toleration) => tolerates(toleration, key))) return [];
    const wasWritten = listAt(last, 'tolerations').some((toleration) => tolerates(toleration, key));
    return [wasWritten ? { ...old, tolerationSeconds: usualSeconds } : old];
  });
  return added.length === 0 ? spec : { ...spec, tolerations: [...listAt(spec, 'tolerations'), ...added] };
}

const isOfPlugin = (toleration: Json | undefined, key: string): toleration is JsonObject =>
  get(toleration, 'key') === key &&
  get(toleration, 'operator') === 'Exists' &&
  get(toleration, 'effect') === 'NoExecute' &&
  numberAt(toleration, 'tolerationSeconds') !== undefined;

const tolerates = (toleration: Json, key: string): boolean =>
  ['', key].includes(stringAt(toleration, 'key') ?? '') &&
  ['', 'NoExecute'].includes(stringAt(toleration, 'effect') ?? '');
