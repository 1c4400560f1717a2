/**
 * A position in a YAML text. This directory parses YAML as go-yaml v2 does, which implements libyaml's grammar of YAML 1.1 and which
 * kubectl uses (docs/decisions/0008). Source: go.yaml.in/yaml/v2 readerc.go and yamlprivateh.go.
 */
import { YamlError } from './error.ts';

export interface Cursor {
  readonly text: string;
  /** The position in UTF-16 code units. */
  at: number;
  line: number;
  /** In characters, the unit of indentation. */
  column: number;
  /** The number of characters before the position. */
  index: number;
}

const byteOrderMark = '\ufeff';
const notAllowed = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

export function openCursor(text: string): Cursor {
  const control = notAllowed.exec(text);
  if (control !== null) throw new YamlError('The file must not contain control characters.', control.index);
  const at = text.startsWith(byteOrderMark) ? 1 : 0;
  if (text.startsWith(byteOrderMark, at) && at === 1)
    throw new YamlError('The file must not have a second byte order mark.', at);
  return { text, at, line: 0, column: 0, index: 0 };
}

/** The result of `codeAt` after the last character. */
const end = -1;

export const codeAt = ({ text, at }: Cursor, ahead = 0): number =>
  at + ahead < text.length ? text.charCodeAt(at + ahead) : end;
export const charAt = ({ text, at }: Cursor, ahead = 0): string => text.charAt(at + ahead);

export const isEnd = (code: number): boolean => code === end;
export const isTab = (code: number): boolean => code === 0x09;
export const isSpace = (code: number): boolean => code === 0x20;
export const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
/** LF, CR, NEL, LS and PS. */
export const isBreak = (code: number): boolean =>
  code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
export const isBreakOrEnd = (code: number): boolean => isBreak(code) || code === end;
export const isBlankOrEnd = (code: number): boolean => isBlank(code) || isBreakOrEnd(code);
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** The characters of anchor names, tag handles and directives. */
export const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x2d;

export function skip(cursor: Cursor, count = 1): void {
  for (let i = 0; i < count; i++) {
    const code = cursor.text.charCodeAt(cursor.at++);
    // The second half of a character outside of the first 65,536.
    if ((code & 0xfc00) === 0xdc00) continue;
    cursor.column++;
    cursor.index++;
  }
}

/**
 * Skips a line break, if there is one, and returns its value: LS and PS are kept, and all others are LF. kubectl removes a CR from the
 * end of each line before parsing, so CR CR LF is one break.
 */
export function readBreak(cursor: Cursor): string {
  const code = codeAt(cursor);
  if (!isBreak(code)) return '';
  const length = ['\r\r\n', '\r\n'].find((long) => cursor.text.startsWith(long, cursor.at))?.length ?? 1;
  cursor.at += length;
  cursor.index += length;
  cursor.column = 0;
  cursor.line++;
  return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
}

export function readWhile(cursor: Cursor, is: (code: number) => boolean): string {
  const from = cursor.at;
  while (is(codeAt(cursor))) skip(cursor);
  return cursor.text.slice(from, cursor.at);
}

/** Skips the rest of the line, which must not contain anything but whitespace and a comment. */
export function readLineEnd(cursor: Cursor, start: number): void {
  readWhile(cursor, isBlank);
  if (charAt(cursor) === '#') skipComment(cursor);
  if (!isBreakOrEnd(codeAt(cursor))) throw new YamlError('Only a comment is allowed on the rest of this line.', start);
  readBreak(cursor);
}

export function skipComment(cursor: Cursor): void {
  while (!isBreakOrEnd(codeAt(cursor))) skip(cursor);
}

/** `---` or `...` at the beginning of a line. */
export const isDocumentMarker = (cursor: Cursor, mark: '---' | '...'): boolean =>
  cursor.column === 0 && cursor.text.startsWith(mark, cursor.at) && isBlankOrEnd(codeAt(cursor, 3));
