/** Findings about a value that must be a string. In a file, `field-types` reports it. In a cluster, kube-apiserver can decode only strings. */
import { isList, isObject, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { invalid, type FindingOf } from '../finding.ts';

export const stringMessages = {
  notString: { text: 'must be a string, but is {{actual}}.', fix: '{{quote}}' },
} as const;

export const notString = (path: FieldPath, to: Json): FindingOf<typeof stringMessages> =>
  invalid(path, 'notString', { to, shown: { actual: typeText(to), quote: howToQuote(to) } });

const howToQuote = (value: Json): string =>
  isList(value) || isObject(value) ? 'Write the value as one string in quotes.' : 'Put the value in quotes.';

/** What the value is, for a sentence: `a list`. */
export function typeText(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
  if (typeof value === 'string' || typeof value === 'boolean') return `a ${typeof value}`;
  return isList(value) ? 'a list' : 'an object';
}
