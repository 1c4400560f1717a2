/** Names and texts of an object inside the words of a finding, which are never longer than a reader reads, however many there are. */

/** No valid name of Kubernetes is longer: a DNS subdomain. */
const maxText = 253;
/** What a reader looks through. */
const maxNamed = 5;

/** The text, or its beginning where it is longer than any name. */
export const cut = (text: string): string => (text.length <= maxText ? text : `${text.slice(0, maxText)}…`);

export const quoted = (text: string): string => JSON.stringify(cut(text));

/** `a, b, c, d, e and 7 more`. */
export function firstOf(texts: Iterable<string>): string {
  const named: string[] = [];
  let more = 0;
  for (const text of texts) {
    if (named.length < maxNamed) named.push(cut(text));
    else more++;
  }
  return `${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}
