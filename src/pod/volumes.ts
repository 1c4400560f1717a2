/** The volumes of a Pod, and where each comes from. */
import { isObject, isSet, listAt, stringAt, type Json, type JsonObject } from './json.ts';
import type { FieldPath } from './path.ts';

/** In the order in which kube-apiserver looks for them (validateVolumeSource): the first one counts. */
export const volumeSources: readonly string[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

export interface Volume {
  readonly index: number;
  readonly name: string;
  readonly value: JsonObject;
  readonly path: FieldPath;
  /** The source that counts; undefined where there is none that is known. */
  readonly source: string | undefined;
}

export function* volumesOf(spec: JsonObject, specPath: FieldPath): Generator<Volume> {
  for (const [index, entry] of listAt(spec, 'volumes').entries()) {
    const value = isObject(entry) ? entry : {};
    const path = specPath.child('volumes').index(index);
    yield { index, name: stringAt(entry, 'name') ?? '', value, path, source: sourceOf(value) };
  }
}

/** Nearly every volume has its one source and a name: look into the table only for the others. */
function sourceOf(volume: JsonObject): string | undefined {
  let found: string | undefined;
  for (const key of Object.keys(volume)) {
    if (key === 'name' || !isSet(volume[key]) || !volumeSources.includes(key)) continue;
    if (found === undefined || volumeSources.indexOf(key) < volumeSources.indexOf(found)) found = key;
  }
  return found;
}

/** A file in a volume is given its mode in octal, up to 0777. */
const maxMode = 0o777;
export const isFileMode = (value: Json | undefined): boolean =>
  !isSet(value) || (typeof value === 'number' && value >= 0 && value <= maxMode);
