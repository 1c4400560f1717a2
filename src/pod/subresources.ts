/**
 * What a request to a subresource of a Pod can change. kube-apiserver puts everything else back before it validates
 * (`PrepareForUpdate` in pkg/registry/core/pod/strategy.go), after the mutating phase: what a client sends there is no change.
 */
import { isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from './json.ts';

/** The new object as it would be stored. Of the main resource, and of a subresource that is not known, that is the object as sent. */
export function asStored(subresource: string, before: JsonObject, after: JsonObject): JsonObject {
  switch (subresource) {
    case 'status':
      return {
        ...after,
        spec: objectAt(before, 'spec'),
        metadata: keptMetadata(before, after, resetByStatus),
        status: status(before, after),
      };
    case 'ephemeralcontainers':
      return {
        ...before,
        metadata: keptMetadata(before, after, reset),
        spec: withField(objectAt(before, 'spec'), 'ephemeralContainers', objectAt(after, 'spec')),
      };
    case 'resize': {
      const spec = resizedSpec(objectAt(before, 'spec'), objectAt(after, 'spec'));
      return { ...before, metadata: keptMetadata(before, after, reset), spec };
    }
    default:
      return after;
  }
}

/** Labels, annotations and finalizers pass through pods/status. */
const resetByStatus = ['ownerReferences', 'deletionTimestamp'];
/** ResetObjectMetaForStatus in k8s.io/apimachinery pkg/apis/meta/v1/helpers.go. */
const reset = [...resetByStatus, 'labels', 'annotations', 'finalizers', 'generation'];

function keptMetadata(before: JsonObject, after: JsonObject, names: readonly string[]): JsonObject {
  const old = objectAt(before, 'metadata');
  return names.reduce((metadata, name) => withField(metadata, name, old), objectAt(after, 'metadata'));
}

/** A kubelet that knows no qosClass or observedGeneration does not send it. */
function status(before: JsonObject, after: JsonObject): JsonObject {
  const sent = objectAt(after, 'status');
  const old = objectAt(before, 'status');
  const qosClass = stringAt(sent, 'qosClass') ?? '';
  return qosClass === '' ? withField(sent, 'qosClass', old) : sent;
}

/** Resources and resizePolicy of each container; containers that do not match are left for the rule that refuses them. */
function resizedSpec(before: JsonObject, after: JsonObject): JsonObject {
  const lists = ['containers', 'initContainers'] as const;
  if (lists.some((list) => listAt(before, list).length !== listAt(after, list).length)) return after;
  const spec: Record<string, Json | undefined> = { ...withField(before, 'resources', after) };
  for (const list of lists) {
    const [old, sent] = [listAt(before, list), listAt(after, list)];
    const matches = sent.every((container, i) => stringAt(container, 'name') === stringAt(old[i], 'name'));
    if (sent.length > 0) spec[list] = matches ? sent.map((container, i) => resizedContainer(old[i]!, container)) : sent;
  }
  return spec;
}

function resizedContainer(before: Json, after: Json): Json {
  if (!isObject(before) || !isObject(after)) return after;
  return withField(withField(before, 'resources', after), 'resizePolicy', after);
}

/** A copy of the object with the field as another one has it, absent where it is absent there. */
function withField(object: JsonObject, name: string, from: JsonObject): JsonObject {
  const { [name]: _, ...rest } = object;
  return Object.hasOwn(from, name) ? { ...rest, [name]: from[name] } : rest;
}
