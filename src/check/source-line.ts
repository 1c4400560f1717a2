/**
 * The line of a text that cannot be parsed, as a terminal may show it. Nothing is known about its values, so it contains only punctuation
 * and known names of fields.
 */
import { apiVersionOf, kinds } from '../kubernetes/kinds.ts';
import { fieldsOfAll } from '../kubernetes/schema/types.ts';
import type { Excerpt, Line } from '../report/report.ts';
import { hidden } from '../text/credentials.ts';
import { oneLine } from '../text/line.ts';
import { windowAround } from './excerpt.ts';

/** What is known about the text. By default, it is a manifest. */
export interface SourceOptions {
  /** Names of fields. */
  readonly names: ReadonlySet<string>;
  /** Values that cannot be secrets. */
  readonly values: ReadonlySet<string>;
  /** The message of a mistake at a value or a name that was read. The word at the position is shown if the message contains it. */
  readonly message?: string;
}

/** The line of the position, which is marked, and the last line before it that is not empty, where the cause often is. */
export function sourceExcerpt(text: string, at: number, line: number, options: SourceOptions = manifest): Excerpt {
  const focus = Math.min(at, text.length);
  const window = windowAround(text, focus);
  const { shown, columnOf } = masked(window.text, window.isCutBefore, options, focus - window.from);
  const { from, to } = columnOf(focus - window.from);
  if (options.message !== undefined) return { line, text: shown.trimEnd(), from, to };
  return {
    line,
    text: shown.trimEnd(),
    from,
    to,
    around: lineBefore(text, text.lastIndexOf('\n', focus - 1), line, options),
  };
}

/** How many empty lines are skipped. */
const maxEmpty = 20;

function lineBefore(text: string, end: number, line: number, options: SourceOptions): Line[] {
  for (let i = 1; i <= maxEmpty && end > 0; i++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const window = windowAround(text, start);
    const shown = masked(window.text, false, options).shown.trimEnd();
    if (shown === '---') return [];
    if (shown !== '') return [{ line: line - i, text: window.isCutAfter ? `${shown}…` : shown }];
    end = start - 1;
  }
  return [];
}

/** Space, a comment, punctuation, a text in quotes, and any other word. */
const token = /\s+|#.*|[-?:]+(?=\s|$)|[[\]{},:]|"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|(?:[^\s[\]{},:]|:(?!\s|$))+/gy;

interface Masked {
  readonly shown: string;
  /** What to mark for a position of the text. */
  readonly columnOf: (at: number) => { readonly from: number; readonly to: number };
}

function masked(line: string, isCut: boolean, { names, values, message }: SourceOptions, mark = -1): Masked {
  /** The positions of the tokens, and where each is shown. */
  const parts: { readonly at: number; readonly from: number; readonly to: number; readonly isSpace: boolean }[] = [];
  let shown = isCut ? '…' : '';
  for (const { 0: part, index: at } of line.matchAll(token)) {
    if (part.startsWith('#')) break;
    const isKey = /^\s*:/.test(line.slice(at + part.length));
    const isMarked = at <= mark && mark < at + part.length;
    const word = unquoted(part);
    const isShown =
      isPunctuation(part) || (isKey ? names : values).has(word) || (isMarked && message?.includes(word) === true);
    const text = isShown ? oneLine(part.replaceAll('\t', '  '), Infinity) : hidden;
    // Words that follow one another are shown as one.
    if (text === hidden && shown.trimEnd().endsWith(hidden)) shown = shown.trimEnd().slice(0, -hidden.length);
    parts.push({ at, from: shown.length, to: shown.length + text.length, isSpace: part.trim() === '' });
    shown += text;
  }
  return {
    shown,
    columnOf: (at) => {
      const part = at >= line.length ? undefined : parts.findLast((other) => other.at <= at);
      if (part === undefined) return { from: shown.length, to: shown.length + 1 };
      if (!part.isSpace) return part;
      const from = part.from + Math.min(at - part.at, Math.max(0, part.to - part.from - 1));
      return { from, to: from + 1 };
    },
  };
}

const isPunctuation = (part: string): boolean => /^[\s[\]{},:?-]+$/.test(part);
const unquoted = (part: string): string => part.replace(/^(["'])(.*)\1$/s, '$2');

/** Words that YAML reads as another value than a string. */
export const plainWords: readonly string[] = ['true', 'false', 'null'];

const manifest: SourceOptions = {
  names: new Set(['apiVersion', 'kind', 'items', ...fieldsOfAll.flatMap((fields) => Object.keys(fields))]),
  values: new Set([...plainWords, ...kinds.flatMap((facts) => [facts.kind, apiVersionOf(facts)])]),
};
