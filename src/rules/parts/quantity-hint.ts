import { nearQuantities } from '../../kubernetes/quantity.ts';

/** `Did you mean "100M" or "100Mi"?`, or nothing where no quantity is near to what was written. */
export function quantityHint(written: unknown): string {
  const near = nearQuantities(written).map((quantity) => JSON.stringify(quantity));
  return near.length === 0 ? '' : `Did you mean ${near.join(' or ')}?`;
}
