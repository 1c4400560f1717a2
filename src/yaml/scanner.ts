/** Text -> tokens. Source: go.yaml.in/yaml/v2 scannerc.go. The functions have the same names. */
import {
  charAt,
  codeAt,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isDocumentMarker,
  isEnd,
  isSpace,
  isTab,
  isWord,
  openCursor,
  readBreak,
  readWhile,
  skip,
  skipComment,
  type Cursor,
} from './cursor.ts';
import { YamlError } from './error.ts';
import { scanBlock, scanPlain, scanQuoted } from './scalars.ts';
import { readDirective, readTag } from './tags.ts';

export type TokenKind =
  | 'stream end'
  | 'version directive'
  | 'tag directive'
  | 'document start'
  | 'document end'
  | 'block sequence start'
  | 'block mapping start'
  | 'block end'
  | 'block entry'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly kind: TokenKind;
  readonly at: number;
  /** The text of a scalar, the name of an anchor, the suffix of a tag, or the prefix or version of a directive. */
  readonly text: string;
  /** For a tag or its directive. */
  readonly handle: string;
  /** Whether a scalar is plain: neither quoted nor a block. */
  readonly plain: boolean;
}

/** A position that becomes a key if a colon follows on the same line. */
interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  readonly token: number;
  readonly at: number;
  readonly line: number;
  readonly column: number;
  readonly index: number;
}

/** YAML 1.2 has the same limit: a colon must follow within this length. */
const maxKeyLength = 1024;

/** Values that begin with this character and are usually meant as strings: a schedule, a wildcard. */
const unquoted = {
  alias:
    'A value that begins with * must be in quotes, because * begins an alias. Put the value in quotes, for example "*/5 * * * *".',
  anchor: 'A value that begins with & must be in quotes, because & begins an anchor. Put the value in quotes.',
} as const;
const wrongName = {
  alias:
    'The name of an alias must consist of letters, digits, - and _. If the value is not an alias, put the value in quotes.',
  anchor:
    'The name of an anchor must consist of letters, digits, - and _. If the value has no anchor, put the value in quotes.',
} as const;

/** `name:a` and `-name: a`, from the first character. A longer name is not a field. */
const missingSpaces: readonly (readonly [RegExp, string])[] = [
  [/[\w./][-\w./]{0,99}:(?=[^\s:/])/y, 'The space after this colon is missing. Write a space after the colon.'],
  [/-(?=[A-Za-z][-\w./]{0,99}:)/y, 'The space after this dash is missing. Write a space after the dash.'],
];

export class Scanner {
  readonly #cursor: Cursor;
  /** Tokens that were scanned and not yet taken. The parser takes the one at `#head`. */
  readonly #tokens: Token[] = [];
  #head = 0;
  #taken = 0;
  /** The columns of the current block and of the blocks around it. */
  #indent = -1;
  readonly #indents: number[] = [];
  /** One entry for each open flow collection, and one for the block around them. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined];
  readonly #keysByToken = new Map<number, SimpleKey>();
  #keyAllowed = true;

  constructor(text: string) {
    this.#cursor = openCursor(text);
  }

  peek(): Token {
    this.#fetchEnough();
    return this.#tokens[this.#head]!;
  }

  take(): Token {
    const token = this.peek();
    this.#taken++;
    if (++this.#head === this.#tokens.length) this.#head = this.#tokens.length = 0;
    return token;
  }

  /** The number of the next token. */
  get #nextToken(): number {
    return this.#taken + this.#tokens.length - this.#head;
  }

  get #inFlow(): boolean {
    return this.#keys.length > 1;
  }

  /** The first token is final once no colon can make it a key any more. */
  #fetchEnough(): void {
    for (;;) {
      if (this.#head < this.#tokens.length) {
        const key = this.#keysByToken.get(this.#taken);
        if (key === undefined || !this.#isValid(key)) return;
      }
      this.#fetchNext();
    }
  }

  #fetchNext(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#unroll(cursor.column);
    const code = codeAt(cursor);
    const char = charAt(cursor);
    const blankFollows = isBlankOrEnd(codeAt(cursor, 1));
    if (isEnd(code)) return this.#fetchStreamEnd();
    if (cursor.column === 0 && char === '%') return this.#fetchDirective();
    if (isDocumentMarker(cursor, '---')) return this.#fetchDocumentMarker('document start');
    if (isDocumentMarker(cursor, '...')) return this.#fetchDocumentMarker('document end');
    if (char === '[' || char === '{') return this.#fetchFlowStart(char);
    if (char === ']' || char === '}') return this.#fetchFlowEnd(char);
    if (char === ',') return this.#fetchFlowEntry();
    if (char === '-' && blankFollows) return this.#fetchBlockEntry();
    if (char === '?' && (this.#inFlow || blankFollows)) return this.#fetchKey();
    if (char === ':' && (this.#inFlow || blankFollows)) return this.#fetchValue();
    if (char === '*' || char === '&') return this.#fetchAnchor(char === '*' ? 'alias' : 'anchor');
    if (char === '!') return this.#fetchTag();
    if ((char === '|' || char === '>') && !this.#inFlow) return this.#fetchBlock(char === '|');
    if (char === "'" || char === '"') return this.#fetchScalar(() => ({ text: scanQuoted(cursor), plain: false }));
    if (this.#startsPlain(code, char)) return this.#fetchPlain();
    throw this.#error(
      isTab(code)
        ? 'A tab must not be used for indentation. Use spaces.'
        : 'A value must not begin with this character. Put the value in quotes.',
    );
  }

  #startsPlain(code: number, char: string): boolean {
    if (isBlankOrEnd(code)) return false;
    if (char === '-') return !isBlank(codeAt(this.#cursor, 1));
    if (char === '?' || char === ':') return !this.#inFlow && !isBlankOrEnd(codeAt(this.#cursor, 1));
    return !`,[]{}#&*!|>'"%@\``.includes(char);
  }

  #error(message: string, at = this.#cursor.at): YamlError {
    return new YamlError(message, at);
  }

  /** The cause if the line of the last possible key lacks a space, so that the next line became a part of its text. */
  #missingSpace(key: SimpleKey | undefined): YamlError | undefined {
    if (key === undefined) return undefined;
    for (const [pattern, message] of missingSpaces) {
      pattern.lastIndex = key.at;
      if (pattern.test(this.#cursor.text)) return this.#error(message, pattern.lastIndex - 1);
    }
    return undefined;
  }

  #missingColon(key: SimpleKey): YamlError {
    return this.#missingSpace(key) ?? this.#error('The colon after this key is missing.', key.at);
  }

  #add(kind: TokenKind, at: number, { text = '', handle = '', plain = false } = {}): void {
    this.#tokens.push({ kind, at, text, handle, plain });
  }

  /** Skips whitespace, comments and line breaks. A tab does not count as indentation. */
  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      for (
        let code = codeAt(cursor);
        isSpace(code) || (isTab(code) && (this.#inFlow || !this.#keyAllowed));
        code = codeAt(cursor)
      )
        skip(cursor);
      if (charAt(cursor) === '#') skipComment(cursor);
      if (!isBreak(codeAt(cursor))) return;
      readBreak(cursor);
      if (!this.#inFlow) this.#keyAllowed = true;
    }
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line === this.#cursor.line && key.index + maxKeyLength >= this.#cursor.index) return true;
    if (key.required) throw this.#missingColon(key);
    key.possible = false;
    // This token cannot become a key any more.
    if (this.#keysByToken.get(key.token) === key) this.#keysByToken.delete(key.token);
    return false;
  }

  /** Records that the next token may be a key. */
  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { at, line, column, index } = this.#cursor;
    const required = !this.#inFlow && this.#indent === column;
    const token = this.#nextToken;
    this.#removeKey();
    const key = { possible: true, required, token, at, line, column, index };
    this.#keys[this.#keys.length - 1] = key;
    this.#keysByToken.set(token, key);
  }

  #removeKey(): void {
    const key = this.#keys.at(-1);
    if (key?.possible !== true) return;
    if (key.required) throw this.#missingColon(key);
    this.#forget(key);
  }

  #forget(key: SimpleKey): void {
    key.possible = false;
    this.#keysByToken.delete(key.token);
  }

  /**
   * Opens a block at the column, unless one is already open there. `token`: the number of the token before which it begins, by default
   * the next one.
   */
  #roll(column: number, kind: TokenKind, at: number, token?: number): void {
    if (this.#inFlow || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#insert(kind, at, token);
  }

  /** Inserts a token before the token with that number. If that token was already taken, it is appended, as in go-yaml. */
  #insert(kind: TokenKind, at: number, token = -1): void {
    const place = token < this.#taken ? this.#tokens.length : this.#head + token - this.#taken;
    this.#tokens.splice(place, 0, { kind, at, text: '', handle: '', plain: false });
  }

  /** Closes the blocks that begin after the column. */
  #unroll(column: number): void {
    if (this.#inFlow) return;
    while (this.#indent > column) {
      this.#add('block end', this.#cursor.at);
      this.#indent = this.#indents.pop()!;
    }
  }

  #fetchStreamEnd(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#add('stream end', this.#cursor.at);
  }

  #fetchDocumentMarker(kind: TokenKind): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#add(kind, this.#cursor.at);
    skip(this.#cursor, 3);
  }

  #fetchFlowStart(kind: '[' | '{'): void {
    this.#saveKey();
    const { at, line, column, index } = this.#cursor;
    // The number is that of the bracket itself, so an empty collection is not remembered as a key. This is a quirk of go-yaml.
    this.#keys.push({ possible: false, required: false, token: this.#nextToken, at, line, column, index });
    this.#keyAllowed = true;
    this.#addSign(kind);
  }

  #fetchFlowEnd(kind: ']' | '}'): void {
    this.#removeKey();
    if (this.#inFlow) {
      const key = this.#keys.pop();
      if (key !== undefined) this.#keysByToken.delete(key.token);
    }
    this.#keyAllowed = false;
    this.#addSign(kind);
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#addSign(',');
  }

  #addSign(kind: TokenKind): void {
    this.#add(kind, this.#cursor.at);
    skip(this.#cursor);
  }

  #fetchBlockEntry(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw this.#error('A list entry must begin on a new line.');
      this.#roll(this.#cursor.column, 'block sequence start', this.#cursor.at);
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#addSign('block entry');
  }

  #fetchKey(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw this.#error('A key must begin on a new line.');
      this.#roll(this.#cursor.column, 'block mapping start', this.#cursor.at);
    }
    this.#removeKey();
    this.#keyAllowed = !this.#inFlow;
    this.#addSign('key');
  }

  #fetchValue(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined && this.#isValid(key)) {
      this.#insert('key', key.at, key.token);
      this.#roll(key.column, 'block mapping start', key.at, key.token);
      this.#forget(key);
      this.#keyAllowed = false;
    } else {
      if (!this.#inFlow) {
        if (!this.#keyAllowed)
          throw (
            this.#missingSpace(key) ??
            this.#error('A colon is not allowed here. Check the indentation, or put the value in quotes.')
          );
        this.#roll(this.#cursor.column, 'block mapping start', this.#cursor.at);
      }
      this.#keyAllowed = !this.#inFlow;
    }
    this.#addSign('value');
  }

  #fetchAnchor(kind: 'alias' | 'anchor'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const cursor = this.#cursor;
    const at = cursor.at;
    skip(cursor);
    const name = readWhile(cursor, isWord);
    if (name === '' || !(isBlankOrEnd(codeAt(cursor)) || '?:,]}%@`'.includes(charAt(cursor))))
      throw this.#error(name === '' ? unquoted[kind] : wrongName[kind], at);
    this.#add(kind, at, { text: name });
  }

  #fetchBlock(literal: boolean): void {
    this.#removeKey();
    this.#keyAllowed = true;
    const at = this.#cursor.at;
    this.#add('scalar', at, { text: scanBlock(this.#cursor, this.#indent, literal) });
  }

  #fetchPlain(): void {
    let broken = false;
    this.#fetchScalar(() => {
      const plain = scanPlain(this.#cursor, this.#indent + 1, this.#inFlow);
      broken = plain.broken;
      return { text: plain.text, plain: true };
    });
    if (broken) this.#keyAllowed = true;
  }

  #fetchScalar(scan: () => { text: string; plain: boolean }): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const at = this.#cursor.at;
    this.#add('scalar', at, scan());
  }

  #fetchDirective(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    const cursor = this.#cursor;
    const at = cursor.at;
    const { kind, ...rest } = readDirective(cursor);
    this.#add(kind, at, rest);
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const at = this.#cursor.at;
    this.#add('tag', at, readTag(this.#cursor));
  }
}
