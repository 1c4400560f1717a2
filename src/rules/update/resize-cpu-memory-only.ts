import { below, shapeOf, type Shape } from '../../kubernetes/schema/shape.ts';
import { differences, isEmpty, type Difference, type IsIgnored } from '../../kubernetes/schema/difference.ts';
import { get, isSet, listAt, objectAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { containerName, initialLists, listNouns } from '../../kubernetes/pod/containers.ts';
import { amountLists, isCpuOrMemory } from '../../kubernetes/resource-names.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, type FindingOf } from '../finding.ts';
import { listText, quoted } from '../../text/quoted.ts';
import { containerObstacleMessages, containerObstacles } from './resize.ts';
import { endedIn, type ServerFacts } from '../../kubernetes/versions.ts';
import { undoneChanges } from '../../kubernetes/apiserver/dropped-fields.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';

const messages = {
  containers: {
    text: 'a resize cannot add or remove {{noun}}s.',
    fix: 'Keep the {{noun}}s of the existing Pod ({{names}}){{orRecreate}}',
  },
  firstInit: {
    text: 'a resize cannot add or remove init containers.',
    fix: 'Remove initContainers{{orRecreate}}',
  },
  renamed: { text: 'a resize cannot rename or reorder {{noun}}s.', fix: 'Set name back to {{from}}.' },
  removed: {
    text: 'a resize cannot remove {{subject}}.',
    fix: 'Set {{field}} back to {{from}}, or to another value.',
  },
  otherRemoved: {
    text: 'a resize cannot remove {{subject}}.',
    fix: 'Set {{field}} back to {{from}}{{orRecreate}}',
  },
  other: {
    text: 'a resize may change only cpu and memory, not {{subject}}.',
    fix: '{{recreate}}',
  },
  otherAmount: {
    text: 'a resize may change only cpu and memory, not {{subject}}.',
    fix: 'Set {{field}} back to {{from}}{{orRecreate}}',
  },
  otherAdded: {
    text: 'a resize may change only cpu and memory, not {{subject}}.',
    fix: 'Remove {{field}}{{orRecreate}}',
  },
  memoryDecreased: {
    text: `the memory limit cannot be decreased before Kubernetes ${endedIn('memoryLimitsNotLowered')}, unless resizePolicy of memory is RestartContainer.`,
    fix: 'Set the memory limit back to {{from}}{{orRecreate}}',
  },
  memoryAdded: {
    text: `a memory limit cannot be added before Kubernetes ${endedIn('memoryLimitsNotLowered')}, unless resizePolicy of memory is RestartContainer.`,
    fix: 'Remove the memory limit{{orRecreate}}',
  },
  ...containerObstacleMessages,
} as const;
type Found = FindingOf<typeof messages>;

export const resizeCpuMemoryOnly = defineUpdateRule({
  id: 'resize-cpu-memory-only',
  title: 'A resize may change or add only requests and limits of cpu and memory',
  why: 'The kubelet can change cpu and memory of a running container in place. To change other resources, delete and recreate the Pod.',
  mirrors: ['ValidatePodResize'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['resize'] },
  messages,
  *check({ before, after, facts }) {
    if (facts.InPlacePodLevelResourcesVerticalScaling) {
      yield* podLevelChanges(get(before, 'spec', 'resources'), get(after, 'spec', 'resources'));
    }
    const [old, sent] = [objectAt(before, 'spec'), objectAt(after, 'spec')];
    const misplaced = [...misplacedContainers(old, sent)];
    yield* misplaced;
    if (misplaced.length > 0) return;
    const isUndone = undoneChanges(old, after, sent, facts);
    for (const list of initialLists) {
      const containers = listAt(sent, list);
      for (const [i, container] of listAt(old, list).entries()) {
        yield* resized(container, containers[i] ?? null, specPath.child(list).index(i), facts, isUndone);
      }
    }
  },
});

function* misplacedContainers(before: Json, after: Json): Generator<Found> {
  for (const list of initialLists) {
    const [old, sent] = [listAt(before, list), listAt(after, list)];
    if (old.length !== sent.length) {
      const names = old.map((container) => quoted(containerName(container)));
      const shown = { noun: listNouns[list], names: listText(names, 'and') };
      const change = { from: old, to: sent };
      if (old.length === 0) yield forbidden(specPath.child(list), 'firstInit', change);
      else yield forbidden(specPath.child(list), 'containers', { ...change, shown });
      continue;
    }
    for (const [i, container] of old.entries()) {
      const [from, to] = [containerName(container), containerName(sent[i])];
      if (from !== to)
        yield forbidden(specPath.child(list).index(i).child('name'), 'renamed', {
          from,
          to,
          shown: { noun: listNouns[list] },
        });
    }
  }
}

const shape = shapeOf('Container');
const resources = below(shape, 'resources');

function* resized(
  before: Json,
  after: Json,
  path: FieldPath,
  facts: ServerFacts,
  isUndone: IsIgnored,
): Generator<Found> {
  const changed = [...differences(before, after, path, shape, isUndone)];
  const obstacles = [...containerObstacles(before, after, path, facts)];
  if (obstacles.includes('init')) {
    for (const { path: at, from = null, to = null } of changed) yield forbidden(at, 'init', { from, to });
    return;
  }
  yield* containerResources(before, after, path.child('resources'), facts, isUndone);
  if (facts.memoryLimitsNotLowered)
    yield* memoryFindings(before, after, path.child('resources', 'limits').key('memory'));
  const policies = differences(
    get(before, 'resizePolicy'),
    get(after, 'resizePolicy'),
    path.child('resizePolicy'),
    below(shape, 'resizePolicy'),
  );
  if (!facts.resizesByName) for (const difference of policies) yield other(difference);
  if (obstacles.includes('claims')) yield forbidden(path.child('resources', 'claims'), 'claims');
  if (obstacles.includes('initRestart') && changed.length > 0)
    yield forbidden(path.child('resizePolicy'), 'initRestart');
}

function* containerResources(
  before: Json,
  after: Json,
  path: FieldPath,
  facts: ServerFacts,
  isUndone: IsIgnored,
): Generator<Found> {
  const isFree = (list: string): boolean =>
    facts.firstResourcesFree && isEmpty(get(before, 'resources', list), below(resources, list));
  const free = new Set(amountLists.filter(isFree));
  for (const finding of resourceChanges(get(before, 'resources'), get(after, 'resources'), path, resources, isUndone)) {
    if (!free.has(String(finding.path.parent.last))) yield finding;
  }
}

/** Without a limit, a container may use all memory of the node. So adding a limit is a decrease. */
function* memoryFindings(before: Json, after: Json, path: FieldPath): Generator<Found> {
  const policy = listAt(after, 'resizePolicy').find((entry) => get(entry, 'resourceName') === 'memory');
  if (get(policy, 'restartPolicy') === 'RestartContainer') return;
  const [from, to] = [before, after].map((container) => get(container, 'resources', 'limits', 'memory'));
  if (!isSet(to)) return;
  if (!isSet(from)) yield forbidden(path, 'memoryAdded', { to });
  else if ((parseQuantity(to) ?? 0n) < (parseQuantity(from) ?? 0n))
    yield forbidden(path, 'memoryDecreased', { from, to });
}

/** A resize may add requests and limits of the whole Pod, but not an empty `resources`. */
function* podLevelChanges(before: Json | undefined, after: Json | undefined): Generator<Found> {
  const path = specPath.child('resources');
  const shape = shapeOf('PodSpec', 'resources');
  const says = amountLists.some((list) => !isEmpty(get(after, list), below(shape, list)));
  yield* !isSet(before) && says ? resourceChanges({}, after, path, shape) : resourceChanges(before, after, path, shape);
}

function* resourceChanges(
  before: Json | undefined,
  after: Json | undefined,
  path: FieldPath,
  shape: Shape,
  isUndone?: IsIgnored,
): Generator<Found> {
  for (const difference of differences(before, after, path, shape, isUndone)) {
    const { path: at, from = null, to = null } = difference;
    const isOfAmounts = amountLists.includes(String(at.parent.last));
    const mayChange = isOfAmounts && isCpuOrMemory(String(at.last));
    if (isOfAmounts && !isSet(to)) yield forbidden(at, mayChange ? 'removed' : 'otherRemoved', { from, to });
    else if (isOfAmounts && !mayChange) yield forbidden(at, isSet(from) ? 'otherAmount' : 'otherAdded', { from, to });
    else if (!mayChange) yield other(difference);
  }
}

const other = ({ path, from = null, to = null }: Difference) => forbidden(path, 'other', { from, to });
