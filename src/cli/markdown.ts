/** Markdown on a terminal: headings and bold text bold, code dim. Nothing is wrapped or moved, so that code can be copied. */
const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;

/** Comments mark what is generated; they are for the generator. */
const comment = /<!--[^]*?-->\n?/g;

/** As it is written, for a pipe. */
export const plainText = (markdown: string): string => markdown.replace(comment, '').trimStart();

export function terminalText(markdown: string): string {
  let fenced = false;
  return plainText(markdown)
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) {
        fenced = !fenced;
        return [];
      }
      return [fenced ? `    ${line}` : styled(line)];
    })
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

function styled(line: string): string {
  const heading = /^#{1,6} +(.*)$/.exec(line);
  if (heading !== null) return bold(heading[1]!.replaceAll('`', ''));
  return line
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, (_, text: string) => bold(text))
    .replace(/`([^`]+)`/g, (_, text: string) => dim(text));
}
