/**
 * The line of a text that cannot be parsed, as a terminal may show it. Nothing is known about its values, so it contains only punctuation
 * and names of fields of Kubernetes.
 */
import { own } from '../json/json.ts';
import { fieldTypes } from '../kubernetes/schema/generated.ts';
import type { Excerpt, Line } from '../report/report.ts';
import { hidden } from '../text/shown.ts';
import { clean, windowAround } from './excerpt.ts';

/** The line of the position, which is marked, and the last line before it that is not empty, where the cause often is. */
export function sourceExcerpt(text: string, at: number, line: number): Excerpt {
  const focus = Math.min(at, text.length);
  const window = windowAround(text, focus);
  const { shown, columnOf } = masked(window.text, window.isCutBefore);
  const { from, to } = columnOf(focus - window.from);
  return { line, text: shown.trimEnd(), from, to, around: lineBefore(text, text.lastIndexOf('\n', focus - 1), line) };
}

/** How many empty lines are skipped. */
const maxEmpty = 20;

function lineBefore(text: string, end: number, line: number): Line[] {
  for (let i = 1; i <= maxEmpty && end > 0; i++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const window = windowAround(text, start);
    const shown = masked(window.text, false).shown.trimEnd();
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

function masked(line: string, isCut: boolean): Masked {
  /** The positions of the tokens, and where each is shown. */
  const parts: { readonly at: number; readonly from: number; readonly to: number; readonly isSpace: boolean }[] = [];
  let shown = isCut ? '…' : '';
  for (const { 0: part, index: at } of line.matchAll(token)) {
    if (part.startsWith('#')) break;
    const isKey = /^\s*:/.test(line.slice(at + part.length));
    const text = isSafe(part, isKey) ? clean(part) : hidden;
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

const isSafe = (part: string, isKey: boolean): boolean =>
  /^[\s[\]{},:?-]+$/.test(part) || (isKey && isName(part.replace(/^(["'])(.*)\1$/s, '$2')));

const names = new Set([
  'apiVersion',
  'kind',
  'items',
  ...Object.keys(fieldTypes).flatMap((type) => Object.keys(own(fieldTypes, type) ?? {})),
]);
const isName = (word: string): boolean => names.has(word);
