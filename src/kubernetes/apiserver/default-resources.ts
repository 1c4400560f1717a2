/** Amounts of resources, as kube-apiserver stores them. Source: SetDefaults_ResourceList in pkg/apis/core/v1/defaults.go. */
import type { JsonObject } from '../../json/json.ts';
import { withObject } from '../../json/edit.ts';
import { milli, parseQuantity } from '../quantity.ts';

/** The requests and limits of a container, a Pod or a volume claim. */
export const roundedResources = (resources: JsonObject): JsonObject =>
  withObject(withObject(resources, 'limits', roundedAmounts), 'requests', roundedAmounts);

/** Amounts are rounded up to thousandths, away from zero: `100u` becomes `1m`. */
export function roundedAmounts(amounts: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => {
      const value = parseQuantity(amount);
      if (value === undefined || value % milli === 0n) return [name, amount];
      return [name, `${value / milli + (value > 0n ? 1n : -1n)}m`];
    }),
  );
}
