/**
 * Whether the subresource `resize` would accept a change of cpu or memory, for rules that advise to use it. Source: ValidatePodResize.
 * The rules `resize-…` report what is refused there.
 */
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { isEmpty, type Difference } from '../../kubernetes/schema/difference.ts';
import { withPodLevelDefaults } from '../../kubernetes/apiserver/default-pod-resources.ts';
import { get, isObject, isSet, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { specPath, valueAt, type FieldPath } from '../../json/path.ts';
import { computeQosClass, qosClassOf } from '../../kubernetes/pod/qos.ts';
import type { Update } from '../../change/change.ts';
import { changedIn, versionFacts, type VersionFacts } from '../../kubernetes/versions.ts';

/** The reasons why a Pod cannot be resized at all. */
export const obstacleMessages = {
  mirror: { text: 'a static Pod cannot be resized through the API server.', fix: '{{recreate}}' },
  windows: { text: 'a Windows Pod cannot be resized.', fix: '{{recreate}}' },
  node: { text: 'the kubelet on node {{node}} does not support in-place resize.', fix: '{{recreate}}' },
  claims: {
    text: `a Pod that gets cpu or memory through resource claims cannot be resized before Kubernetes ${changedIn('claimsResize')}.`,
    fix: '{{recreate}}',
  },
  podLevel: {
    text: `a Pod that has spec.resources cannot be resized before Kubernetes ${changedIn('podLevelResize')}, unless the feature gate InPlacePodLevelResourcesVerticalScaling is on.`,
    fix: '{{recreate}}',
  },
} as const;
type Obstacle = keyof typeof obstacleMessages;

export function* resizeObstacles(before: JsonObject, facts: VersionFacts): Generator<Obstacle, void, void> {
  if (isSet(get(before, 'metadata', 'annotations', mirrorAnnotation))) return yield 'mirror';
  if (get(before, 'spec', 'os', 'name') === 'windows') return yield 'windows';
  if (!nodeSupportsResize(objectAt(before, 'status'))) yield 'node';
  if (!facts.claimsResize && listAt(before, 'status', 'nodeAllocatableResourceClaimStatuses').length > 0)
    yield 'claims';
  if (!facts.podLevelResize && hasPodLevel(before)) yield 'podLevel';
}

/** A kubelet that supports a resize reports the current resources of a running container. The first running container decides. */
function nodeSupportsResize(status: JsonObject): boolean {
  const running = listAt(status, 'containerStatuses').find((item) => isSet(get(item, 'state', 'running')));
  return running === undefined || isSet(get(running, 'resources'));
}

const amountLists = ['requests', 'limits'];
const resizable = ['cpu', 'memory'];

const hasPodLevel = (pod: JsonObject): boolean =>
  amountLists.some((list) => !isEmpty(get(pod, 'spec', 'resources', list), shapeOf('ResourceRequirements', list)));

/** A request or limit of a container or of the whole Pod. */
export const isAmount = (path: FieldPath): boolean =>
  amountLists.includes(String(path.parent.last)) &&
  ['containers', 'initContainers', 'resources'].includes(String(path.segments()[1]));

/** A difference of cpu or memory. If the Pod had no `spec.resources`, adding them is one difference. */
export const isResizable = ({ path, to }: Difference): boolean =>
  isAmount(path)
    ? resizable.includes(String(path.last))
    : path.parent === specPath && path.last === 'resources' && isCpuAndMemory(to);

/** Whether these are requests and limits of only cpu and memory. */
function isCpuAndMemory(resources: Json | undefined): boolean {
  const given = Object.entries(objectAt({ resources }, 'resources')).filter(
    ([name, value]) => !isEmpty(value, shapeOf('ResourceRequirements', name)),
  );
  return (
    given.length > 0 &&
    given.every(
      ([name, amounts]) =>
        amountLists.includes(name) && isObject(amounts) && Object.keys(amounts).every((key) => resizable.includes(key)),
    )
  );
}

/** What prevents a resize, as a sentence. */
const reasons: Readonly<Record<Obstacle, string>> = {
  mirror: 'A static Pod cannot be resized.',
  windows: 'A Windows Pod cannot be resized.',
  node: 'The kubelet of the Pod does not support in-place resize.',
  claims: `A Pod that gets cpu or memory through resource claims cannot be resized before Kubernetes ${changedIn('claimsResize')}.`,
  podLevel: `A Pod that has spec.resources cannot be resized before Kubernetes ${changedIn('podLevelResize')}.`,
};

export interface Resizing {
  /** Why a resize cannot make this change of cpu or memory. Undefined if it can. */
  obstacle(difference: Difference): string | undefined;
  /** The QoS class of the Pod and the class after the resize, if they differ. The class of a Pod is immutable. */
  readonly qos: { readonly oldClass: string; readonly newClass: string } | undefined;
}

/** A resize takes only the resources of the new Pod. */
export function resizingOf({ before, after, minor }: Update): Resizing {
  const facts = versionFacts(minor);
  const oldClass = qosClassOf(before, facts.emptyPodLevelCounts);
  const resized = withResources(objectAt(before, 'spec'), objectAt(after, 'spec'));
  const stored = facts.podLevelKept ? withPodLevelDefaults(resized) : resized;
  const newClass = computeQosClass(stored, facts.emptyPodLevelCounts);
  const [obstacle] = resizeObstacles(before, facts);
  return {
    qos: oldClass === newClass ? undefined : { oldClass, newClass },
    obstacle: ({ path, kind }) => {
      if (obstacle !== undefined) return reasons[obstacle];
      if (kind === 'removed') return `A resize cannot remove a ${path.parent.last === 'limits' ? 'limit' : 'request'}.`;
      if (path.segments()[1] !== 'resources') return obstacleOfContainer(path, after, facts);
      return facts.podLevelResize ? undefined : reasons.podLevel;
    },
  };
}

/** What prevents a resize of the container at the path. */
function obstacleOfContainer(path: FieldPath, after: JsonObject, facts: VersionFacts): string | undefined {
  const at = path.parent.parent.parent;
  const container = valueAt(after, at);
  if (!facts.claimsResize && listAt(container, 'resources', 'claims').length > 0)
    return `A container with resource claims cannot be resized before Kubernetes ${changedIn('claimsResize')}.`;
  if (at.parent.last !== 'initContainers' || stringAt(container, 'restartPolicy') === 'Always') return undefined;
  if (!facts.initContainerResize)
    return `An init container that is not a sidecar container cannot be resized before Kubernetes ${changedIn('initContainerResize')}.`;
  const restarts = listAt(container, 'resizePolicy').some(
    (policy) => get(policy, 'restartPolicy') === 'RestartContainer',
  );
  return restarts ? 'An init container cannot be resized with resizePolicy RestartContainer.' : undefined;
}

function withResources(spec: JsonObject, sent: JsonObject): JsonObject {
  const lists = (['containers', 'initContainers'] as const).map((list): [string, Json] => {
    const byName = new Map(listAt(sent, list).map((entry) => [get(entry, 'name'), entry]));
    return [list, listAt(spec, list).map((entry) => taking(entry, byName.get(get(entry, 'name'))))];
  });
  return taking({ ...spec, ...Object.fromEntries(lists) }, sent);
}

/** The object with the resources of the other object. */
function taking<T extends Json>(object: T, other: Json | undefined): T | JsonObject {
  const resources = get(other, 'resources');
  const own: Json = object;
  return isObject(own) && isSet(resources) ? { ...own, resources } : object;
}
