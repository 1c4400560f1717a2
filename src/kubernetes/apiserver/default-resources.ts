/** Amounts of resources, as kube-apiserver stores them. Source: SetDefaults_ResourceList in pkg/apis/core/v1/defaults.go. */
import type { JsonObject } from '../../json/json.ts';
import { withObject } from '../../json/edit.ts';
import { parseQuantity } from '../quantity.ts';

export const resources = (value: JsonObject): JsonObject =>
  withObject(withObject(value, 'limits', roundedUp), 'requests', roundedUp);

/** One thousandth in the units of parseQuantity. */
const milli = 1_000_000n;

/** Amounts are rounded up to thousandths: `100u` becomes `1m`. */
export function roundedUp(amounts: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => {
      const value = parseQuantity(amount);
      if (value === undefined || value % milli === 0n) return [name, amount];
      return [name, `${value / milli + (value > 0n ? 1n : -1n)}m`];
    }),
  );
}
