/**
 * What the containers of a Pod need together. Source: AggregateContainerRequests and AggregateContainerLimits in
 * k8s.io/component-helpers resource/helpers.go.
 */
import { containersOf } from './containers.ts';
import { objectAt, type JsonObject } from './json.ts';
import { FieldPath } from './path.ts';
import { parseQuantity } from './quantity.ts';

export type Amounts = Map<string, bigint>;

/**
 * Regular containers and sidecars run side by side, so theirs are added up. An init container runs beside the sidecars that
 * come before it, and before all regular containers: of these the most counts.
 */
export function totalResources(spec: JsonObject, list: 'requests' | 'limits'): Amounts {
  const total: Amounts = new Map();
  const sidecars: Amounts = new Map();
  const starting: Amounts = new Map();
  for (const { kind, value } of containersOf(spec, FieldPath.root, ['containers', 'initContainers'])) {
    const own = amountsOf(objectAt(value, 'resources', list));
    if (kind !== 'init') add(total, own);
    if (kind === 'sidecar') add(sidecars, own);
    if (kind === 'init') {
      const beside = new Map(sidecars);
      add(beside, own);
      raise(starting, beside);
    }
  }
  raise(total, starting);
  return total;
}

function amountsOf(resources: JsonObject): Amounts {
  return new Map(Object.keys(resources).map((name) => [name, parseQuantity(resources[name]) ?? 0n]));
}

function add(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) to.set(name, (to.get(name) ?? 0n) + amount);
}

function raise(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) {
    if (amount > (to.get(name) ?? amount - 1n)) to.set(name, amount);
  }
}
