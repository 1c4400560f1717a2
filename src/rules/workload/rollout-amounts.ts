/** The findings about one `maxSurge` or `maxUnavailable`. */
import { isSet, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { intOrPercentProblem, isOver100Percent } from '../../kubernetes/int-or-percent.ts';
import { invalid, type FindingOf } from '../finding.ts';

export const amountMessages = {
  negative: { text: 'must be 0 or more.', fix: 'Use a number of Pods, or a percentage such as "25%".' },
  quoted: {
    text: 'must be a number of Pods or a whole percentage.',
    fix: 'For a number of Pods, write {{number}} without quotes. For a percentage, write "{{number}}%".',
  },
  text: {
    text: 'must be a number of Pods or a whole percentage.',
    fix: 'Use a number without quotes, such as 1, or a percentage such as "25%".',
  },
  over: { text: 'must be no more than "100%".', fix: 'Set {{field}} to "100%" or less.' },
} as const;

/** Below the maximum of the field, 2147483647, and not 0, which is often invalid too. */
const quotedNumber = /^0*[1-9][0-9]{0,8}$/;

export function* amountFindings(value: Json | undefined, path: FieldPath): Generator<FindingOf<typeof amountMessages>> {
  if (!isSet(value)) return;
  const problem = intOrPercentProblem(value);
  if (problem === 'negative') yield invalid(path, 'negative', { to: value });
  else if (problem === undefined) return;
  else if (typeof value === 'string' && quotedNumber.test(value))
    yield invalid(path, 'quoted', { to: value, shown: { number: Number(value) } });
  else yield invalid(path, 'text', { to: value });
}

/** Only some of these fields have this limit. */
export function* percentFindings(
  value: Json | undefined,
  path: FieldPath,
): Generator<FindingOf<typeof amountMessages>> {
  if (isSet(value) && isOver100Percent(value)) yield invalid(path, 'over', { to: value });
}
