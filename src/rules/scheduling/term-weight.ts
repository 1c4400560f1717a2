/** Findings about the weight of a preferred term, of node affinity and of Pod affinity. */
import type { Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { invalid, required, type FindingOf } from '../finding.ts';

const max = 100;

export const weightMessages = {
  weight: {
    text: 'must be between 1 and 100.',
    fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
  },
  weightMissing: {
    text: 'a preferred term must have a weight from 1 to 100.',
    fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
  },
} as const;

/** An absent weight is 0. */
export function* weightFindings(
  weight: Json,
  path: FieldPath,
): Generator<FindingOf<typeof weightMessages>, void, void> {
  if (weight === 0) yield required(path, 'weightMissing');
  else if (typeof weight !== 'number' || weight < 1 || weight > max) yield invalid(path, 'weight', { to: weight });
}
