/**
 * Whether the subresource `resize` would accept a change of cpu or memory, for rules that advise to use it. Source: ValidatePodResize.
 * The rules `resize-…` report what is refused there.
 */
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { isMirrorPod } from '../../kubernetes/annotations.ts';
import { isEmpty, same, type Difference } from '../../kubernetes/schema/difference.ts';
import { withPodLevelDefaults } from '../../kubernetes/apiserver/default-pod-resources.ts';
import { get, isObject, isSet, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { computeQosClass, hasPodLevel, qosClassOf } from '../../kubernetes/pod/qos.ts';
import type { Update } from '../../change/change.ts';
import { initialLists } from '../../kubernetes/pod/containers.ts';
import { amountLists, isCpuOrMemory } from '../../kubernetes/resource-names.ts';
import { gateText } from '../../kubernetes/gates.ts';
import { changedIn, type ServerFacts } from '../../kubernetes/versions.ts';
import type { Message } from '../finding.ts';

/** Why a Pod cannot be resized at all: clauses whose subject is the Pod. Refusals of a resize are made of them, and advice of other rules. */
const obstacles = {
  mirror: 'cannot be resized through the API server, because it is a static Pod',
  windows: 'cannot be resized, because it is a Windows Pod',
  node: 'cannot be resized, because its kubelet does not support in-place resize',
  claims: `cannot be resized before Kubernetes ${changedIn('claimsResize')}, because it gets cpu or memory through resource claims`,
  podLevel: 'cannot be resized without the feature gate InPlacePodLevelResourcesVerticalScaling',
} as const;
type Obstacle = keyof typeof obstacles;

/** The same for a container, whose Pod can be resized. */
const obstaclesOfContainer = {
  init: 'cannot be resized without the feature gate InPlacePodVerticalScalingInitContainers',
  initRestart: 'cannot be resized with resizePolicy RestartContainer, because it is not a sidecar container',
  claims: `cannot be resized before Kubernetes ${changedIn('claimsResize')}, because it has resource claims`,
} as const;
type ContainerObstacle = keyof typeof obstaclesOfContainer;

export const obstacleMessages = {
  ...refusals('the Pod', {
    ...obstacles,
    // Advice of other rules has no room for this.
    podLevel: `cannot be resized without ${gateText('InPlacePodLevelResourcesVerticalScaling')}, because it has spec.resources`,
  }),
  node: {
    text: 'the Pod cannot be resized, because the kubelet of node {{node}} does not support in-place resize.',
    fix: '{{recreate}}',
  },
} as const;
export const containerObstacleMessages = refusals('{{container}}', {
  ...obstaclesOfContainer,
  init: `cannot be resized without ${gateText('InPlacePodVerticalScalingInitContainers')}, because it is not a sidecar container`,
});

function refusals<I extends string>(
  subject: string,
  clauses: Readonly<Record<I, string>>,
): Readonly<Record<I, Message>> {
  const messages = Object.entries<string>(clauses).map(([id, clause]) => [
    id,
    { text: `${subject} ${clause}.`, fix: '{{recreate}}' },
  ]);
  return Object.fromEntries(messages) as Record<I, Message>;
}

export function* resizeObstacles(before: JsonObject, facts: ServerFacts): Generator<Obstacle, void, void> {
  if (isMirrorPod(before)) return yield 'mirror';
  if (get(before, 'spec', 'os', 'name') === 'windows') return yield 'windows';
  if (!nodeSupportsResize(objectAt(before, 'status'))) yield 'node';
  if (!facts.claimsResize && listAt(before, 'status', 'nodeAllocatableResourceClaimStatuses').length > 0)
    yield 'claims';
  if (!facts.InPlacePodLevelResourcesVerticalScaling && hasPodLevel(objectAt(before, 'spec'))) yield 'podLevel';
}

/** Whether an update of the Pod itself may change cpu and memory. */
export const isResizedByUpdate = ({ updatesResize, InPlacePodVerticalScaling }: ServerFacts): boolean =>
  updatesResize && InPlacePodVerticalScaling;

const ofClaims = shapeOf('ResourceRequirements', 'claims');

/** `path` is that of the container. */
export function* containerObstacles(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
  facts: ServerFacts,
): Generator<ContainerObstacle, void, void> {
  const isPlainInit = path.parent.last === 'initContainers' && stringAt(before, 'restartPolicy') !== 'Always';
  if (isPlainInit && !facts.InPlacePodVerticalScalingInitContainers) return yield 'init';
  const claims = get(after, 'resources', 'claims');
  if (!facts.claimsResize && !isEmpty(claims, ofClaims) && same(claims, get(before, 'resources', 'claims'), ofClaims))
    yield 'claims';
  const restarts = listAt(after, 'resizePolicy').some((policy) => get(policy, 'restartPolicy') === 'RestartContainer');
  if (isPlainInit && restarts) yield 'initRestart';
}

/** A kubelet that supports a resize reports the current resources of a running container. The first running container decides. */
function nodeSupportsResize(status: JsonObject): boolean {
  const running = listAt(status, 'containerStatuses').find((item) => isSet(get(item, 'state', 'running')));
  return running === undefined || isSet(get(running, 'resources'));
}

/** A request or limit of a container or of the whole Pod. */
export const isAmount = (path: FieldPath): boolean =>
  amountLists.includes(String(path.parent.last)) && [...initialLists, 'resources'].includes(String(path.segments()[1]));

/** A difference of cpu or memory. If the Pod had no `spec.resources`, adding them is one difference. */
export const isResizable = ({ path, to }: Difference): boolean =>
  isAmount(path)
    ? isCpuOrMemory(String(path.last))
    : path.parent === specPath && path.last === 'resources' && isCpuAndMemory(to);

/** Whether these are requests and limits of only cpu and memory. */
function isCpuAndMemory(resources: Json | undefined): boolean {
  const given = Object.entries(objectAt(resources)).filter(
    ([name, value]) => !isEmpty(value, shapeOf('ResourceRequirements', name)),
  );
  return (
    given.length > 0 &&
    given.every(
      ([name, amounts]) => amountLists.includes(name) && isObject(amounts) && Object.keys(amounts).every(isCpuOrMemory),
    )
  );
}

interface Resizing {
  /** Why a resize cannot make this change of cpu or memory. Undefined if it can. */
  obstacle(difference: Difference): string | undefined;
  /** The QoS class of the Pod and the class after the resize, if they differ. The class of a Pod is immutable. */
  readonly qos: { readonly oldClass: string; readonly newClass: string } | undefined;
}

/** A resize takes only the resources of the new Pod. */
export function resizingOf({ before, after, facts }: Update): Resizing {
  const oldClass = qosClassOf(before, facts);
  const resized = withResources(objectAt(before, 'spec'), objectAt(after, 'spec'));
  const stored = facts.PodLevelResourcesFixDefaulting ? withPodLevelDefaults(resized) : resized;
  const newClass = computeQosClass(stored, facts);
  const [obstacle] = resizeObstacles(before, facts);
  return {
    qos: oldClass === newClass ? undefined : { oldClass, newClass },
    obstacle: ({ path, kind }) => {
      if (!facts.InPlacePodVerticalScaling)
        return 'The Pod cannot be resized without the feature gate InPlacePodVerticalScaling.';
      if (obstacle !== undefined) return `The Pod ${obstacles[obstacle]}.`;
      if (kind === 'removed') return `A resize cannot remove a ${path.parent.last === 'limits' ? 'limit' : 'request'}.`;
      if (path.segments()[1] === 'resources')
        return facts.InPlacePodLevelResourcesVerticalScaling ? undefined : `The Pod ${obstacles.podLevel}.`;
      const at = path.parent.parent.parent;
      const container = valueAt(after, at);
      const [ofContainer] = containerObstacles(container, container, at, facts);
      if (ofContainer !== undefined) return `The container ${obstaclesOfContainer[ofContainer]}.`;
      // Such a resize is accepted, but changes only regular containers.
      return facts.resizesByName && at.parent.last === 'initContainers'
        ? `Sidecar containers cannot be resized before Kubernetes ${changedIn('resizesByName')}.`
        : undefined;
    },
  };
}

function withResources(spec: JsonObject, sent: JsonObject): JsonObject {
  const resized = initialLists.map((list): [string, Json] => {
    const byName = new Map(listAt(sent, list).map((entry) => [get(entry, 'name'), entry]));
    return [list, listAt(spec, list).map((entry) => taking(entry, byName.get(get(entry, 'name'))))];
  });
  return taking({ ...spec, ...Object.fromEntries(resized) }, sent);
}

/** The object with the resources of the other object. */
function taking<T extends Json>(object: T, other: Json | undefined): T | JsonObject {
  const resources = get(other, 'resources');
  const own: Json = object;
  return isObject(own) && isSet(resources) ? { ...own, resources } : object;
}
