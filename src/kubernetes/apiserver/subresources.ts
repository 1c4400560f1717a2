/**
 * The fields that a request to a subresource of a Pod can change. kube-apiserver resets everything else before it validates
 * (`PrepareForUpdate` in pkg/registry/core/pod/strategy.go), after the mutating phase. Whatever a client sends in other fields is not a
 * change.
 */
import {
  field,
  get,
  isObject,
  isSet,
  listAt,
  objectAt,
  stringAt,
  without,
  type Json,
  type JsonObject,
} from '../../json/json.ts';
import { gatedBelow, type GateName } from '../gates.ts';
import { initialLists } from '../pod/containers.ts';
import type { ServerFacts } from '../versions.ts';
import { statusLists } from '../pod/container-statuses.ts';
import { withPodLevelDefaults } from './default-pod-resources.ts';

/** The subresources of a Pod with a behavior of their own. A request to another subresource, such as `binding`, is like one to the main resource. */
export const podSubresources = ['status', 'ephemeralcontainers', 'resize'] as const;

type StoredFacts = Pick<
  ServerFacts,
  GateName | 'statusFieldsDropped' | 'storedDevicesStay' | 'resizesByName' | 'subresourcesSendMetadata'
>;

/** The new object as it would be stored. For the main resource and for an unknown subresource, it is the object that was sent. */
export function asStored(subresource: string, before: JsonObject, after: JsonObject, facts: StoredFacts): JsonObject {
  switch (subresource) {
    case 'status':
      return {
        ...after,
        spec: objectAt(before, 'spec'),
        metadata: keptMetadata(before, after, resetByStatus),
        status: status(before, after, facts),
      };
    case 'ephemeralcontainers':
      return {
        ...before,
        metadata: metadataBeside(before, after, facts),
        spec: withField(objectAt(before, 'spec'), 'ephemeralContainers', objectAt(after, 'spec')),
      };
    case 'resize': {
      const spec = resizedSpec(objectAt(before, 'spec'), objectAt(after, 'spec'), facts);
      // If the containers do not match, nothing is reset, and kube-apiserver refuses the object.
      return spec === undefined ? after : { ...before, metadata: metadataBeside(before, after, facts), spec };
    }
    default:
      return facts.PodLevelResourcesFixDefaulting ? keepingPodLevel(before, after) : after;
  }
}

/** A new Pod as it would be stored. */
export function asCreated(pod: JsonObject, facts: StoredFacts): JsonObject {
  const spec = field(pod, 'spec');
  return facts.PodLevelResourcesFixDefaulting && isObject(spec) ? { ...pod, spec: withPodLevelDefaults(spec) } : pod;
}

/** pods/status can change labels, annotations and finalizers. */
const resetByStatus = ['ownerReferences', 'deletionTimestamp'];
/** ResetObjectMetaForStatus in k8s.io/apimachinery pkg/apis/meta/v1/helpers.go. */
const reset = [...resetByStatus, 'labels', 'annotations', 'finalizers', 'generation'];

/** What no request can reset. */
const identity = ['name', 'namespace', 'uid', 'resourceVersion'];

/** The new metadata, with these fields of the old one, or with all that do not identify the object. */
function keptMetadata(before: JsonObject, after: JsonObject, names: readonly string[] | 'all'): JsonObject {
  const old = objectAt(before, 'metadata');
  if (names === 'all')
    return identity.reduce((metadata, name) => withField(metadata, name, objectAt(after, 'metadata')), old);
  return names.reduce((metadata, name) => withField(metadata, name, old), objectAt(after, 'metadata'));
}

/** The metadata as a request to another subresource than pods/status changes it. */
const metadataBeside = (before: JsonObject, after: JsonObject, facts: StoredFacts): JsonObject =>
  keptMetadata(before, after, facts.subresourcesSendMetadata ? reset : 'all');

/** A client that does not know these fields does not send them, and they are kept. */
const keptStatus = ['resourceClaimStatuses', 'extendedResourceClaimStatus', 'nodeAllocatableResourceClaimStatuses'];

function status(before: JsonObject, after: JsonObject, facts: StoredFacts): JsonObject {
  const sent = objectAt(after, 'status');
  const old = objectAt(before, 'status');
  // A kubelet that does not know qosClass or observedGeneration does not send them.
  let kept = (stringAt(sent, 'qosClass') ?? '') === '' ? withField(sent, 'qosClass', old) : sent;
  for (const name of keptStatus)
    if (!isSet(field(sent, name)) && isSet(field(old, name))) kept = withField(kept, name, old);
  return withoutDropped(kept, old, objectAt(before, 'spec'), facts);
}

/** The status without the fields that are dropped, unless the stored Pod uses them (dropDisabledPodStatusFields). */
function withoutDropped(sent: JsonObject, old: JsonObject, spec: JsonObject, facts: StoredFacts): JsonObject {
  if (!facts.statusFieldsDropped) return sent;
  let kept = sent;
  for (const { gate, name } of gatedBelow('status')) {
    if (facts[gate] || !isSet(field(sent, name))) continue;
    const isUsed =
      name === 'resourceClaimStatuses' ? listAt(spec, 'resourceClaims').length > 0 : isSet(field(old, name));
    if (!isUsed) kept = without(kept, name);
  }
  for (const [list] of statusLists) {
    for (const { gate, name } of gatedBelow(list)) {
      if (facts[gate]) continue;
      const statuses = listAt(kept, list);
      if (!statuses.some((entry) => isSet(field(entry, name)))) continue;
      const isUsed =
        name === 'user'
          ? isSet(get(spec, 'securityContext', 'supplementalGroupsPolicy'))
          : facts.storedDevicesStay && hasDevices(old);
      if (!isUsed)
        kept = { ...kept, [list]: statuses.map((entry) => (isObject(entry) ? without(entry, name) : entry)) };
    }
  }
  return kept;
}

const hasDevices = (status: JsonObject): boolean =>
  statusLists.some(([list]) =>
    listAt(status, list).some((entry) => listAt(entry, 'allocatedResourcesStatus').length > 0),
  );

/** The resources and resizePolicy of each container, the resources of the Pod, and the volumes. Undefined if the containers do not match. */
function resizedSpec(before: JsonObject, after: JsonObject, facts: StoredFacts): JsonObject | undefined {
  if (facts.resizesByName) {
    const byName = new Map(listAt(after, 'containers').map((container) => [stringAt(container, 'name'), container]));
    const resized = (old: Json): Json => resizedContainer(old, byName.get(stringAt(old, 'name')) ?? old);
    return { ...before, containers: listAt(before, 'containers').map(resized) };
  }
  if (initialLists.some((list) => listAt(before, list).length !== listAt(after, list).length)) return undefined;
  const spec: Record<string, Json | undefined> = facts.InPlacePodVerticalScalingMemoryBackedVolumes
    ? withField(before, 'volumes', after)
    : { ...before };
  for (const list of initialLists) {
    const [old, sent] = [listAt(before, list), listAt(after, list)];
    const matches = sent.every((container, i) => stringAt(container, 'name') === stringAt(old[i], 'name'));
    if (sent.length > 0) spec[list] = matches ? sent.map((container, i) => resizedContainer(old[i]!, container)) : sent;
  }
  if (!facts.InPlacePodLevelResourcesVerticalScaling) return spec;
  if (facts.PodLevelResourcesFixDefaulting)
    return withPodLevelDefaults(isSet(after['resources']) ? withField(spec, 'resources', after) : spec);
  return withField(spec, 'resources', after);
}

/** An update that omits spec.resources does not remove them. */
function keepingPodLevel(before: JsonObject, after: JsonObject): JsonObject {
  const resources = field(objectAt(before, 'spec'), 'resources');
  const spec = field(after, 'spec');
  if (!isSet(resources) || !isObject(spec) || isSet(spec['resources'])) return after;
  return { ...after, spec: { ...spec, resources } };
}

function resizedContainer(before: Json, after: Json): Json {
  if (!isObject(before) || !isObject(after)) return after;
  return withField(withField(before, 'resources', after), 'resizePolicy', after);
}

/** A copy of the object, in which the field has the value that it has in the other object, or is absent if it is absent there. */
function withField(object: JsonObject, name: string, from: JsonObject): JsonObject {
  return Object.hasOwn(from, name) ? { ...object, [name]: field(from, name) } : without(object, name);
}
