/** What the API server drops without a warning. `droppedFields` in src/kubernetes/versions.ts lists the fields of each version. */
import { get, isList, isObject, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import type { ServerFacts } from '../versions.ts';

/** Whether this version of the API server silently drops what was added at the path, alone or together with the object around it. */
export function isDroppedAt(place: FieldPath, value: Json | undefined, facts: ServerFacts): boolean {
  // An entry is dropped with its list.
  const path = typeof place.last === 'number' ? place.parent : place;
  const { last, parent } = path;
  const owner = typeof parent.last === 'number' ? parent.parent.last : parent.last;
  return (
    facts.droppedFields.includes(`${owner}.${last}`) ||
    isDroppedWithItsFields(path, value, facts) ||
    (owner === 'initContainers' && last === 'restartPolicy' && value !== 'Always' && !facts.ContainerRestartRules)
  );
}

/** dropContainerStopSignals also drops a lifecycle that contains only dropped fields. Other objects are kept, although they are empty then. */
function isDroppedWithItsFields({ last }: FieldPath, value: Json | undefined, { droppedFields }: ServerFacts): boolean {
  if (last !== 'lifecycle' || !isObject(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => droppedFields.includes(`lifecycle.${name}`));
}

/**
 * Whether kube-apiserver drops what was added at the path before it compares the objects. If a dropped field is added to an empty
 * lifecycle, the lifecycle is dropped too, and that is a change. If image volumes are not supported, such a volume is dropped together
 * with all its mounts (dropImageVolumes in pkg/api/pod/util.go).
 */
export function droppedAdditions(
  object: JsonObject,
  spec: JsonObject,
  facts: ServerFacts,
): (path: FieldPath, value: Json | undefined) => boolean {
  let images: ReadonlySet<string> | undefined;
  const isOfImageVolume = (mount: Json): boolean => {
    images ??= new Set(listAt(spec, 'volumes').filter(isImageVolume).map(nameOf));
    return isObject(mount) && images.has(nameOf(mount));
  };
  return (path, value) => {
    if (isDroppedAt(path, value, facts))
      return !isDroppedWithItsFields(path.parent, valueAt(object, path.parent), facts);
    if (facts.ImageVolume) return false;
    const list = typeof path.last === 'number' ? path.parent.last : path.last;
    const entries = isList(value) ? value : [value ?? null];
    if (list === 'volumes') return entries.every(isImageVolume);
    return list === 'volumeMounts' && entries.every(isOfImageVolume);
  };
}

const isImageVolume = (volume: Json): boolean => isSet(get(volume, 'image'));
const nameOf = (entry: Json): string => stringAt(entry, 'name') ?? '';
