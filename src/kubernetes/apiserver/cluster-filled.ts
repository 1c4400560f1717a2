/**
 * What a cluster adds to a Pod that a manifest does not hold: the token volume and its mounts (ServiceAccount admission), the node
 * (scheduler), two tolerations (DefaultTolerationSeconds), priority (Priority). A PUT of the plain manifest lacks them all, although its
 * author wants to remove none of them.
 */
import { field, isObject, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';

const tokenVolume = /^kube-api-access-[a-z0-9]{5}$/;
const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The second name of a pair is not worth a word of its own to a reader. */
const twins = new Set(['serviceAccount', 'preemptionPolicy']);
const scalarFields = ['nodeName', 'serviceAccountName', 'serviceAccount', 'priority', 'preemptionPolicy'];

export const isTokenVolume = (volume: Json | undefined): boolean => tokenVolume.test(stringAt(volume, 'name') ?? '');
export const isTokenMount = (mount: Json | undefined): boolean =>
  isTokenVolume(mount) && stringAt(mount, 'mountPath') === tokenMountPath;

const filledKeys = new Set(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']);
export const isFilledToleration = (toleration: Json | undefined): boolean =>
  isObject(toleration) &&
  filledKeys.has(stringAt(toleration, 'key') ?? '') &&
  toleration['operator'] === 'Exists' &&
  toleration['effect'] === 'NoExecute' &&
  toleration['tolerationSeconds'] === 300;

export const isFilledField = (name: string): boolean => scalarFields.includes(name);

/**
 * Whether the new spec looks like the manifest from which the old one was made: the node, the token volume or the default service
 * account are missing.
 */
export function isPlainManifest(before: JsonObject, after: JsonObject): boolean {
  const lacksNode = isNonEmpty(before['nodeName']) && !isNonEmpty(after['nodeName']);
  const lacksToken = listAt(before, 'volumes').some(isTokenVolume) && !listAt(after, 'volumes').some(isTokenVolume);
  const lacksAccount = before['serviceAccountName'] === 'default' && !isNonEmpty(after['serviceAccountName']);
  return lacksNode || lacksToken || lacksAccount;
}

const isNonEmpty = (value: Json | undefined): boolean => isSet(value) && value !== '';

const lacksAll = (list: string, before: JsonObject, after: JsonObject): boolean =>
  listAt(before, list).length > 0 && listAt(after, list).length === 0;

/** What the old spec has and the new one lacks because the cluster had filled it in, as a sentence would list it. */
export function lackedFields(before: JsonObject, after: JsonObject): string[] {
  const lacked: string[] = [];
  if (listAt(before, 'volumes').some(isTokenVolume) && !listAt(after, 'volumes').some(isTokenVolume)) {
    lacked.push('the token volume and its mounts');
  }
  // No manifest has them: `kubectl debug` adds them to the Pod.
  if (lacksAll('ephemeralContainers', before, after)) lacked.push('the ephemeral containers');
  for (const name of scalarFields) {
    if (isNonEmpty(field(before, name)) && !isNonEmpty(field(after, name)) && !twins.has(name)) lacked.push(name);
  }
  // ServiceAccount admission gives a Pod without pull secrets those of its account.
  if (lacksAll('imagePullSecrets', before, after)) lacked.push('imagePullSecrets');
  const tolerations = (spec: JsonObject): number => listAt(spec, 'tolerations').filter(isFilledToleration).length;
  if (tolerations(after) < tolerations(before)) lacked.push('the default tolerations');
  return lacked;
}
