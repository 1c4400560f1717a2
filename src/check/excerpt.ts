/**
 * The line of a file that a finding is about, as a terminal may show it. It contains only what is known to be safe: punctuation, and
 * those keys and scalars of the object whose place in the schema contains no secret. Comments, anchors and everything outside of the
 * object are omitted. The line is cut to a window around the field, so that a file with one line of 20 MiB does not cost more than any
 * other.
 */
import type { Excerpt, Line } from '../report/report.ts';
import { hidden } from '../text/credentials.ts';
import { isKeyShownWhole, isShownWhole } from '../text/shown.ts';
import { placeBelow, rootPlace, type Place } from '../text/secret-places.ts';
import { oneLine } from '../text/line.ts';
import { keyName, scalarValue } from '../yaml/decode.ts';
import type { Node } from '../yaml/node.ts';

/** A text, and the offset in it from which the positions of the nodes are counted. */
interface Origin {
  readonly text: string;
  readonly offset: number;
}

/** The field or the list entry to mark. */
interface Target {
  /** Undefined for a list entry. */
  readonly key?: Node | undefined;
  readonly value: Node;
}

/** How much of a line is read before and after the field. */
const before = 120;
const after = 240;

/** The line breaks of YAML, which end a comment and a plain scalar. */
const breaks = /[\n\r\x85\u2028\u2029]/;

/**
 * The line of the target, which is in the object. Undefined if no part of the field can be marked there. `marksKey`: the key is marked
 * and not the value. `lineOf` is the number of the line at a position of a node.
 */
export function excerptOf(
  origin: Origin,
  object: Node,
  target: Target,
  lineOf: (at: number) => number,
  marksKey: boolean,
): Excerpt | undefined {
  const { at } = target.key ?? target.value;
  const { text, places } = lineAt(origin, object, at);
  const marked = markOf(target, places, text.length, marksKey);
  if (marked === undefined) return undefined;
  const line = lineOf(at);
  return { line, text, ...marked, around: marksKey ? [] : contentOf(origin, object, target.value, line, lineOf) };
}

/** What is shown of the line with the position. */
function lineAt(origin: Origin, object: Node, at: number): ShownLine {
  const window = windowAround(origin.text, at + origin.offset);
  const pieces = piecesIn(object, window.from - origin.offset, window.to - origin.offset);
  return written(window, pieces, origin.offset);
}

/** How many lines of a list or a map are shown after the line of its key, and how many of its keys and entries are looked at. */
const maxContent = 4;
const maxLooked = 64;

/** The first lines of a list or a map that begins after the given line. */
function contentOf(origin: Origin, object: Node, value: Node, line: number, lineOf: (at: number) => number): Line[] {
  const lines: Line[] = [];
  let looked = 0;
  for (const at of startsIn(value)) {
    if (++looked > maxLooked) break;
    const number = lineOf(at);
    if (number <= (lines.at(-1)?.line ?? line)) continue;
    if (lines.length === maxContent) return [...lines, { line: number, text: '…' }];
    lines.push({ line: number, text: lineAt(origin, object, at).text });
  }
  return lines;
}

/** The positions of the keys and entries, in the order of the text. */
function* startsIn(node: Node): Generator<number> {
  if (node.kind === 'list') {
    for (const entry of node.entries) {
      yield entry.at;
      yield* startsIn(entry);
    }
  } else if (node.kind === 'map') {
    for (const { key, value } of node.pairs) {
      yield key.at;
      yield* startsIn(value);
    }
  }
}

interface Window {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Whether the line continues before and after it. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
}

export function windowAround(text: string, focus: number): Window {
  const head = text.slice(Math.max(0, focus - before), focus);
  const start = /[^\n\r\x85\u2028\u2029]*$/.exec(head)!.index;
  const isCutBefore = start === 0 && focus > before;
  const from = focus - head.length + start;
  const tail = text.slice(focus, focus + after);
  const length = tail.search(breaks);
  const isCutAfter = length === -1 && focus + after < text.length;
  const to = focus + (length === -1 ? tail.length : length);
  return { text: text.slice(from, to), from, to, isCutBefore, isCutAfter };
}

/** A key, a scalar, an alias, or an empty list or map, and whether it may be shown as it is written in the file. */
interface Piece {
  readonly node: Node;
  readonly isShown: boolean;
}

/**
 * The pieces that begin in the range, in the order of the text. Binary search finds them in lists and maps, so that a long one does not
 * cost more.
 */
function piecesIn(object: Node, from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  const add = (node: Piece['node'], isShown: boolean): void => {
    if (node.at >= from && node.at < to) pieces.push({ node, isShown });
  };
  const visit = (node: Node, place: Place): void => {
    if (isEmpty(node)) add(node, true);
    else if (node.kind === 'list') {
      const { entries } = node;
      for (let i = lastBefore(from, entries.length, (j) => entries[j]!.at); i < entries.length; i++) {
        if (entries[i]!.at >= to) return;
        visit(entries[i]!, placeBelow(place, i));
      }
    } else if (node.kind === 'map') {
      const { pairs } = node;
      for (let i = lastBefore(from, pairs.length, (j) => pairs[j]!.key.at); i < pairs.length; i++) {
        const { key, value } = pairs[i]!;
        if (key.at >= to) return;
        const name = keyName(key);
        const below = placeBelow(place, name);
        if (key.kind === 'scalar') add(key, isKeyShownWhole(name, below));
        else if (key.kind !== 'list' && key.kind !== 'map') add(key, false);
        visit(value, below);
      }
    } else if (node.kind === 'alias') add(node, false);
    // An omitted value has the position of the next token.
    else if (node.kind === 'value' || node.text !== '' || !node.implicit)
      add(node, isShownWhole(node.kind === 'value' ? node.value : scalarValue(node), place));
  };
  visit(object, rootPlace);
  return pieces;
}

const isEmpty = (node: Node): boolean =>
  node.kind === 'list' ? node.entries.length === 0 : node.kind === 'map' && node.pairs.length === 0;

/** The last of `count` ascending positions that is not after `place`, or the first position if all are. */
function lastBefore(place: number, count: number, positionOf: (i: number) => number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (positionOf(middle) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The location of a piece in the text that is shown. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface ShownLine {
  readonly text: string;
  readonly places: ReadonlyMap<Node, Span>;
}

function written(window: Window, pieces: readonly Piece[], offset: number): ShownLine {
  const places = new Map<Node, Span>();
  let text = window.isCutBefore ? '…' : '';
  let at = 0;
  let isOver = false;
  for (const { node, isShown } of pieces) {
    const start = node.at + offset - window.from;
    if (start < at) continue;
    const gap = gapText(window.text.slice(at, start), text === '…');
    text += gap.text;
    if (gap.isOver) return { text: text.trimEnd(), places };
    const { end, isWhole, shown } = pieceText(window.text, start, node, isShown);
    if (shown !== '') places.set(node, { from: text.length, to: text.length + shown.length });
    text += shown;
    at = end;
    isOver = !isWhole;
    if (isOver) break;
  }
  if (!isOver) {
    const gap = gapText(window.text.slice(at), false);
    text += gap.text;
    isOver = gap.isOver;
  }
  if (window.isCutAfter && !isOver && !text.endsWith('…')) text += '…';
  return { text: text.trimEnd(), places };
}

const clean = (text: string): string => oneLine(text.replaceAll('\t', '  '));

/** The text between two pieces is punctuation. Anything else is an anchor, a tag, or not part of the object. A comment ends the line. */
function gapText(gap: string, isCut: boolean): { readonly text: string; readonly isOver: boolean } {
  const comment = gap.indexOf('#');
  const rest = comment === -1 ? gap : gap.slice(0, comment);
  const prefix = /^[\s?:,[\]{}-]*/.exec(rest)![0];
  const suffix = /[\s?:,[\]{}-]*$/.exec(rest)![0];
  const text = prefix.length === rest.length ? rest : `${isCut ? '' : `${prefix}…`}${suffix}`;
  return { text: clean(text), isOver: comment !== -1 };
}

interface PieceText {
  readonly shown: string;
  /** The position in the source after the piece. */
  readonly end: number;
  /** Whether the piece ends on this line. */
  readonly isWhole: boolean;
}

function pieceText(line: string, start: number, node: Piece['node'], isShown: boolean): PieceText {
  if (node.kind === 'alias') {
    const end = start + matchAt(/\*[\w-]*/y, line, start).length;
    return { shown: '*…', end, isWhole: true };
  }
  // A tag and an anchor come before the scalar, which may be on another line.
  const properties = matchAt(/(?:[&!]\S*\s*)*/y, line, start);
  const at = start + properties.length;
  const { end, isWhole } = endIn(line, at, node);
  const shown = isShown ? clean(line.slice(at, end)) + (isWhole ? '' : '…') : at === end ? '' : hidden;
  return { shown: properties === '' ? shown : `… ${shown}`.trimEnd(), end, isWhole };
}

function endIn(line: string, at: number, node: Exclude<Node, { kind: 'alias' }>): Omit<PieceText, 'shown'> {
  const sign = line.charAt(at);
  const upTo = (text: string): Omit<PieceText, 'shown'> =>
    text === '' ? { end: line.length, isWhole: false } : { end: at + text.length, isWhole: true };
  // If an empty list or map does not end on this line, only its bracket is on it.
  if (node.kind === 'list' || node.kind === 'map')
    return { end: at + matchAt(/\{(?:\s*\})?|\[(?:\s*\])?/y, line, at).length, isWhole: true };
  if (node.kind === 'value') return upTo(matchAt(/[-+.\w]*/y, line, at));
  if (sign === '"') return upTo(matchAt(/"(?:[^"\\]|\\.)*"/y, line, at));
  if (sign === "'") return upTo(matchAt(/'(?:[^']|'')*'(?!')/y, line, at));
  // The text of a block scalar is on the following lines.
  if (sign === '|' || sign === '>') return { end: at + 1, isWhole: false };
  if (node.text === '') return { end: at, isWhole: true };
  return line.startsWith(node.text, at) ? upTo(node.text) : { end: line.length, isWhole: false };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** The value if it is on the line of the key, otherwise the key. For a list or a map, the part of its content that is on the line. */
function markOf(
  { key, value }: Target,
  places: ShownLine['places'],
  length: number,
  marksKey: boolean,
): Span | undefined {
  const ofKey = key && places.get(key);
  if (marksKey && ofKey !== undefined) return ofKey;
  const from = endOf(value, places, 0)?.from;
  if (from === undefined) return ofKey;
  return { from, to: Math.max(from + 1, endOf(value, places, -1)?.to ?? length) };
}

/** The first or the last piece of a value. Undefined if it is not on the line. */
function endOf(node: Node, places: ShownLine['places'], side: 0 | -1): Span | undefined {
  const entry = node.kind === 'list' ? node.entries.at(side) : undefined;
  if (entry !== undefined) return endOf(entry, places, side);
  const pair = node.kind === 'map' ? node.pairs.at(side) : undefined;
  if (pair === undefined) return places.get(node);
  return side === 0 ? places.get(pair.key) : (endOf(pair.value, places, side) ?? places.get(pair.key));
}
