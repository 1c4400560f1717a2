import type { PodView } from '../../change/change.ts';
import { field, get, isObject, isSet, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { totalResources } from '../../kubernetes/pod/total-resources.ts';
import { parseQuantity, quantityText } from '../../kubernetes/quantity.ts';
import { isHugePages, mayBeOvercommitted, podResources } from '../../kubernetes/resource-names.ts';
import { forbidden, invalid, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { aboveAdvice, asWritten, podMessages, resourceFindings } from './amounts.ts';

const belowContainers = 'must be at least {{total}}, the {{resource}} that the containers request together.';

const messages = {
  ...podMessages,
  windows: {
    text: 'pod-level resources are not supported for Pods with os.name windows.',
    fix: 'Remove resources from the Pod spec, and set the resources of each container.',
  },
  claims: {
    text: 'claims are not allowed in pod-level resources.',
    fix: 'Move claims to the resources of the containers that use them.',
  },
  belowContainers: {
    text: belowContainers,
    fix: 'Set the pod-level {{resource}} request to {{total}} or more, or remove it.',
  },
  belowContainersOnUpdate: {
    text: belowContainers,
    fix: 'Set the pod-level {{resource}} request to {{total}} or more, or lower the requests of the containers.',
  },
  pagesBelowContainers: {
    text: 'must be at least {{total}}, the sum of the {{resource}} limits of the containers.',
    fix: 'Set the pod-level {{resource}} limit to {{total}} or more, or lower the limits of the containers.',
  },
  aboveLimit: {
    text: 'the {{resource}} that the containers request together, {{total}}, must be no more than the pod-level limit, {{limit}}.',
    fix: 'Raise the pod-level {{resource}} limit to {{total}} or more, or lower the requests of the containers.',
  },
  container: {
    text: 'the {{resource}} limit of {{container}} must be no more than the pod-level limit, {{limit}}.',
    fix: '{{advice}}',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** For the limit of a container, kube-apiserver reports a field of the pod-level resources that does not exist. */
export const podResourcesValid = definePodRule({
  id: 'pod-resources-valid',
  title:
    'Pod-level requests must be at least the sum of the container requests, and a container limit must not exceed the pod-level limit',
  why: 'All containers of the Pod share its pod-level resources.',
  mirrors: ['validatePodResources'],
  appliesTo: podsAndTemplates,
  reads: ['containers', 'initContainers', 'os', 'resources', 'containers.resources', 'containers.restartPolicy'],
  needs: ['resources'],
  messages,
  *check(pod) {
    const resources = pod.spec['resources'];
    if (!isObject(resources) || !pod.change.facts.PodLevelResources) return;
    const path = pod.specPath.child('resources');
    const { facts } = pod.change;
    if (facts.podResourcesNotForWindows && get(pod.spec, 'os', 'name') === 'windows') {
      yield forbidden(path, 'windows', { beside: pod.specPath.child('os', 'name') });
      return;
    }
    if (isSet(resources['claims'])) yield forbidden(path.child('claims'), 'claims');
    yield* resourceFindings(resources, path, podResources, pod);
    yield* requestFindings(resources, pod);
    if (facts.podPageTotals) yield* pageFindings(objectAt(resources, 'limits'), pod);
    yield* containerFindings(objectAt(resources, 'limits'), pod);
  },
});

function* requestFindings(resources: JsonObject, { kind, spec, specPath, before, change }: PodView): Generator<Found> {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  const path = specPath.child('resources', 'requests');
  // A resize of a stored Pod cannot remove a request.
  const tooLow = kind === 'Pod' && before !== undefined ? 'belowContainersOnUpdate' : 'belowContainers';
  for (const [resource, sum] of totalResources(spec, 'requests')) {
    const to = field(requests, resource) ?? null;
    const limit = field(limits, resource) ?? null;
    if (Object.hasOwn(requests, resource)) {
      if (sum <= amount(to)) continue;
      yield invalid(path.key(resource), tooLow, { to, shown: { resource, total: quantityText(sum, to) } });
    } else if (!change.facts.podRequestsMayBeAbsent) {
      if (sum > 0n) yield invalid(path.key(resource), tooLow, { shown: { resource, total: quantityText(sum, limit) } });
    } else if (
      kind === 'Pod' &&
      podResources.errorOf(resource) === undefined &&
      mayBeOvercommitted(resource) &&
      Object.hasOwn(limits, resource) &&
      sum > amount(limit)
    ) {
      // kube-apiserver sets an absent request to the sum of the containers (defaultPodRequests), in 1.37 only after the webhooks.
      yield invalid(path, 'aboveLimit', {
        shown: { resource, total: quantityText(sum, limit), limit: asWritten(limit) },
        beside: specPath.child('resources', 'limits').key(resource),
      });
    }
  }
}

function* pageFindings(limits: JsonObject, { spec, specPath }: PodView): Generator<Found> {
  const sums = totalResources(spec, 'limits');
  for (const resource of Object.keys(limits)) {
    if (!isHugePages(resource)) continue;
    const sum = sums.get(resource) ?? 0n;
    const to = field(limits, resource) ?? null;
    if (sum <= amount(to)) continue;
    yield invalid(specPath.child('resources', 'limits').key(resource), 'pagesBelowContainers', {
      to,
      shown: { resource, total: quantityText(sum, to) },
    });
  }
}

/** Init containers may have higher limits. */
function* containerFindings(limits: JsonObject, { containers, specPath }: PodView): Generator<Found> {
  for (const { kind, value, path } of containers) {
    if (kind !== 'container') continue;
    const own = objectAt(value, 'resources', 'limits');
    for (const resource of Object.keys(own)) {
      const to = field(own, resource) ?? null;
      const limit = field(limits, resource) ?? null;
      const most = parseQuantity(limit);
      if (most === undefined || amount(to) <= most) continue;
      yield invalid(path.child('resources', 'limits').key(resource), 'container', {
        data: { limit: asWritten(limit) },
        to,
        shown: {
          resource,
          advice: () => aboveAdvice(resource, [to, 'the container limit'], [limit, 'the pod-level limit']),
        },
        beside: specPath.child('resources', 'limits').key(resource),
      });
    }
  }
}

const amount = (value: Json): bigint => parseQuantity(value) ?? 0n;
