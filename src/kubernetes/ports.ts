import type { Json } from '../json/json.ts';

/** Source: IsValidPortNum in k8s.io/apimachinery pkg/util/validation. */
export const isPortNumber = (value: Json | undefined): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
