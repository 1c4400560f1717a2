/** Without the feature gate SidecarContainers, kube-apiserver drops the restartPolicy of init containers. Source: dropDisabledFields. */
import { field, isObject, isSet, listAt, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { valueAt } from '../../json/path.ts';
import { kindFacts, type Kind } from '../kinds.ts';

const restartPolicy = (container: Json): Json | undefined => field(container, 'restartPolicy');

const withoutPolicy = (container: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(container).filter(([name]) => name !== 'restartPolicy'));

/** The object without these fields, unless the stored object has one. */
export function withoutSidecars(kind: Kind, object: JsonObject, before: JsonObject | undefined): JsonObject {
  const { podPath } = kindFacts(kind);
  const initContainers = (of: JsonObject): readonly Json[] => listAt(valueAt(of, podPath), 'spec', 'initContainers');
  const sent = initContainers(object);
  const isUsed = before !== undefined && initContainers(before).some((entry) => isSet(restartPolicy(entry)));
  if (isUsed || !sent.some((entry) => isSet(restartPolicy(entry)))) return object;
  const kept = sent.map((entry) => (isObject(entry) ? withoutPolicy(entry) : entry));
  return withValue(object, [...podPath.segments().map(String), 'spec', 'initContainers'], kept);
}

function withValue(object: JsonObject, [name, ...rest]: readonly string[], value: Json): JsonObject {
  return { ...object, [name!]: rest.length === 0 ? value : withValue(objectAt(object, name!), rest, value) };
}
