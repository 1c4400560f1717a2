import { maxPart } from '../../text/line.ts';

/**
 * `"data"`, `one of "data", "cache"`, or `a name such as "data", "cache"` if the list of all names would be too long. The names must be
 * valid, and at least one.
 */
export function choiceOf(names: readonly string[]): string {
  const named: string[] = [];
  let length = 0;
  for (const name of names) {
    length += name.length + '"", '.length;
    if (length > maxPart) break;
    named.push(JSON.stringify(name));
  }
  const list = named.join(', ');
  if (named.length < names.length) return `a name such as ${list}`;
  return named.length === 1 ? list : `one of ${list}`;
}
