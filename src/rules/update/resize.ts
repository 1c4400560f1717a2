/**
 * Whether the subresource `resize` would take a change of cpu or memory, for whoever advises to use it. Source: ValidatePodResize; what
 * is refused there the rules `resize-…` name one by one.
 */
import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { isEmpty, type Difference } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { get, isObject, isSet, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import { computeQosClass, qosClassOf } from '../../kubernetes/pod/qos.ts';
import type { Change } from '../../change/change.ts';
import { versionFacts, type VersionFacts } from '../../kubernetes/versions.ts';

type Obstacle = 'mirror' | 'windows' | 'node' | 'claims' | 'podLevel';

/** What keeps the Pod from being resized at all. */
export function* resizeObstacles(before: JsonObject | undefined, facts: VersionFacts): Generator<Obstacle, void, void> {
  if (isSet(get(before, 'metadata', 'annotations', mirrorAnnotation))) return yield 'mirror';
  if (get(before, 'spec', 'os', 'name') === 'windows') return yield 'windows';
  if (!nodeSupportsResize(objectAt(before, 'status'))) yield 'node';
  if (listAt(before, 'status', 'nodeAllocatableResourceClaimStatuses').length > 0) yield 'claims';
  if (!facts.podLevelResize && hasPodLevel(before)) yield 'podLevel';
}

/** The first running container tells: a kubelet that can resize reports the resources that are in force. */
function nodeSupportsResize(status: JsonObject): boolean {
  const running = listAt(status, 'containerStatuses').find((item) => isSet(get(item, 'state', 'running')));
  return running === undefined || isSet(get(running, 'resources'));
}

const hasPodLevel = (pod: JsonObject | undefined): boolean =>
  ['requests', 'limits'].some(
    (list) => !isEmpty(get(pod, 'spec', 'resources', list), shapeOf('ResourceRequirements', list)),
  );

export interface Resizing {
  /** Whether a resize brings about this difference of cpu or memory. */
  works(difference: Difference): boolean;
  /** The QoS class that the Pod has and the one that it would get, where they are two: it is fixed for the life of a Pod. */
  readonly qos: { readonly from: string; readonly to: string } | undefined;
}

/** pods/resize is on by default from 1.33 on (KEP-1287). */
const resizeSince = 33;

/** Of the new Pod nothing is taken but its resources. */
export function resizingOf({ before, after, minor }: Change): Resizing {
  const facts = versionFacts(minor);
  const from = qosClassOf(before ?? {}, facts.emptyPodLevelCounts);
  const to = computeQosClass(
    withResources(objectAt(before, 'spec'), objectAt(after, 'spec')),
    facts.emptyPodLevelCounts,
  );
  const isPossible = minor >= resizeSince && resizeObstacles(before, facts).next().done === true && from === to;
  return {
    qos: from === to ? undefined : { from, to },
    works: ({ path, kind }) =>
      isPossible &&
      kind !== 'removed' &&
      (path.segments()[1] !== 'resources' ? fits(path, after, facts) : facts.podLevelResize),
  };
}

/** Whether the container that the path leads into is one that can be resized. */
function fits(path: FieldPath, after: JsonObject, facts: VersionFacts): boolean {
  const at = path.parent.parent.parent;
  const container = valueAt(after, at);
  if (!facts.claimsResize && listAt(container, 'resources', 'claims').length > 0) return false;
  if (at.parent.last !== 'initContainers' || stringAt(container, 'restartPolicy') === 'Always') return true;
  const restarts = listAt(container, 'resizePolicy').some(
    (policy) => get(policy, 'restartPolicy') === 'RestartContainer',
  );
  return facts.initContainerResize && !restarts;
}

function withResources(spec: JsonObject, sent: JsonObject): JsonObject {
  const lists = (['containers', 'initContainers'] as const).map((list): [string, Json] => {
    const byName = new Map(listAt(sent, list).map((entry) => [get(entry, 'name'), entry]));
    return [list, listAt(spec, list).map((entry) => taking(entry, byName.get(get(entry, 'name'))))];
  });
  return taking({ ...spec, ...Object.fromEntries(lists) }, sent);
}

/** The object with the resources of the other one. */
function taking<T extends Json>(object: T, other: Json | undefined): T | JsonObject {
  const resources = get(other, 'resources');
  const own: Json = object;
  return isObject(own) && isSet(resources) ? { ...own, resources } : object;
}
