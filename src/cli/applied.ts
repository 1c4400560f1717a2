/**
 * A manifest beside the stored Pod, as `kubectl apply` would send it: what the cluster filled in after the Pod was sent (its node, the
 * account's token, default tolerations) stays, for the manifest says nothing of it. `kubectl replace` would take it away.
 */
import { isFilledField, isFilledToleration, isTokenMount, isTokenVolume } from '../pod/cluster-filled.ts';
import { field, isObject, isSet, listAt, objectAt, stringAt, type Json, type JsonObject } from '../pod/json.ts';

/** Further fields that the cluster fills in whole: RuntimeClass, ServiceAccount, and `kubectl debug`. */
const wholeFields = ['overhead', 'imagePullSecrets', 'ephemeralContainers'];

export function asApplied(before: JsonObject, after: JsonObject): JsonObject {
  if (!isObject(after['spec'])) return after;
  const stored = objectAt(before, 'spec');
  let spec = withFields(stored, after['spec']);
  spec = withEntries(spec, 'volumes', listAt(stored, 'volumes').filter(isTokenVolume), isTokenVolume);
  spec = withTolerations(stored, spec);
  for (const list of ['containers', 'initContainers']) spec = withTokenMounts(stored, spec, list);
  return { ...after, spec };
}

function withFields(stored: JsonObject, spec: JsonObject): JsonObject {
  const lacked = Object.entries(stored).filter(
    ([name, value]) => (isFilledField(name) || wholeFields.includes(name)) && isSet(value) && !isSet(field(spec, name)),
  );
  return { ...spec, ...Object.fromEntries(lacked) };
}

/** The entries at the end of the list, where the cluster puts them; unless the list has such entries of its own. */
function withEntries(
  object: JsonObject,
  name: string,
  entries: readonly Json[],
  isSuch: (entry: Json) => boolean,
): JsonObject {
  const own = listAt(object, name);
  return entries.length === 0 || own.some(isSuch) ? object : { ...object, [name]: [...own, ...entries] };
}

function withTolerations(stored: JsonObject, spec: JsonObject): JsonObject {
  const filled = listAt(stored, 'tolerations').filter(isFilledToleration);
  return filled.reduce<JsonObject>((result, toleration) => {
    const isSame = (other: Json): boolean => stringAt(other, 'key') === stringAt(toleration, 'key');
    return withEntries(result, 'tolerations', [toleration], isSame);
  }, spec);
}

function withTokenMounts(stored: JsonObject, spec: JsonObject, list: string): JsonObject {
  const entries = listAt(spec, list);
  if (entries.length === 0) return spec;
  const mounts = new Map(
    listAt(stored, list).map((entry) => [stringAt(entry, 'name'), listAt(entry, 'volumeMounts').filter(isTokenMount)]),
  );
  const mounted = entries.map((entry) =>
    isObject(entry)
      ? withEntries(entry, 'volumeMounts', mounts.get(stringAt(entry, 'name')) ?? [], isTokenMount)
      : entry,
  );
  return { ...spec, [list]: mounted };
}
