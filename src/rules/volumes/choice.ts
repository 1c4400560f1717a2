/** Room for some of the names in what is shown of a value, with the words around them. */
const maxList = 90;

/**
 * `"data"`, `one of "data", "cache"`, or `a name such as "data", "cache"` where there are more names than a reader looks through. For
 * valid names, of which there is at least one.
 */
export function choiceOf(names: readonly string[]): string {
  const named: string[] = [];
  let length = 0;
  for (const name of names) {
    length += name.length + '"", '.length;
    if (named.length > 0 && length > maxList) break;
    named.push(JSON.stringify(name));
  }
  const list = named.join(', ');
  if (named.length < names.length) return `a name such as ${list}`;
  return named.length === 1 ? list : `one of ${list}`;
}
