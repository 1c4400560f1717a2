/** Numbers of Pods that may also be a percentage, such as `maxSurge`. Source: ValidatePositiveIntOrPercent in pkg/apis/apps/validation. */
import type { Json } from '../json/json.ts';

const percent = /^[0-9]+%$/;
/** What strconv.Atoi reads. */
const integer = /^[+-]?[0-9]+$/;

/** Why the value is neither a number of 0 or more nor a percentage. */
export function intOrPercentProblem(value: Json): 'negative' | 'text' | undefined {
  if (typeof value === 'number') return value < 0 ? 'negative' : undefined;
  return typeof value === 'string' && !percent.test(value) ? 'text' : undefined;
}

/** Whether the value means no Pods at all. kube-apiserver reads a text that is not a number as 0. */
export const meansZero = (value: Json): boolean => numberOf(value) === 0;

export const isOver100Percent = (value: Json): boolean =>
  typeof value === 'string' && percent.test(value) && numberOf(value) > 100;

function numberOf(value: Json): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return 0;
  const digits = percent.test(value) ? value.slice(0, -1) : value;
  return integer.test(digits) ? Number(digits) : 0;
}
