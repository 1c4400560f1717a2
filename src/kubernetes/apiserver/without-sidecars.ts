/** Without the feature gate SidecarContainers, kube-apiserver drops the restartPolicy of init containers. Source: dropDisabledFields. */
import { field, isObject, isSet, listAt, without, type Json, type JsonObject } from '../../json/json.ts';
import { withObjectAt } from '../../json/edit.ts';
import { valueAt } from '../../json/path.ts';
import { kindFacts, type Kind } from '../kinds.ts';

const restartPolicy = (container: Json): Json | undefined => field(container, 'restartPolicy');

/** The object without these fields, unless the stored object has one. */
export function withoutSidecars(kind: Kind, object: JsonObject, before: JsonObject | undefined): JsonObject {
  const path = kindFacts(kind).podPath.child('spec');
  const initContainers = (of: JsonObject): readonly Json[] => listAt(valueAt(of, path), 'initContainers');
  const sent = initContainers(object);
  const isUsed = before !== undefined && initContainers(before).some((entry) => isSet(restartPolicy(entry)));
  if (isUsed || !sent.some((entry) => isSet(restartPolicy(entry)))) return object;
  const kept = sent.map((entry) => (isObject(entry) ? without(entry, 'restartPolicy') : entry));
  return withObjectAt(object, path, (spec) => ({ ...spec, initContainers: kept }));
}
