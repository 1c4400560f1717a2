import type { Json } from '../json/json.ts';

/** A time (metav1.Time) as a number, to compare it with others. NaN if the value is not a time. */
export const timeOf = (value: Json): number => (typeof value === 'string' ? Date.parse(value) : NaN);
