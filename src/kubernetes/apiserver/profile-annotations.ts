/**
 * For nodes that are older than the fields, the API server before 1.34 adds an annotation for the AppArmor profile of each container of a new Pod. Source:
 * applyAppArmorVersionSkew in pkg/registry/core/pod/strategy.go.
 */
import { field, get, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { appArmorAnnotation } from '../annotations.ts';
import { specPath } from '../kinds.ts';
import { containersOf } from '../pod/containers.ts';

/** The annotations of a new Pod, with those that the API server adds. */
export function withProfileAnnotations(pod: JsonObject): JsonObject {
  const annotations = objectAt(pod, 'metadata', 'annotations');
  const spec = objectAt(pod, 'spec');
  if (get(spec, 'os', 'name') === 'windows') return annotations;
  const ofPod = get(spec, 'securityContext', 'appArmorProfile');
  const added = new Map<string, string>();
  for (const { name, value } of containersOf(spec, specPath)) {
    const key = appArmorAnnotation + name;
    const text = textOf(get(value, 'securityContext', 'appArmorProfile') ?? ofPod);
    if (text !== undefined) added.set(key, text);
  }
  return { ...Object.fromEntries(added), ...annotations };
}

function textOf(profile: Json | undefined): string | undefined {
  const onNode = stringAt(profile, 'localhostProfile');
  switch (field(profile, 'type')) {
    case 'RuntimeDefault':
      return 'runtime/default';
    case 'Unconfined':
      return 'unconfined';
    case 'Localhost':
      return onNode === undefined ? undefined : `localhost/${onNode}`;
    default:
      return undefined;
  }
}
