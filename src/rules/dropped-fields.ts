import { get, isList, isObject, isSet, listAt, stringAt, type Json, type JsonObject } from '../pod/json.ts';
import { valueAt, type FieldPath } from '../pod/path.ts';
import type { VersionFacts } from './versions.ts';

/** Whether what was added is dropped in silence by this version of the API server, alone or with the object around it. */
export function isDropped(name: string | number, value: Json | undefined, { droppedFields }: VersionFacts): boolean {
  if (droppedFields.includes(String(name))) return true;
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length > 0 && names.every((field) => droppedFields.includes(field));
}

/** The same of a field at its place, for names that other fields have too. */
export function isDroppedAt(path: FieldPath, value: Json | undefined, facts: VersionFacts): boolean {
  const { last, parent } = path;
  const owner = typeof parent.last === 'number' ? parent.parent.last : parent.last;
  return (
    isDropped(last, value, facts) ||
    facts.droppedFields.includes(`${owner}.${last}`) ||
    (owner === 'initContainers' && last === 'restartPolicy' && value !== 'Always' && !facts.containerRestartRules)
  );
}

/**
 * Whether kube-apiserver drops what the object gained at the path before it compares. An empty object that gets nothing but such a field
 * is dropped with it, and that is a change. Where volumes cannot be images, such a volume is dropped with all its mounts
 * (dropImageVolumes in pkg/api/pod/util.go).
 */
export function additionsInVain(
  object: JsonObject,
  spec: JsonObject,
  facts: VersionFacts,
): (path: FieldPath, value: Json | undefined) => boolean {
  let images: ReadonlySet<string> | undefined;
  const isOfImageVolume = (mount: Json): boolean => {
    images ??= new Set(listAt(spec, 'volumes').filter(isImageVolume).map(nameOf));
    return images.has(nameOf(mount));
  };
  return (path, value) => {
    if (isDroppedAt(path, value, facts)) {
      return isDropped('', value, facts) || !isDropped('', valueAt(object, path.parent), facts);
    }
    if (facts.imageVolumes) return false;
    const list = typeof path.last === 'number' ? path.parent.last : path.last;
    const entries = isList(value) ? value : [value ?? null];
    if (list === 'volumes') return entries.every(isImageVolume);
    return list === 'volumeMounts' && entries.every(isOfImageVolume);
  };
}

const isImageVolume = (volume: Json): boolean => isSet(get(volume, 'image'));
const nameOf = (entry: Json): string => stringAt(entry, 'name') ?? '';
