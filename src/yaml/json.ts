/** JSON text -> nodes, as Go's encoding/json reads it. */
import { Bounds, type DocumentLimits } from './bounds.ts';
import { YamlError } from './error.ts';
import type { Node, Pair } from './node.ts';

export type Language = 'YAML' | 'JSON';

/** What the author calls a text that is read as YAML, although it may be JSON with a mistake. */
export const languageOf = (text: string): Language => (/^\s*(?:\{\s*"|\[\s*[{"])/.test(text) ? 'JSON' : 'YAML');

/** Returns the value at the position, and the position after it. */
export function parseJson(
  text: string,
  at: number,
  limits: DocumentLimits,
): { readonly node: Node; readonly end: number } {
  const reader = new Reader(text, at, limits);
  return { node: reader.value(), end: reader.at };
}

/** The position after the value, found only by its brackets. The value is not parsed and may be invalid. */
export function endOfJson(text: string, at: number): number {
  let depth = 0;
  brackets.lastIndex = at;
  for (let found = brackets.exec(text); found !== null; found = brackets.exec(text)) {
    const [sign] = found;
    if (sign === '{' || sign === '[') depth++;
    else if (sign !== '"') depth--;
    else brackets.lastIndex = endOfString(text, found.index);
    if (depth <= 0) return brackets.lastIndex;
  }
  return text.length;
}

const brackets = /["{}[\]]/g;
const blanks = /[ \t\r\n]*/y;
/** An incomplete number such as `6E` is not read as a shorter number followed by something else. */
const numbers = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]*)?/y;
const wholeNumber = /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
const words = /true|false|null/y;

/** The position after the closing quote, or the end of the text. A regular expression would need memory for each character. */
function endOfString(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (text[first - 1] === '\\') first--;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return text.length;
}

function stringOf(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

class Reader {
  at: number;
  readonly #text: string;
  readonly #bounds: Bounds;

  constructor(text: string, at: number, limits: DocumentLimits) {
    this.#text = text;
    this.at = at;
    this.#bounds = new Bounds(limits);
  }

  value(): Node {
    this.#read(blanks);
    const { at } = this;
    if (this.#accept('{')) return this.#bounds.inside(at, () => this.#object(at));
    if (this.#accept('[')) return this.#bounds.inside(at, () => this.#list(at));
    const string = this.#string();
    if (string !== undefined) return string;
    const number = this.#read(numbers);
    if (number !== '') return this.#number(number, at);
    const word = this.#read(words);
    if (word === '') throw this.#unexpected();
    return { kind: 'value', at, value: JSON.parse(word) as boolean | null };
  }

  #number(text: string, at: number): Node {
    if (!wholeNumber.test(text)) throw this.#unexpected();
    const value = Number(text);
    if (!Number.isFinite(value)) throw new YamlError('The number is out of range.', at);
    return { kind: 'value', at, value };
  }

  #object(at: number): Node {
    const pairs: Pair[] = [];
    this.#entries('}', () => {
      const key = this.#string();
      if (key === undefined) throw this.#unexpected();
      this.#expect(':');
      pairs.push({ key, value: this.value() });
    });
    return { kind: 'map', at, pairs };
  }

  #list(at: number): Node {
    const entries: Node[] = [];
    this.#entries(']', () => entries.push(this.value()));
    return { kind: 'list', at, entries };
  }

  #entries(close: string, read: () => void): void {
    this.#read(blanks);
    if (this.#accept(close)) return;
    do {
      this.#read(blanks);
      this.#bounds.count(this.at);
      read();
      this.#read(blanks);
    } while (this.#accept(','));
    this.#expect(close);
  }

  /** Go replaces an unpaired surrogate with the replacement character. */
  #string(): Node | undefined {
    const { at } = this;
    if (this.#text[at] !== '"') return undefined;
    const end = endOfString(this.#text, at);
    const text = stringOf(this.#text.slice(at, end));
    if (text === undefined) return undefined;
    this.at = end;
    return { kind: 'scalar', at, text: text.toWellFormed(), tag: '', implicit: false };
  }

  #accept(sign: string): boolean {
    if (this.#text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  #expect(sign: string): void {
    this.#read(blanks);
    if (!this.#accept(sign)) throw this.#unexpected();
  }

  #read(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.at += found.length;
    return found;
  }

  #unexpected(): YamlError {
    const ended = this.at >= this.#text.length;
    return new YamlError(ended ? 'The input ends within an object.' : 'This character is not allowed here.', this.at);
  }
}
