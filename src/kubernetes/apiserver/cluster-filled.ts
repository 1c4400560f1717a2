/**
 * What a cluster adds to a Pod that a manifest does not hold: the token volume and its mounts (ServiceAccount admission), the node
 * (scheduler), two tolerations (DefaultTolerationSeconds), priority (Priority). A PUT of the plain manifest lacks them all, although its
 * author wants to remove none of them.
 */
import { field, isObject, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';

const tokenVolume = /^kube-api-access-[a-z0-9]{5}$/;
const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
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
  const lacksAccount = before['serviceAccountName'] === 'default' && !isNonEmpty(after['serviceAccountName']);
  return lacksNode || lacksToken(before, after) || lacksAccount;
}

const lacksToken = (before: JsonObject, after: JsonObject): boolean =>
  listAt(before, 'volumes').some(isTokenVolume) && !listAt(after, 'volumes').some(isTokenVolume);

const isNonEmpty = (value: Json | undefined): boolean => isSet(value) && value !== '';

const lacksAll = (list: string, before: JsonObject, after: JsonObject): boolean =>
  listAt(before, list).length > 0 && listAt(after, list).length === 0;

/** What the old spec has and the new one lacks because the cluster had filled it in, as a sentence lists it. Of serviceAccount and preemptionPolicy their twins say enough. */
export function lackedFields(before: JsonObject, after: JsonObject): string[] {
  const lacked = (name: string): string[] =>
    isNonEmpty(field(before, name)) && !isNonEmpty(field(after, name)) ? [name] : [];
  const tolerations = (spec: JsonObject): number => listAt(spec, 'tolerations').filter(isFilledToleration).length;
  return [
    ...lacked('nodeName'),
    ...lacked('serviceAccountName'),
    ...(lacksToken(before, after) ? ['the token volume and its mounts'] : []),
    // No manifest has them: `kubectl debug` adds them to the Pod.
    ...(lacksAll('ephemeralContainers', before, after) ? ['the ephemeral containers'] : []),
    ...lacked('priority'),
    // ServiceAccount admission gives a Pod without pull secrets those of its account.
    ...(lacksAll('imagePullSecrets', before, after) ? ['imagePullSecrets'] : []),
    ...(tolerations(after) < tolerations(before) ? ['the default tolerations'] : []),
  ];
}
