/**
 * The defaults of spec.resources that kube-apiserver sets since 1.37, after the mutating webhooks. Source: DefaultPodLevelResources in
 * pkg/api/pod/util.go.
 */
import { containersOf } from '../pod/containers.ts';
import { isSet, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { FieldPath } from '../../json/path.ts';
import { parseQuantity, quantityText } from '../quantity.ts';
import { isCpuOrMemory, isHugePages, isPodLevel } from '../resource-names.ts';
import { totalResources } from '../pod/total-resources.ts';

type Mutable = Map<string, Json | undefined>;

export function withPodLevelDefaults(spec: JsonObject): JsonObject {
  const limits: Mutable = new Map(Object.entries(objectAt(spec, 'resources', 'limits')));
  const requests: Mutable = new Map(Object.entries(objectAt(spec, 'resources', 'requests')));
  if (limits.size + requests.size === 0) return spec;
  const containerLimits = totalResources(spec, 'limits');
  for (const [name, total] of containerLimits) {
    if (isHugePages(name) && requests.get(name) === undefined) fill(limits, name, text(name, total));
  }
  for (const [name, total] of totalResources(spec, 'requests')) {
    if (isCpuOrMemory(name)) fill(requests, name, text(name, total));
  }
  for (const [name, limit] of limits) if (isPodLevel(name)) fill(requests, name, limit);
  const isLimitedInAll = limitedInAll(spec);
  for (const [name, request] of requests) {
    const total = containerLimits.get(name);
    if (limits.get(name) !== undefined || total === undefined || !isPodLevel(name) || !isLimitedInAll(name)) continue;
    limits.set(name, (parseQuantity(request) ?? 0n) > total ? request : text(name, total));
  }
  return {
    ...spec,
    resources: { ...objectAt(spec, 'resources'), ...filled('limits', limits), ...filled('requests', requests) },
  };
}

/** Whether every container has a limit for a resource. Ephemeral containers count too, although they cannot have limits. */
function limitedInAll(spec: JsonObject): (name: string) => boolean {
  let containers = 0;
  const limiting = new Map<string, number>();
  for (const { value } of containersOf(spec, FieldPath.root)) {
    containers++;
    for (const name of Object.keys(objectAt(value, 'resources', 'limits')))
      limiting.set(name, (limiting.get(name) ?? 0) + 1);
  }
  return (name) => (limiting.get(name) ?? 0) === containers;
}

function fill(amounts: Mutable, name: string, amount: Json | undefined): void {
  if (!isSet(amounts.get(name))) amounts.set(name, amount);
}

const filled = (list: string, amounts: Mutable): JsonObject =>
  amounts.size === 0 ? {} : { [list]: Object.fromEntries(amounts) };

/** The amounts of containers are already rounded to thousandths. Amounts in bytes have binary units. */
const text = (name: string, amount: bigint): string => quantityText(amount, name === 'cpu' ? 'm' : 'Ki');
