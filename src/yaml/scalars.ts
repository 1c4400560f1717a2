/** The text of scalars: plain, quoted and block scalars. Source: go.yaml.in/yaml/v2 scannerc.go. */
import {
  charAt,
  codeAt,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isDocumentMarker,
  isEnd,
  isSpace,
  isTab,
  readBreak,
  readLineEnd,
  readWhile,
  skip,
  type Cursor,
} from './cursor.ts';
import { YamlError } from './error.ts';
import { Pieces } from './pieces.ts';

/** Folds the line breaks between two words: a single one becomes a space, and of several the first is dropped. */
function addFolded(text: Pieces, first: string, rest: Pieces): void {
  if (first !== '\n') text.add(first);
  else if (rest.isEmpty) text.add(' ');
  text.add(rest.take());
}

interface Plain {
  readonly text: string;
  /** Whether it contains a line break or is followed by one. */
  readonly broken: boolean;
}

/** `indent` is the minimum column of the lines after the first one. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): Plain {
  const text = new Pieces();
  let blanks = '';
  let firstBreak = '';
  const breaks = new Pieces();
  let broken = false;
  while (!isDocumentMarker(cursor, '---') && !isDocumentMarker(cursor, '...') && charAt(cursor) !== '#') {
    const from = cursor.at;
    while (!isBlankOrEnd(codeAt(cursor)) && !endsPlain(cursor, inFlow)) skip(cursor);
    if (cursor.at > from) {
      if (broken) addFolded(text, firstBreak, breaks);
      else text.add(blanks);
      text.add(cursor.text.slice(from, cursor.at));
      [blanks, firstBreak, broken] = ['', '', false];
    }
    if (!isBlank(codeAt(cursor)) && !isBreak(codeAt(cursor))) break;
    for (let code = codeAt(cursor); isBlank(code) || isBreak(code); code = codeAt(cursor)) {
      if (isBlank(code)) {
        const start = cursor.at;
        while (isBlank(codeAt(cursor))) {
          if (broken && cursor.column < indent && isTab(codeAt(cursor)))
            throw new YamlError('A tab must not be used for indentation. Use spaces.', cursor.at);
          skip(cursor);
        }
        if (!broken) blanks = cursor.text.slice(start, cursor.at);
      } else if (!broken) {
        blanks = '';
        firstBreak = readBreak(cursor);
        broken = true;
      } else {
        breaks.add(readBreak(cursor));
      }
    }
    if (!inFlow && cursor.column < indent) break;
  }
  return { text: text.take(), broken };
}

const flowEnds = ',?[]{}';
const endsPlain = (cursor: Cursor, inFlow: boolean): boolean =>
  (charAt(cursor) === ':' && isBlankOrEnd(codeAt(cursor, 1))) || (inFlow && flowEnds.includes(charAt(cursor)));

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const codeLengths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** A string in single or double quotes. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.at;
  const quote = charAt(cursor);
  skip(cursor);
  const text = new Pieces();
  for (;;) {
    if (isDocumentMarker(cursor, '---') || isDocumentMarker(cursor, '...'))
      throw new YamlError('A line within quotes must not begin with three hyphens or three dots.', start);
    if (isEnd(codeAt(cursor))) throw new YamlError('The closing quote is missing.', start);
    const joined = addQuotedWord(cursor, quote, start, text);
    if (charAt(cursor) === quote) break;
    addQuotedBlanks(cursor, joined, text);
  }
  skip(cursor);
  return text.take();
}

/** Adds the text up to whitespace, a line break or the closing quote. Returns whether a backslash escapes the line break. */
function addQuotedWord(cursor: Cursor, quote: string, start: number, text: Pieces): boolean {
  while (!isBlankOrEnd(codeAt(cursor))) {
    const char = charAt(cursor);
    if (quote === "'" && char === quote && charAt(cursor, 1) === quote) {
      text.add(quote);
      skip(cursor, 2);
    } else if (char === quote) {
      break;
    } else if (quote === '"' && char === '\\' && isBreak(codeAt(cursor, 1))) {
      skip(cursor);
      readBreak(cursor);
      return true;
    } else if (quote === '"' && char === '\\') {
      text.add(readEscape(cursor, start));
    } else {
      const from = cursor.at;
      skip(cursor);
      readWhile(cursor, isOfWord);
      text.add(cursor.text.slice(from, cursor.at));
    }
  }
  return false;
}

/** Neither a quotation mark nor a backslash, which are handled one by one. */
const isOfWord = (code: number): boolean => !isBlankOrEnd(code) && code !== 0x22 && code !== 0x27 && code !== 0x5c;

function readEscape(cursor: Cursor, start: number): string {
  const escape = charAt(cursor, 1);
  const length = codeLengths.get(escape);
  const plain = escapes.get(escape);
  if (length === undefined && plain === undefined)
    throw new YamlError(
      'The character after the backslash is not a valid escape. Write two backslashes, or use single quotes.',
      start,
    );
  skip(cursor, 2);
  if (length === undefined) return plain!;
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits))
    throw new YamlError(
      'An escape sequence must have 2 hexadecimal digits after \\x, 4 after \\u, and 8 after \\U.',
      start,
    );
  const value = parseInt(digits, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
    throw new YamlError('An escape sequence must stand for a Unicode character.', start);
  skip(cursor, length);
  return String.fromCodePoint(value);
}

function addQuotedBlanks(cursor: Cursor, joined: boolean, text: Pieces): void {
  const from = cursor.at;
  readWhile(cursor, isBlank);
  if (!joined && !isBreak(codeAt(cursor))) {
    text.add(cursor.text.slice(from, cursor.at));
    return;
  }
  const firstBreak = joined ? '' : readBreak(cursor);
  const breaks = new Pieces();
  for (let code = codeAt(cursor); isBlank(code) || isBreak(code); code = codeAt(cursor)) {
    if (isBlank(code)) skip(cursor);
    else breaks.add(readBreak(cursor));
  }
  addFolded(text, firstBreak, breaks);
}

/** The text after `|` or `>`. `parentIndent` is the column of the surrounding block, or -1 at the top. */
export function scanBlock(cursor: Cursor, parentIndent: number, literal: boolean): string {
  const start = cursor.at;
  skip(cursor);
  const { chomping, increment } = blockHeader(cursor, start);
  readLineEnd(cursor, start);
  const given = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  const lead = blockBreaks(cursor, given);
  const indent = given || Math.max(lead.deepest, parentIndent + 1, 1);
  let { breaks } = lead;
  const text = new Pieces();
  let lastBreak = '';
  let wasBlank = false;
  while (cursor.column === indent && !isEnd(codeAt(cursor))) {
    // Lines that begin with whitespace are not folded.
    const startsBlank = isBlank(codeAt(cursor));
    const folds = !literal && !wasBlank && !startsBlank && lastBreak === '\n';
    if (folds) text.add(breaks || ' ');
    else {
      text.add(lastBreak);
      text.add(breaks);
    }
    wasBlank = startsBlank;
    const from = cursor.at;
    while (!isBreakOrEnd(codeAt(cursor))) skip(cursor);
    text.add(cursor.text.slice(from, cursor.at));
    lastBreak = readBreak(cursor);
    ({ breaks } = blockBreaks(cursor, indent));
  }
  if (chomping !== '-') text.add(lastBreak);
  if (chomping === '+') text.add(breaks);
  return text.take();
}

function blockHeader(cursor: Cursor, start: number): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  const readChomping = (): void => {
    if (charAt(cursor) !== '+' && charAt(cursor) !== '-') return;
    chomping = charAt(cursor);
    skip(cursor);
  };
  readChomping();
  if (isDigit(codeAt(cursor))) {
    if (charAt(cursor) === '0') throw new YamlError('The indentation of a block must be a digit from 1 to 9.', start);
    increment = Number(charAt(cursor));
    skip(cursor);
    if (chomping === '') readChomping();
  }
  return { chomping, increment };
}

/** Reads empty lines, and the indentation of the line after them. If `indent` is 0, it is not known yet. */
function blockBreaks(cursor: Cursor, indent: number): { breaks: string; deepest: number } {
  const breaks = new Pieces();
  let deepest = 0;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && isSpace(codeAt(cursor))) skip(cursor);
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && isTab(codeAt(cursor)))
      throw new YamlError('A tab must not be used for indentation. Use spaces.', cursor.at);
    if (!isBreak(codeAt(cursor))) return { breaks: breaks.take(), deepest };
    breaks.add(readBreak(cursor));
  }
}
