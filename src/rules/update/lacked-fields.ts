import { listAt, type JsonObject } from '../../json/json.ts';
import { lacksField, lacksToken } from '../../kubernetes/apiserver/cluster-filled.ts';
import { isDefaultToleration } from '../../kubernetes/apiserver/default-tolerations.ts';

const lacksAll = (list: string, before: JsonObject, after: JsonObject): boolean =>
  listAt(before, list).length > 0 && listAt(after, list).length === 0;

/**
 * The fields that the cluster added to the old spec and that are missing in the new one, for a message. serviceAccount and
 * preemptionPolicy are omitted, because they are always missing together with serviceAccountName and priority.
 */
export function lackedFields(before: JsonObject, after: JsonObject): string[] {
  const lacked = (name: string): string[] => (lacksField(name, before, after) ? [name] : []);
  const tolerations = (spec: JsonObject): number => listAt(spec, 'tolerations').filter(isDefaultToleration).length;
  return [
    ...lacked('nodeName'),
    ...lacked('serviceAccountName'),
    ...(lacksToken(before, after) ? ['the token volume and its mounts'] : []),
    // Manifests do not contain ephemeral containers: `kubectl debug` adds them to the Pod.
    ...(lacksAll('ephemeralContainers', before, after) ? ['the ephemeral containers'] : []),
    ...lacked('priority'),
    // ServiceAccount admission sets the imagePullSecrets of a Pod without any to those of its service account.
    ...(lacksAll('imagePullSecrets', before, after) ? ['imagePullSecrets'] : []),
    ...(tolerations(after) < tolerations(before) ? ['the default tolerations'] : []),
  ];
}
