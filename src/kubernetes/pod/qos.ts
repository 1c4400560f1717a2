/** The quality of service class of a Pod. Source: pkg/apis/core/v1/helper/qos/qos.go. */
import { containersOf, initialLists } from './containers.ts';
import { isSet, objectAt, stringAt, type JsonObject } from '../../json/json.ts';
import { specPath } from '../kinds.ts';
import { parseQuantity } from '../quantity.ts';
import { amountLists, cpuAndMemory } from '../resource-names.ts';
import type { ServerFacts } from '../versions.ts';

type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';
type QosFacts = Pick<ServerFacts, 'PodLevelResourcesFixKubeletQOSClass'>;

/** The class in the status, or the class that follows from the spec if the status has none. */
export function qosClassOf(pod: JsonObject, facts: QosFacts): string {
  const known = stringAt(pod, 'status', 'qosClass') ?? '';
  return known === '' ? computeQosClass(objectAt(pod, 'spec'), facts) : known;
}

/** Without the feature gate, pod-level resources without requests and limits count, too, instead of those of the containers. */
export function computeQosClass(spec: JsonObject, facts: QosFacts): QosClass {
  const podLevel = isSet(spec['resources']) && (!facts.PodLevelResourcesFixKubeletQOSClass || hasPodLevel(spec));
  const resources = podLevel
    ? [objectAt(spec, 'resources')]
    : [...containersOf(spec, specPath, initialLists)].map(({ value }) => objectAt(value, 'resources'));
  const requests = total(resources, 'requests');
  const limits = total(resources, 'limits');
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const areEqual = [...limits].every(([name, amount]) => requests.get(name) === amount);
  return resources.every(limitsBoth) && areEqual ? 'Guaranteed' : 'Burstable';
}

/** Whether the Pod as a whole has requests or limits. */
export const hasPodLevel = (spec: JsonObject): boolean =>
  amountLists.some((list) => Object.keys(objectAt(spec, 'resources', list)).length > 0);

function total(resources: readonly JsonObject[], list: 'requests' | 'limits'): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const item of resources) {
    for (const name of cpuAndMemory) {
      const amount = parseQuantity(objectAt(item, list)[name]) ?? 0n;
      if (amount > 0n) sums.set(name, (sums.get(name) ?? 0n) + amount);
    }
  }
  return sums;
}

const limitsBoth = (resources: JsonObject): boolean =>
  cpuAndMemory.every((name) => (parseQuantity(objectAt(resources, 'limits')[name]) ?? 0n) > 0n);
