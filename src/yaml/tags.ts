/** Tags and directives. Source: go.yaml.in/yaml/v2 scannerc.go. */
import {
  charAt,
  codeAt,
  isBlank,
  isBlankOrEnd,
  isDigit,
  isWord,
  readLineEnd,
  readWhile,
  skip,
  type Cursor,
} from './cursor.ts';
import { YamlError } from './error.ts';

interface Tag {
  readonly handle: string;
  /** The suffix of a tag, or the prefix of a directive. */
  readonly text: string;
}

type Directive =
  ({ readonly kind: 'tag directive' } & Tag) | { readonly kind: 'version directive'; readonly text: string };

/** A line that begins with `%`. */
export function readDirective(cursor: Cursor): Directive {
  const start = cursor.at;
  skip(cursor);
  const name = readWhile(cursor, isWord);
  if (name === '') throw new YamlError('The name of the directive is missing.', start);
  if (!isBlankOrEnd(codeAt(cursor))) throw new YamlError('The name of a directive must consist of letters.', start);
  if (name !== 'YAML' && name !== 'TAG') throw new YamlError('The directive must be %YAML or %TAG.', start);
  readWhile(cursor, isBlank);
  const directive: Directive =
    name === 'YAML'
      ? { kind: 'version directive', text: readVersion(cursor, start) }
      : { kind: 'tag directive', ...readTagDirective(cursor, start) };
  readLineEnd(cursor, start);
  return directive;
}

function readVersion(cursor: Cursor, start: number): string {
  const major = readVersionNumber(cursor, start);
  if (charAt(cursor) !== '.') throw new YamlError('The version in the %YAML directive must have the form 1.1.', start);
  skip(cursor);
  return `${major}.${readVersionNumber(cursor, start)}`;
}

function readVersionNumber(cursor: Cursor, start: number): number {
  const digits = readWhile(cursor, isDigit);
  if (digits === '') throw new YamlError('The version in the %YAML directive is missing.', start);
  if (digits.length > 2) throw new YamlError('The version in the %YAML directive is too long.', start);
  return Number(digits);
}

function readTagDirective(cursor: Cursor, start: number): Tag {
  const handle = readHandle(cursor, start);
  if (handle !== '!' && !isNamed(handle))
    throw new YamlError('A tag handle must begin and end with an exclamation mark.', start);
  if (!isBlank(codeAt(cursor))) throw new YamlError('A space must follow the tag handle.', start);
  readWhile(cursor, isBlank);
  const text = readUri(cursor, start, '');
  expectBlank(cursor, start);
  return { handle, text };
}

/** `!<uri>`, `!suffix`, `!!suffix`, `!handle!suffix` or `!`. */
export function readTag(cursor: Cursor): Tag {
  const start = cursor.at;
  const tag = charAt(cursor, 1) === '<' ? readVerbatim(cursor, start) : readShorthand(cursor, start);
  expectBlank(cursor, start);
  return tag;
}

function readVerbatim(cursor: Cursor, start: number): Tag {
  skip(cursor, 2);
  const text = readUri(cursor, start, '');
  if (charAt(cursor) !== '>') throw new YamlError('A tag that begins with !< must end with >.', start);
  skip(cursor);
  return { handle: '', text };
}

function readShorthand(cursor: Cursor, start: number): Tag {
  const handle = readHandle(cursor, start);
  if (isNamed(handle)) return { handle, text: readUri(cursor, start, '') };
  const text = readUri(cursor, start, handle);
  return text === '' ? { handle: '', text: '!' } : { handle: '!', text };
}

/** `!!` and `!name!`. */
const isNamed = (handle: string): boolean => handle.length > 1 && handle.endsWith('!');

function readHandle(cursor: Cursor, start: number): string {
  if (charAt(cursor) !== '!') throw new YamlError('A tag handle must begin and end with an exclamation mark.', start);
  skip(cursor);
  const name = readWhile(cursor, isWord);
  if (charAt(cursor) !== '!') return `!${name}`;
  skip(cursor);
  return `!${name}!`;
}

/** `head` has already been read as a handle and turned out not to be one. */
function readUri(cursor: Cursor, start: number, head: string): string {
  const uri = readWhile(cursor, isUri);
  if (head === '' && uri === '') throw new YamlError('The name of the tag is missing.', start);
  try {
    return head.slice(1) + decodeURIComponent(uri);
  } catch {
    throw new YamlError('A percent sign in a tag must be followed by two hexadecimal digits.', start);
  }
}

const uriSigns = new Set([...";/?:@&=+$,.!~*'()[]%"].map((sign) => sign.charCodeAt(0)));
const isUri = (code: number): boolean => isWord(code) || uriSigns.has(code);

function expectBlank(cursor: Cursor, start: number): void {
  if (!isBlankOrEnd(codeAt(cursor))) throw new YamlError('A space or the end of the line must follow a tag.', start);
}
