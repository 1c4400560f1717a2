/**
 * What a cluster adds to a Pod and a manifest does not contain: the token volume and its mounts (ServiceAccount admission), the node
 * (scheduler), two tolerations (DefaultTolerationSeconds) and the priority (Priority). A PUT of the manifest lacks all of them, although
 * its author does not want to remove any of them.
 */
import { field, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';

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
  const lacksAccount = before['serviceAccountName'] === 'default' && lacksField('serviceAccountName', before, after);
  return lacksField('nodeName', before, after) || lacksToken(before, after) || lacksAccount;
}

/** Whether only the old spec has the field. An empty string counts as absent. */
export const lacksField = (name: string, before: JsonObject, after: JsonObject): boolean =>
  isNonEmpty(field(before, name)) && !isNonEmpty(field(after, name));

/** Whether only the old spec has the token volume. */
export const lacksToken = (before: JsonObject, after: JsonObject): boolean =>
  listAt(before, 'volumes').some(isTokenVolume) && !listAt(after, 'volumes').some(isTokenVolume);

const isNonEmpty = (value: Json | undefined): boolean => isSet(value) && value !== '';
