import { differences, isEmpty, same } from '../../kubernetes/schema/difference.ts';
import { below, shapeOf, type Shape } from '../../kubernetes/schema/shape.ts';
import { get, isSet, listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import { specPath, type FieldPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, recreate, set, type FindingOf } from '../finding.ts';
import { versionFacts, type VersionFacts } from '../../kubernetes/versions.ts';

const lists = ['containers', 'initContainers'] as const;
const resizable = new Set(['cpu', 'memory']);
const amounts = new Set(['requests', 'limits']);

const messages = {
  containers: 'a resize neither adds nor removes containers',
  renamed: 'a resize neither renames nor reorders containers',
  removed: 'a request or limit can be changed or added by a resize, not removed',
  other: 'a resize changes only cpu and memory',
  init: 'the resources of an init container that is no sidecar cannot be resized before Kubernetes 1.36',
  initRestart: 'an init container that is no sidecar cannot be resized with resizePolicy RestartContainer',
  claims: 'a container with resource claims cannot be resized before Kubernetes 1.37',
} as const;
type Found = FindingOf<typeof messages>;

export const resizeCpuMemoryOnly = defineUpdateRule({
  id: 'resize-cpu-memory-only',
  title: 'A resize changes cpu and memory, and nothing else',
  why: 'The kubelet can change the cgroup of a running container. It cannot take a request or limit away, nor change other resources.',
  mirrors: 'ValidatePodResize',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['resize'] },
  messages,
  *check({ before, after, minor }) {
    const facts = versionFacts(minor);
    const misplaced = [...misplacedContainers(objectAt(before, 'spec'), objectAt(after, 'spec'))];
    yield* misplaced;
    if (misplaced.length > 0) return;
    for (const list of lists) {
      const sent = listAt(after, 'spec', list);
      for (const [i, old] of listAt(before, 'spec', list).entries()) {
        yield* resized(old, sent[i] ?? null, specPath.child(list).index(i), facts);
      }
    }
    if (facts.podLevelResize) {
      yield* podLevelChanges(get(before, 'spec', 'resources'), get(after, 'spec', 'resources'));
    }
  },
});

const nameOf = (container: Json | undefined): string => stringAt(container, 'name') ?? '';

function* misplacedContainers(before: Json, after: Json): Generator<Found> {
  for (const list of lists) {
    const [old, sent] = [listAt(before, list), listAt(after, list)];
    if (old.length !== sent.length) {
      yield forbidden(specPath.child(list), 'containers', { from: old, to: sent, fix: recreate });
      continue;
    }
    for (let i = 0; i < old.length; i++) {
      const [from, to] = [nameOf(old[i]), nameOf(sent[i])];
      if (from !== to)
        yield forbidden(specPath.child(list).index(i).child('name'), 'renamed', { from, to, fix: set(from) });
    }
  }
}

const shape = shapeOf('Container');
const resources = below(shape, 'resources');

function* resized(before: Json, after: Json, path: FieldPath, facts: VersionFacts): Generator<Found> {
  const changed = [...differences(before, after, path, shape)];
  const isPlainInit = path.parent.last === 'initContainers' && stringAt(before, 'restartPolicy') !== 'Always';
  if (isPlainInit && !facts.initContainerResize) {
    for (const { path: at, from, to } of changed)
      yield forbidden(at, 'init', { from: from ?? null, to: to ?? null, fix: recreate });
    return;
  }
  yield* containerResources(before, after, path.child('resources'), facts);
  for (const { path: at, from, to } of differences(
    get(before, 'resizePolicy'),
    get(after, 'resizePolicy'),
    path.child('resizePolicy'),
    below(shape, 'resizePolicy'),
  )) {
    yield forbidden(at, 'other', { from: from ?? null, to: to ?? null, fix: recreate });
  }
  const claims = get(after, 'resources', 'claims');
  const ofClaims = below(resources, 'claims');
  if (!facts.claimsResize && !isEmpty(claims, ofClaims) && same(claims, get(before, 'resources', 'claims'), ofClaims)) {
    yield forbidden(path.child('resources', 'claims'), 'claims', { fix: recreate });
  }
  const restarts = listAt(after, 'resizePolicy').some((policy) => get(policy, 'restartPolicy') === 'RestartContainer');
  if (isPlainInit && changed.length > 0 && restarts)
    yield forbidden(path.child('resizePolicy'), 'initRestart', { fix: recreate });
}

function* containerResources(before: Json, after: Json, path: FieldPath, facts: VersionFacts): Generator<Found> {
  const isFree = (list: string): boolean =>
    facts.firstResourcesFree && isEmpty(get(before, 'resources', list), below(resources, list));
  const free = new Set([...amounts].filter(isFree));
  for (const finding of resourceChanges(get(before, 'resources'), get(after, 'resources'), path, resources)) {
    if (!free.has(String(finding.path.parent.last))) yield finding;
  }
}

/** Requests and limits of the whole Pod may appear where there were none; the field alone, with nothing in it, may not. */
function* podLevelChanges(before: Json | undefined, after: Json | undefined): Generator<Found> {
  const path = specPath.child('resources');
  const shape = shapeOf('PodSpec', 'resources');
  const says = ['requests', 'limits'].some((list) => !isEmpty(get(after, list), below(shape, list)));
  yield* !isSet(before) && says ? resourceChanges({}, after, path, shape) : resourceChanges(before, after, path, shape);
}

function* resourceChanges(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
  shape: Shape,
): Generator<Found> {
  for (const { path: at, from = null, to = null } of differences(before, after, path, shape)) {
    const inList = amounts.has(String(at.parent.last));
    if (inList && !isSet(to)) yield forbidden(at, 'removed', { from, to, fix: set(from) });
    else if (!inList || !resizable.has(String(at.last))) yield forbidden(at, 'other', { from, to, fix: recreate });
  }
}
