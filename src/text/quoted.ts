/** Names and texts of an object inside the words of a finding, which are never longer than a reader reads, however many there are. */
import { truncate } from './line.ts';

/** No valid name of Kubernetes is longer: a DNS subdomain. */
const maxText = 253;
/** What a reader looks through. */
const maxNamed = 5;
/** All of a list together: with the count behind it, it fits what is shown of one value. */
const maxList = 100;

/** The text, or its beginning where it is longer than any name. */
export const cut = (text: string): string => truncate(text, maxText);

export const quoted = (text: string): string => JSON.stringify(cut(text));

/** `a, b, c, d, e and 7 more`: those that there is room for, and at least one. The conjunction stands before the last. */
export function firstOf(texts: Iterable<string>, conjunction?: 'and' | 'or'): string {
  const named: string[] = [];
  let room = maxList;
  let more = 0;
  for (const text of texts) {
    const name = truncate(text, maxList);
    room -= name.length + ', '.length;
    if (named.length === 0 || (more === 0 && named.length < maxNamed && room >= 0)) named.push(name);
    else more++;
  }
  if (more > 0) return `${named.join(', ')} ${conjunction === 'or' ? 'or one of' : 'and'} ${more} more`;
  if (conjunction === undefined || named.length < 2) return named.join(', ');
  return `${named.slice(0, -1).join(', ')} ${conjunction} ${named.at(-1)}`;
}
