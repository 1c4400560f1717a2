import { nearQuantities } from '../../kubernetes/quantity.ts';

/** `Did you mean "100M" or "100Mi"?`, or an empty string if no quantity is similar. */
export function quantityHint(written: unknown): string {
  const near = nearQuantities(written).map((quantity) => JSON.stringify(quantity));
  return near.length === 0 ? '' : `Did you mean ${near.join(' or ')}?`;
}
