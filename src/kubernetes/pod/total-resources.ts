/**
 * What the containers of a Pod need together. Source: AggregateContainerRequests and AggregateContainerLimits in
 * k8s.io/component-helpers resource/helpers.go.
 */
import { containersOf, initialLists } from './containers.ts';
import { field, objectAt, type JsonObject } from '../../json/json.ts';
import { FieldPath } from '../../json/path.ts';
import { parseQuantity, sumOf } from '../quantity.ts';

type Amounts = Map<string, bigint>;

/** The amount of a resource that the sidecar containers so far need, and the number of init containers beside them that have been counted. */
interface Beside {
  readonly amount: bigint;
  readonly seen: number;
}

/**
 * Containers and sidecar containers run at the same time, so their amounts are added up. An init container runs beside the sidecar
 * containers that come before it and before all containers, so the largest of those amounts counts.
 */
export function totalResources(spec: JsonObject, list: 'requests' | 'limits'): Amounts {
  const total: Amounts = new Map();
  const starting: Amounts = new Map();
  const sidecars = new Map<string, Beside>();
  let seen = 0;
  for (const { kind, value } of containersOf(spec, FieldPath.root, initialLists)) {
    const resources = objectAt(value, 'resources', list);
    for (const name of Object.keys(resources)) {
      const own = parseQuantity(field(resources, name)) ?? 0n;
      if (kind !== 'init') total.set(name, sumOf(total.get(name) ?? 0n, own));
      if (kind === 'container') continue;
      // Init containers after that point that do not name the resource run beside the sidecar containers alone.
      const before = sidecars.get(name);
      if (before !== undefined && before.seen < seen) raise(starting, name, before.amount);
      const amount = sumOf(before?.amount ?? 0n, own);
      if (kind === 'sidecar') sidecars.set(name, { amount, seen });
      else {
        raise(starting, name, amount);
        if (before !== undefined) sidecars.set(name, { amount: before.amount, seen: seen + 1 });
      }
    }
    if (kind === 'init') seen++;
  }
  for (const [name, beside] of sidecars) if (beside.seen < seen) raise(starting, name, beside.amount);
  for (const [name, amount] of starting) raise(total, name, amount);
  return total;
}

function raise(to: Amounts, name: string, amount: bigint): void {
  const current = to.get(name);
  if (current === undefined || amount > current) to.set(name, amount);
}
