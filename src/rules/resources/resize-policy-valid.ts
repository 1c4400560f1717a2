import { containersOf, type Container } from '../../kubernetes/pod/containers.ts';
import { field, isSet, listAt, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { kindFacts } from '../../kubernetes/kinds.ts';
import { FieldPath } from '../../json/path.ts';
import { oncePer } from '../../change/once.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, invalid, notSupported, required, say, set, type FindingOf } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

const messages = {
  missing: 'must not be empty',
  resource: 'only cpu and memory can be resized',
  taken: 'there is a policy for this resource already',
  policy: 'is no policy; there are NotRequired and RestartContainer',
  never: 'the containers of a Pod with restartPolicy Never are not restarted',
  init: 'an init container that runs to its end is not restarted',
} as const;
type Found = FindingOf<typeof messages>;

/** kube-apiserver leaves the index out of most of these paths. */
export const resizePolicyValid = definePodRule({
  id: 'resize-policy-valid',
  title: 'resizePolicy says for cpu and memory whether a resize restarts the container',
  why: 'A container that is restarted to be resized must be one that is restarted at all.',
  mirrors: 'validateResizePolicy, validateInitContainers',
  appliesTo: podsAndTemplates,
  reads: ['restartPolicy', 'containers.resizePolicy', 'containers.restartPolicy'],
  messages,
  *check({ spec, change, changedContainers }) {
    const isNever = spec['restartPolicy'] === 'Never';
    const { initRestartOnResizeRefused } = versionFacts(change.minor);
    for (const container of changedContainers) {
      if (listAt(container.value, 'resizePolicy').length === 0) continue;
      yield* policyFindings(container, isNever);
      if (initRestartOnResizeRefused && container.kind === 'init' && !hadSuchInit(change))
        yield* initFindings(container);
    }
  },
});

function* policyFindings({ value, path }: Container, isNever: boolean): Generator<Found> {
  const taken = new Set<Json>();
  for (const [i, entry] of listAt(value, 'resizePolicy').entries()) {
    const at = path.child('resizePolicy').index(i);
    const resource = field(entry, 'resourceName') ?? '';
    const policy = field(entry, 'restartPolicy') ?? '';
    if (taken.has(resource)) yield duplicate(at, 'taken', { to: resource, fix: say('keep one of them') });
    taken.add(resource);
    if (resource === '') yield required(at.child('resourceName'), 'missing', { fix: say('name cpu or memory') });
    else if (resource !== 'cpu' && resource !== 'memory') {
      yield notSupported(at.child('resourceName'), 'resource', { to: resource, fix: say('leave the entry out') });
    }
    if (policy === '') yield required(at.child('restartPolicy'), 'missing', { fix: set('NotRequired') });
    else if (policy !== 'NotRequired' && policy !== 'RestartContainer') {
      yield notSupported(at.child('restartPolicy'), 'policy', { to: policy, fix: set('NotRequired') });
    } else if (isNever && policy !== 'NotRequired') {
      yield invalid(at.child('restartPolicy'), 'never', { to: policy, fix: set('NotRequired') });
    }
  }
}

function* initFindings({ value, path }: Container): Generator<Found> {
  for (const [i, entry] of listAt(value, 'resizePolicy').entries()) {
    if (!isRestart(entry)) continue;
    const at = path.child('resizePolicy').index(i).child('restartPolicy');
    yield invalid(at, 'init', { to: 'RestartContainer', fix: set('NotRequired') });
  }
}

const isRestart = (entry: Json): boolean => field(entry, 'restartPolicy') === 'RestartContainer';

/** A stored object that has one, from before it was refused, may have others. */
const hadSuchInit = oncePer(({ kind, before }: Change): boolean => {
  if (!isSet(before)) return false;
  const spec: JsonObject = objectAt(before, ...kindFacts(kind).podPath.segments().map(String), 'spec');
  for (const container of containersOf(spec, FieldPath.root, ['initContainers'])) {
    if (container.kind === 'init' && listAt(container.value, 'resizePolicy').some(isRestart)) return true;
  }
  return false;
});
