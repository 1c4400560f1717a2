import { nearQuantities } from '../../kubernetes/quantity.ts';
import { didYouMean } from '../../text/hint.ts';

/** `Did you mean "100M" or "100Mi"?`, or an empty string if no quantity is similar. */
export const quantityHint = (written: unknown): string => didYouMean(nearQuantities(written));
