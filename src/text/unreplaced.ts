/** Placeholders that no tool replaced. Only for texts that are invalid anyway: elsewhere, `$(NAME)` and `<name>` may be what the author meant. */

/** How a placeholder begins and ends, and the tool that usually replaces it. */
const brackets = [
  ['{{', '}}', 'helm template'],
  ['${', '}', 'envsubst'],
  ['$(', ')', ''],
  ['{%', '%}', ''],
  ['#{', '}', ''],
  ['[[', ']]', ''],
  ['((', '))', ''],
  ['<', '>', ''],
] as const;

/** In capitals. A TODO-APP is an app, and REPLACE alone is a misspelled Replace. */
const request =
  /(?<![A-Za-z\d])(?:REPLACED|(?:TO[_-])?REPLACE[_-]?[A-Z]{2,}|TO[_-]REPLACE|CHANGE[_-]?(?:IT|ME|THIS)|PLACEHOLDER|YOUR[_-]?[A-Z]+|(?<!-)TODO(?![-_\d]))(?![a-z])/;

const words = [
  [/\$[A-Za-z_]/, 'envsubst'],
  [/(@|%|__)[A-Z][A-Z\d_]*\1/, ''],
  [request, ''],
] as const;

/** What to do about a placeholder in a value of the text. Undefined if there is none. */
export function replaceFix(value: string, text = 'manifest'): string | undefined {
  const inBrackets = brackets.find(([open, close]) => {
    const start = value.indexOf(open);
    return start !== -1 && value.includes(close, start);
  });
  const tool = inBrackets?.[2] ?? words.find(([form]) => form.test(value))?.[1];
  if (tool === undefined) return undefined;
  return `Replace the placeholder, or render the ${text} first${tool === '' ? '' : `, for example with ${tool}`}.`;
}

/** Whether Kubernetes itself would replace a part of the value in some fields. Source: k8s.io/kubernetes third_party/forked/golang/expansion. */
export const hasVariable = (value: string): boolean => /\$\([A-Za-z_]\w*\)/.test(value);

/** Whether the whole value is one placeholder, so that it is not a secret, and Kubernetes itself does not replace it. */
export const isPlaceholder = (value: string): boolean =>
  brackets.some(
    ([open, close]) =>
      open !== '$(' && value.startsWith(open) && value.indexOf(close, open.length) === value.length - close.length,
  ) || /^(?:\$[A-Z_][A-Z\d_]*|(@|%|__)[A-Z][A-Z\d_]*\1)$/.test(value);

/** The same for a text that YAML cannot read at the position. */
export function renderFix(text: string, at: number): string | undefined {
  const how = linesAt(text, at).some(hasTemplate)
    ? ', for example: helm template . | podward check -'
    : text.startsWith('${', at - 1)
      ? ', for example: envsubst < FILE | podward check -'
      : text.startsWith('{%', at - 1) || /^([@%])[A-Z][A-Z\d_]*\1/.test(text.slice(at, at + maxLine))
        ? '.'
        : undefined;
  return how && `A placeholder was not replaced. Render the manifest first${how}`;
}

/** In characters. Nobody writes a longer line. */
const maxLine = 1000;

/** The line of the position, and the last one before it that is not empty. */
function linesAt(text: string, at: number): readonly string[] {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(start, at + maxLine).split('\n', 1)[0]!;
  const before = text.slice(Math.max(0, start - maxLine), start).trimEnd();
  const previous = before.slice(before.lastIndexOf('\n') + 1);
  return [line, previous].filter(({ length }) => length < maxLine);
}

/** Only quotes make `{{` valid, unless quotes within the placeholder end the text: `"{{ include "name" . }}"`. */
function hasTemplate(line: string): boolean {
  const bare = line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (text) =>
    text.includes('{{') && !text.includes('}}') ? text : '',
  );
  return bare.replace(/(?:^|\s)#.*/, '').includes('{{');
}
