/**
 * What a cluster adds to a Pod and a manifest does not contain: the token volume and its mounts (ServiceAccount admission), the node
 * (scheduler), two tolerations (DefaultTolerationSeconds) and the priority (Priority). A PUT of the manifest lacks all of them, although
 * its author does not want to remove any of them.
 */
import { field, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { isDefaultToleration } from './default-tolerations.ts';

const tokenVolume = /^kube-api-access-[a-z0-9]{5}$/;
const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const scalarFields = ['nodeName', 'serviceAccountName', 'serviceAccount', 'priority', 'preemptionPolicy'];

export const isTokenVolume = (volume: Json | undefined): boolean => tokenVolume.test(stringAt(volume, 'name') ?? '');
export const isTokenMount = (mount: Json | undefined): boolean =>
  isTokenVolume(mount) && stringAt(mount, 'mountPath') === tokenMountPath;

export const isFilledField = (name: string): boolean => scalarFields.includes(name);

/**
 * Whether the new spec looks like the manifest from which the old one was created: the node, the token volume or the default service
 * account is missing.
 */
export function isPlainManifest(before: JsonObject, after: JsonObject): boolean {
  const lacksNode = isNonEmpty(before['nodeName']) && !isNonEmpty(after['nodeName']);
  const lacksAccount = before['serviceAccountName'] === 'default' && !isNonEmpty(after['serviceAccountName']);
  return lacksNode || lacksToken(before, after) || lacksAccount;
}

const lacksToken = (before: JsonObject, after: JsonObject): boolean =>
  listAt(before, 'volumes').some(isTokenVolume) && !listAt(after, 'volumes').some(isTokenVolume);

const isNonEmpty = (value: Json | undefined): boolean => isSet(value) && value !== '';

const lacksAll = (list: string, before: JsonObject, after: JsonObject): boolean =>
  listAt(before, list).length > 0 && listAt(after, list).length === 0;

/**
 * The fields that the cluster added to the old spec and that are missing in the new one, as a message lists them. serviceAccount and
 * preemptionPolicy are omitted, because they are always missing together with serviceAccountName and priority.
 */
export function lackedFields(before: JsonObject, after: JsonObject): string[] {
  const lacked = (name: string): string[] =>
    isNonEmpty(field(before, name)) && !isNonEmpty(field(after, name)) ? [name] : [];
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
