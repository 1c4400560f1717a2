/**
 * What a request to a subresource of a Pod can change. kube-apiserver puts everything else back before it validates
 * (`PrepareForUpdate` in pkg/registry/core/pod/strategy.go), after the mutating phase: what a client sends there is no change.
 */
import {
  field,
  get,
  isObject,
  isSet,
  listAt,
  objectAt,
  stringAt,
  type Json,
  type JsonObject,
} from '../../json/json.ts';
import { withPodLevelDefaults } from './default-pod-resources.ts';

/** What differs between versions; see VersionFacts in src/kubernetes/versions.ts. */
interface StoredFacts {
  readonly podLevelResize: boolean;
  readonly podLevelKept: boolean;
}

/** The new object as it would be stored. Of the main resource, and of a subresource that is not known, that is the object as sent. */
export function asStored(subresource: string, before: JsonObject, after: JsonObject, facts: StoredFacts): JsonObject {
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
      const spec = resizedSpec(objectAt(before, 'spec'), objectAt(after, 'spec'), facts);
      // Nothing is put back of an object that the rules on resizing refuse.
      return spec === undefined ? after : { ...before, metadata: keptMetadata(before, after, reset), spec };
    }
    default:
      return facts.podLevelKept ? keepingPodLevel(before, after) : after;
  }
}

/** A new Pod as it would be stored. */
export function asCreated(pod: JsonObject, facts: StoredFacts): JsonObject {
  const spec = get(pod, 'spec');
  return facts.podLevelKept && isObject(spec) ? { ...pod, spec: withPodLevelDefaults(spec) } : pod;
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

/** Resources and resizePolicy of each container, and those of the Pod; undefined where the containers do not match. */
function resizedSpec(before: JsonObject, after: JsonObject, facts: StoredFacts): JsonObject | undefined {
  const lists = ['containers', 'initContainers'] as const;
  if (lists.some((list) => listAt(before, list).length !== listAt(after, list).length)) return undefined;
  const spec: Record<string, Json | undefined> = { ...before };
  for (const list of lists) {
    const [old, sent] = [listAt(before, list), listAt(after, list)];
    const matches = sent.every((container, i) => stringAt(container, 'name') === stringAt(old[i], 'name'));
    if (sent.length > 0) spec[list] = matches ? sent.map((container, i) => resizedContainer(old[i]!, container)) : sent;
  }
  if (!facts.podLevelResize) return spec;
  if (facts.podLevelKept)
    return withPodLevelDefaults(isSet(after['resources']) ? withField(spec, 'resources', after) : spec);
  return withField(spec, 'resources', after);
}

/** spec.resources cannot be taken away by leaving them out. */
function keepingPodLevel(before: JsonObject, after: JsonObject): JsonObject {
  const resources = get(before, 'spec', 'resources');
  const spec = get(after, 'spec');
  if (!isSet(resources) || !isObject(spec) || isSet(spec['resources'])) return after;
  return { ...after, spec: { ...spec, resources } };
}

function resizedContainer(before: Json, after: Json): Json {
  if (!isObject(before) || !isObject(after)) return after;
  return withField(withField(before, 'resources', after), 'resizePolicy', after);
}

/** A copy of the object with the field as another one has it, absent where it is absent there. */
function withField(object: JsonObject, name: string, from: JsonObject): JsonObject {
  if (Object.hasOwn(from, name)) return { ...object, [name]: field(from, name) };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
