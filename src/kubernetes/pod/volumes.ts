/** The volumes of a Pod and their sources. */
import { field, get, isObject, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import type { ServerFacts } from '../versions.ts';

/** In the order in which kube-apiserver validates them (validateVolumeSource). The first source that is set counts. */
const volumeSources: readonly string[] = [
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
const rank: ReadonlyMap<string, number> = new Map(volumeSources.map((name, i) => [name, i]));

export const isVolumeSource = (name: string): boolean => rank.has(name);

export interface Volume {
  readonly index: number;
  readonly name: string;
  readonly value: JsonObject;
  readonly path: FieldPath;
  /** The source that counts. Undefined if the volume has no known source. */
  readonly source: string | undefined;
}

export function* volumesOf(spec: JsonObject, specPath: FieldPath): Generator<Volume> {
  for (const [index, entry] of listAt(spec, 'volumes').entries()) {
    const value = isObject(entry) ? entry : {};
    const path = specPath.child('volumes').index(index);
    yield { index, name: stringAt(entry, 'name') ?? '', value, path, source: sourceOf(value) };
  }
}

/**
 * Whether kube-apiserver drops the volume together with its mounts, because it does not support image volumes. Source: dropImageVolumes in
 * pkg/api/pod/util.go.
 */
export const isDroppedVolume = (volume: Json | undefined, { ImageVolume }: Pick<ServerFacts, 'ImageVolume'>): boolean =>
  !ImageVolume && isSet(get(volume, 'image'));

/** The sources that are set. A valid volume has one. */
export const sourcesOf = (volume: Json | undefined): readonly string[] =>
  isObject(volume) ? Object.keys(volume).filter((name) => isVolumeSource(name) && isSet(field(volume, name))) : [];

/** The source that counts. Undefined if the volume has no known source. */
export function sourceOf(volume: JsonObject): string | undefined {
  let found: string | undefined;
  let first = Infinity;
  for (const key of Object.keys(volume)) {
    const place = rank.get(key) ?? Infinity;
    if (place < first && isSet(field(volume, key))) [found, first] = [key, place];
  }
  return found;
}

/** The maximum mode of a file in a volume. YAML reads `0644` as an octal number, but JSON has only decimal numbers. */
const maxMode = 0o777;
export const isFileMode = (value: Json | undefined): boolean =>
  !isSet(value) || (typeof value === 'number' && value >= 0 && value <= maxMode);
