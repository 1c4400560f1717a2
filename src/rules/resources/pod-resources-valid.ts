import { field, get, isObject, isSet, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { isHugePages, mayBeOvercommitted } from '../../kubernetes/resource-names.ts';
import { totalResources } from '../../kubernetes/pod/total-resources.ts';
import { resourceFindings, resourceMessages } from './amounts.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid, remove, say, type FindingOf } from '../finding.ts';
import type { PodView } from '../../change/change.ts';

const messages = {
  ...resourceMessages,
  windows: 'a Pod for Windows nodes has none of its own',
  claims: 'claims are the containers’ own',
  belowContainers: 'the containers request more together',
  pagesBelowContainers: 'the limits of the containers are more together',
  aboveLimit: 'the containers request more together than the Pod’s limit',
  container: 'a container’s limit cannot be above the Pod’s, {{limit}}',
} as const;
type Found = Generator<FindingOf<typeof messages>>;

/** For a container's limit kube-apiserver names a field of the Pod's resources that does not exist. */
export const podResourcesValid = definePodRule({
  id: 'pod-resources-valid',
  title: 'The resources of the Pod cover those of its containers',
  why: 'Containers share what the Pod has as a whole (KEP-2837), so no container and no sum of them can exceed it.',
  mirrors: 'validatePodResources',
  appliesTo: podsAndTemplates,
  reads: ['containers', 'initContainers', 'os', 'resources', 'containers.resources', 'containers.restartPolicy'],
  messages,
  *check(pod) {
    const resources = pod.spec['resources'];
    if (!isObject(resources)) return;
    const path = pod.specPath.child('resources');
    if (get(pod.spec, 'os', 'name') === 'windows') {
      yield forbidden(path, 'windows', { fix: remove });
      return;
    }
    if (isSet(resources['claims'])) yield forbidden(path.child('claims'), 'claims', { fix: remove });
    yield* resourceFindings(resources, path, pod.change, podResourceNameError);
    yield* totalFindings(resources, pod);
    yield* containerFindings(objectAt(resources, 'limits'), pod);
  },
});

const podResourceNameError = (name: string): string | undefined =>
  qualifiedNameError(name) ??
  (name === 'cpu' || name === 'memory' || isHugePages(name)
    ? undefined
    : 'a Pod as a whole has cpu, memory and huge pages');

function* totalFindings(resources: JsonObject, { kind, spec, specPath }: PodView): Found {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  const path = specPath.child('resources', 'requests');
  for (const [name, total] of totalResources(spec, 'requests')) {
    const to = field(requests, name) ?? null;
    if (Object.hasOwn(requests, name)) {
      if (total > amount(to))
        yield invalid(path.key(name), 'belowContainers', { to, fix: say('raise it to their sum') });
    } else if (
      kind === 'Pod' &&
      podResourceNameError(name) === undefined &&
      mayBeOvercommitted(name) &&
      Object.hasOwn(limits, name) &&
      total > amount(field(limits, name) ?? null)
    ) {
      // Left out, it becomes the sum of theirs (defaultPodRequests), in 1.37 only after the webhooks.
      yield invalid(path, 'aboveLimit', { fix: say('raise the limit of the Pod') });
    }
  }
  const limited = totalResources(spec, 'limits');
  for (const name of Object.keys(limits)) {
    if (!isHugePages(name)) continue;
    const total = limited.get(name) ?? 0n;
    const to = field(limits, name) ?? null;
    if (total <= amount(to)) continue;
    yield invalid(specPath.child('resources', 'limits').key(name), 'pagesBelowContainers', {
      to,
      fix: say('raise it to their sum'),
    });
  }
}

/** Init containers may have higher limits. */
function* containerFindings(limits: JsonObject, { containers }: PodView): Found {
  for (const { kind, value, path } of containers) {
    if (kind !== 'container') continue;
    const own = objectAt(value, 'resources', 'limits');
    for (const name of Object.keys(own)) {
      const to = field(own, name) ?? null;
      const limit = field(limits, name) ?? null;
      // What is a quantity is text or a number.
      const most = parseQuantity(limit);
      if (most === undefined || amount(to) <= most) continue;
      yield invalid(path.child('resources', 'limits').key(name), 'container', {
        data: { limit: limit as string | number },
        to,
        fix: say('lower it, or raise the limit of the Pod'),
      });
    }
  }
}

const amount = (value: Json): bigint => parseQuantity(value) ?? 0n;
