import { storedWith } from '../../change/stored-with.ts';
import { isInit, type Container } from '../../kubernetes/pod/containers.ts';
import { field, isOneOf, listAt, type Json } from '../../json/json.ts';
import { cpuAndMemory } from '../../kubernetes/resource-names.ts';
import type { FieldPath } from '../../json/path.ts';
import { duplicate, invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { changedIn } from '../../kubernetes/versions.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  missing: {
    text: 'an entry of resizePolicy must have a resourceName.',
    fix: 'Set resourceName to cpu or memory.',
  },
  policyMissing: {
    text: 'an entry of resizePolicy must have a restartPolicy.',
    fix: 'Set restartPolicy to NotRequired or RestartContainer.',
  },
  resource: {},
  taken: {
    text: 'resizePolicy of {{container}} may have one entry for each resource.',
    fix: 'Remove one of the two entries.',
  },
  policy: {},
  never: {
    text: 'must be NotRequired when the restartPolicy of the Pod is Never.',
    fix: 'Set restartPolicy to NotRequired.',
  },
  notForInit: {
    text: `resizePolicy is not allowed in init containers before Kubernetes ${changedIn('initResizePolicyRefused')}.`,
    fix: 'Remove resizePolicy from {{container}}.',
  },
  init: {
    text: 'must be NotRequired for an init container that is not a sidecar container.',
    fix: 'Set restartPolicy to NotRequired.',
  },
} as const;
type Found = FindingOf<typeof messages>;

const policies: readonly string[] = ['NotRequired', 'RestartContainer'];

/** kube-apiserver omits the index from most of these paths. */
export const resizePolicyValid = definePodRule({
  id: 'resize-policy-valid',
  title: 'resizePolicy must have at most one entry each for cpu and memory, with a supported restartPolicy',
  why: 'resizePolicy decides whether a container is restarted when its cpu or memory is resized. A container that never restarts cannot use RestartContainer.',
  mirrors: ['validateResizePolicy', 'validateInitContainers'],
  appliesTo: podsAndTemplates,
  reads: ['restartPolicy', 'containers.resizePolicy', 'containers.restartPolicy'],
  needs: ['containers.resizePolicy'],
  messages,
  *check(pod) {
    const { spec, specPath, change, changedContainers } = pod;
    const never = spec['restartPolicy'] === 'Never' ? specPath.child('restartPolicy') : undefined;
    const { InPlacePodVerticalScaling, initRestartOnResizeRefused } = change.facts;
    if (!InPlacePodVerticalScaling) return;
    for (const container of changedContainers) {
      if (listAt(container.value, 'resizePolicy').length === 0) continue;
      yield* policyFindings(container, never);
      if (change.facts.initResizePolicyRefused && isInit(container))
        yield invalid(container.path.child('resizePolicy'), 'notForInit', { to: container.value['resizePolicy']! });
      if (initRestartOnResizeRefused && container.kind === 'init' && !hadRestartingInit(pod)) {
        yield* initFindings(container);
      }
    }
  },
});

/** `never` is the path of restartPolicy, if its value is Never. */
function* policyFindings({ value, path }: Container, never: FieldPath | undefined): Generator<Found> {
  const taken = new Map<Json, FieldPath>();
  for (const [i, entry] of listAt(value, 'resizePolicy').entries()) {
    const at = path.child('resizePolicy').index(i);
    const resource = field(entry, 'resourceName') ?? '';
    const policy = field(entry, 'restartPolicy') ?? '';
    const other = taken.get(resource);
    if (other === undefined) taken.set(resource, at);
    else yield duplicate(at, 'taken', { to: resource, beside: other });
    if (resource === '') yield required(at.child('resourceName'), 'missing');
    else if (!isOneOf(resource, cpuAndMemory)) {
      yield notSupported(at.child('resourceName'), 'resource', resource, cpuAndMemory);
    }
    if (policy === '') yield required(at.child('restartPolicy'), 'policyMissing');
    else if (!isOneOf(policy, policies)) {
      yield notSupported(at.child('restartPolicy'), 'policy', policy, policies);
    } else if (never !== undefined && policy !== 'NotRequired') {
      yield invalid(at.child('restartPolicy'), 'never', { to: policy, beside: never });
    }
  }
}

function* initFindings({ value, path }: Container): Generator<Found> {
  for (const [i, entry] of listAt(value, 'resizePolicy').entries()) {
    if (!isRestart(entry)) continue;
    yield invalid(path.child('resizePolicy').index(i).child('restartPolicy'), 'init', { to: 'RestartContainer' });
  }
}

const isRestart = (entry: Json): boolean => field(entry, 'restartPolicy') === 'RestartContainer';

/** If the stored Pod has such an init container, kube-apiserver accepts others. */
const hadRestartingInit = storedWith(({ containers }) =>
  containers.some(({ kind, value }) => kind === 'init' && listAt(value, 'resizePolicy').some(isRestart)),
);
