/** Renders Markdown as text for a terminal or a pipe: headings, indented and wrapped paragraphs, and tables without lines. */
import { lexer, type Token, type Tokens } from 'marked';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Paint } from '../report/paint.ts';
import { maxWidth } from './help.ts';

interface Layout {
  /** The width of the terminal in columns. */
  readonly width: number;
  readonly paint: Paint;
}

const minWidth = 40;
const indent = 2;

export function markdownText(markdown: string, layout: Layout): string {
  const width = Math.min(maxWidth, Math.max(minWidth, layout.width));
  const lines = blocks(lexer(markdown), { ...layout, width: width - indent });
  return `${lines.join('\n')}\n`;
}

/** The lines of the blocks, with an empty line between two blocks. */
function blocks(tokens: readonly Token[], layout: Layout): string[] {
  const lines: string[] = [];
  for (const token of tokens) {
    const isHeading = token.type === 'heading';
    const block = blockLines(token, layout);
    if (block.length === 0) continue;
    if (lines.length > 0) lines.push('');
    for (const line of block) lines.push(line === '' || isHeading ? line : ' '.repeat(indent) + line);
  }
  return lines;
}

const inside = (layout: Layout, columns: number): Layout => ({ ...layout, width: layout.width - columns });

function blockLines(token: Token, layout: Layout): string[] {
  switch (token.type) {
    case 'heading':
      // A heading is not indented.
      return wrapped(layout.paint('bold', inline(childrenOf(token), layout)), layout.width + indent);
    case 'paragraph':
      return wrapped(inline(childrenOf(token), layout), layout.width);
    case 'code':
      return codeLines(token as Tokens.Code, layout);
    case 'list':
      return listLines(token as Tokens.List, layout);
    case 'table':
      return tableLines(token as Tokens.Table, layout);
    case 'blockquote':
      return blocks(childrenOf(token), inside(layout, indent));
    default:
      // Comments mark generated parts, and are only for the generator.
      return [];
  }
}

/** YAML and commands are printed as they are, so that they can be copied. A message, which is one long line, is wrapped. */
function codeLines({ text, lang = '' }: Tokens.Code, { width, paint }: Layout): string[] {
  const left = ' '.repeat(indent);
  const label = labelOf(lang);
  const lines = text.split('\n').flatMap((line) => {
    if (line === '') return [''];
    return lang === 'text' ? labeled(left, wrapped(line, width - 2 * indent), left + left) : [left + line];
  });
  return label === undefined ? lines : [paint('bold', label), ...lines];
}

/** The words behind `yaml` distinguish the old object of an example from the new one, and name the subresource of the request. */
function labelOf(lang: string): string | undefined {
  const time = /^yaml (before|after)\b/.exec(lang)?.[1];
  if (time === undefined) return undefined;
  const subresource = /\bsubresource=(\w+)/.exec(lang)?.[1];
  return `${time === 'before' ? 'Before' : 'After'}${subresource === undefined ? '' : ` a change of the ${subresource} subresource`}:`;
}

const wrapped = (text: string, width: number): string[] => wrapAnsi(text.replace(/\s*\n\s*/g, ' '), width).split('\n');

/** The first line begins with the label. By default, the other lines are aligned with the text after it. */
const labeled = (label: string, lines: readonly string[], left = ' '.repeat(stringWidth(label))): string[] =>
  lines.map((line, i) => (i === 0 ? label + line : line === '' ? '' : left + line));

function listLines({ items, ordered, start }: Tokens.List, layout: Layout): string[] {
  return items.flatMap(({ tokens }, i) => {
    const label = ordered ? `${Number(start) + i}. ` : '- ';
    const within = inside(layout, label.length);
    const lines = tokens.flatMap((token) =>
      token.type === 'text' ? wrapped(inlineText(token, layout), within.width) : blockLines(token, within),
    );
    return labeled(label, lines);
  });
}

/** The gap between two columns. */
const gap = 2;
/** The last cell of a row is not readable in fewer columns. */
const leastLast = 24;

/** Prints columns next to each other if they fit. Otherwise each row is a list of its cells. */
function tableLines({ header, rows }: Tokens.Table, layout: Layout): string[] {
  const names = header.map(({ tokens }) => layout.paint('bold', inline(tokens, layout)));
  const cells = rows.map((row) => row.map(({ tokens }) => inline(tokens, layout)));
  const hasNames = names.some((name) => stringWidth(name) > 0);
  const all = hasNames ? [names, ...cells] : cells;
  const widths = header.map((_, column) => Math.max(0, ...all.map((row) => stringWidth(row[column] ?? ''))) + gap);
  const left = widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
  if (layout.width - left >= leastLast) {
    return all.flatMap((row) => {
      const label = row.slice(0, -1).map((cell, i) => cell + ' '.repeat(widths[i]! - stringWidth(cell)));
      return labeled(label.join(''), wrapped(row.at(-1) ?? '', layout.width - left));
    });
  }
  return cells.flatMap((row, i) => [
    ...(i === 0 ? [] : ['']),
    ...row.flatMap((cell, column) =>
      wrapped(`${names[column] === '' ? '' : `${names[column]}: `}${cell}`, layout.width),
    ),
  ]);
}

const childrenOf = (token: Token): readonly Token[] => ('tokens' in token ? (token.tokens ?? []) : []);

function inline(tokens: readonly Token[], layout: Layout): string {
  return tokens.map((token) => inlineText(token, layout)).join('');
}

function inlineText(token: Token, layout: Layout): string {
  const { paint } = layout;
  const nested = (): string => inline(childrenOf(token), layout);
  switch (token.type) {
    case 'strong':
      return paint('bold', nested());
    case 'em':
      return paint('underline', nested());
    case 'codespan': {
      const { text } = token as Tokens.Codespan;
      return paint('cyan', text);
    }
    case 'link': {
      const { href } = token as Tokens.Link;
      const text = nested();
      return /^https?:/.test(href) && text !== href ? `${text} (${href})` : text;
    }
    case 'br':
      return '\n';
    case 'html':
      return '';
    default:
      return childrenOf(token).length === 0 ? ((token as Tokens.Text).text ?? token.raw) : nested();
  }
}
