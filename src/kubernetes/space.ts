/** Whitespace as Go defines it (unicode.IsSpace). Each of these characters is one UTF-16 unit. `\s` of JavaScript lacks U+0085, and has U+FEFF. */
const space = /\p{White_Space}/u;

export const hasSpace = (text: string): boolean => space.test(text);

/** strings.TrimSpace of Go, or the same for other characters. */
export function trimSpace(text: string, removed = space): string {
  let [start, end] = [0, text.length];
  while (removed.test(text.charAt(start))) start++;
  while (end > start && removed.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** strings.Fields of Go. */
export const partsBetweenSpace = (text: string): string[] =>
  text.split(/\p{White_Space}+/u).filter((part) => part !== '');
