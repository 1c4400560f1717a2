/** Help texts as wide as the terminal. */
import wrapAnsi from 'wrap-ansi';

const maxWidth = 100;

/** Wraps paragraphs. An indented line and the line before it are not changed. */
export const helpText = (text: string, width: number): string =>
  text
    .replace(/(\n|^)(\S.*(?:\n\S.*)*)/g, (_, lead: string, paragraph: string) => lead + paragraph.replaceAll('\n', ' '))
    .split('\n')
    .map((line) => (line.startsWith(' ') ? line : wrapAnsi(line, Math.min(width, maxWidth))))
    .join('\n');
