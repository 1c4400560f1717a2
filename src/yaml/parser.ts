/** Tokens -> nodes. Source: go.yaml.in/yaml/v2 parserc.go and the parser of decode.go. */
import { Bounds, type DocumentLimits } from './bounds.ts';
import { isBlank, isBreak } from './cursor.ts';
import { YamlError } from './error.ts';
import type { MapNode, Node, Pair } from './node.ts';
import { Scanner, type Token, type TokenKind } from './scanner.ts';

/** The first document of the text. kubectl does not read others. Undefined if there is none. */
export function parseYaml(text: string, limits: DocumentLimits): Node | undefined {
  return new Parser(text, limits).document();
}

class Parser {
  readonly #text: string;
  readonly #scanner: Scanner;
  readonly #bounds: Bounds;
  readonly #anchors = new Map<string, Node>();
  readonly #tagPrefixes = new Map([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ]);

  constructor(text: string, limits: DocumentLimits) {
    this.#text = text;
    this.#scanner = new Scanner(text);
    this.#bounds = new Bounds(limits);
  }

  document(): Node | undefined {
    if (this.#next('stream end')) return undefined;
    let node: Node;
    if (this.#next('version directive', 'tag directive', 'document start')) {
      this.#directives();
      const start = this.#scanner.peek();
      if (!this.#accept('document start')) throw new YamlError('A line with --- must follow the directives.', start.at);
      node = this.#next('version directive', 'tag directive', 'document start', 'document end', 'stream end')
        ? empty(start.at)
        : this.#node(true, false);
    } else {
      node = this.#node(true, false);
    }
    // kubectl reads one more token after the document, and nothing after that.
    this.#scanner.peek();
    return node;
  }

  #next(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }

  #accept(kind: TokenKind): boolean {
    if (!this.#next(kind)) return false;
    this.#scanner.take();
    return true;
  }

  #directives(): void {
    let version: string | undefined;
    const handles = new Set<string>();
    while (this.#next('version directive', 'tag directive')) {
      const { kind, at, text, handle } = this.#scanner.take();
      this.#bounds.count(at);
      if (kind === 'version directive') {
        if (version !== undefined) throw new YamlError('A document must not have more than one %YAML directive.', at);
        if (text !== '1.1') throw new YamlError('The version in the %YAML directive must be 1.1.', at);
        version = text;
      } else {
        if (handles.has(handle)) throw new YamlError('Each tag handle may be declared once.', at);
        handles.add(handle);
        this.#tagPrefixes.set(handle, text);
      }
    }
  }

  /** `block`: whether a block may begin here. `indentless`: whether a list may begin here that is not indented more than its key. */
  #node(block: boolean, indentless: boolean): Node {
    const first = this.#scanner.peek();
    if (this.#accept('alias')) return this.#alias(first);
    const { tag, anchor } = this.#properties();
    const { kind, at, text, plain } = this.#scanner.peek();
    const named = <N extends Node>(node: N): N => {
      if (anchor !== undefined) this.#anchors.set(anchor, node);
      return node;
    };
    if (indentless && kind === 'block entry') return this.#indentless(named(list(first.at)));
    if (kind === 'scalar') {
      this.#scanner.take();
      const implicit = (tag === '' && plain) || tag === '!';
      return named({ kind: 'scalar', at: first.at, text, tag, implicit });
    }
    if (kind === '[') return this.#flowList(named(list(first.at)));
    if (kind === '{') return this.#flowMap(named(map(first.at)));
    if (block && kind === 'block sequence start') return this.#blockList(named(list(first.at)));
    if (block && kind === 'block mapping start') return this.#blockMap(named(map(first.at)));
    if (anchor !== undefined || tag !== '')
      return named({ kind: 'scalar', at: first.at, text: '', tag, implicit: tag === '' });
    throw new YamlError('A value is missing.', at);
  }

  #alias({ text, at }: Token): Node {
    const target = this.#anchors.get(text);
    if (target === undefined)
      throw new YamlError(
        'The alias refers to an anchor that does not exist. If the value is not an alias, put the value in quotes.',
        at,
      );
    return { kind: 'alias', at, target };
  }

  /** A tag and an anchor, in either order. */
  #properties(): { tag: string; anchor: string | undefined } {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (let found = true; found;) {
      const token = this.#scanner.peek();
      found = false;
      if (anchor === undefined && this.#accept('anchor')) {
        anchor = token.text;
        found = true;
      } else if (tag === undefined && this.#accept('tag')) {
        tag = this.#tagOf(token);
        found = true;
      }
    }
    return { tag: tag ?? '', anchor };
  }

  #tagOf({ handle, text, at }: Token): string {
    if (handle === '') return text;
    const prefix = this.#tagPrefixes.get(handle);
    if (prefix === undefined) throw new YamlError('The tag handle must be declared in a %TAG directive.', at);
    return prefix + text;
  }

  #inside<N extends Node>(node: N, read: () => void): N {
    this.#bounds.inside(node.at, read);
    return node;
  }

  #addEntry({ entries }: ListNode, entry: Node): void {
    this.#bounds.count(entry.at);
    entries.push(entry);
  }

  #addPair({ pairs }: MapNode, pair: Pair): void {
    this.#bounds.count(pair.key.at);
    pairs.push(pair);
  }

  /** A node, or an empty node if the next token is one of `ends`. */
  #optional(block: boolean, indentless: boolean, ...ends: readonly TokenKind[]): Node {
    const { at } = this.#scanner.peek();
    return this.#next(...ends) ? empty(at) : this.#node(block, indentless);
  }

  #blockList(node: ListNode): Node {
    return this.#inside(node, () => {
      this.#scanner.take();
      while (this.#accept('block entry')) this.#addEntry(node, this.#optional(true, false, 'block entry', 'block end'));
      this.#expectBlockEnd('list entries');
    });
  }

  #indentless(node: ListNode): Node {
    return this.#inside(node, () => {
      while (this.#accept('block entry'))
        this.#addEntry(node, this.#optional(true, false, 'block entry', 'key', 'value', 'block end'));
    });
  }

  #blockMap(node: MapNode): Node {
    const part = (): Node => this.#optional(true, true, 'key', 'value', 'block end');
    return this.#inside(node, () => {
      this.#scanner.take();
      while (this.#accept('key')) {
        const key = part();
        const value = this.#accept('value') ? part() : empty(key.at);
        this.#addPair(node, { key, value });
      }
      this.#expectBlockEnd('fields');
    });
  }

  #flowList(node: ListNode): Node {
    return this.#inside(node, () => {
      this.#scanner.take();
      for (let first = true; !this.#next(']'); first = false) {
        if (!first) this.#expect(',', 'A comma or the closing bracket of the list is missing.');
        if (this.#next('key')) this.#addEntry(node, this.#singlePair());
        else if (!this.#next(']')) this.#addEntry(node, this.#node(false, false));
      }
      this.#scanner.take();
    });
  }

  /** `[a: b]` is a list of one map. */
  #singlePair(): Node {
    const node = map(this.#scanner.take().at);
    return this.#inside(node, () => {
      let key: Node;
      if (this.#next('value', ',', ']')) {
        // go-yaml drops the token here, so that what follows is usually an error.
        key = empty(this.#scanner.take().at);
      } else {
        key = this.#node(false, false);
      }
      const value = this.#accept('value') ? this.#optional(false, false, ',', ']') : empty(key.at);
      this.#addPair(node, { key, value });
    });
  }

  #flowMap(node: MapNode): Node {
    return this.#inside(node, () => {
      this.#scanner.take();
      for (let first = true; !this.#next('}'); first = false) {
        if (!first) this.#expect(',', 'A comma or the closing brace of the map is missing.');
        if (!this.#next('}')) this.#addPair(node, this.#flowPair());
      }
      this.#scanner.take();
    });
  }

  #flowPair(): Pair {
    if (!this.#accept('key')) {
      const key = this.#node(false, false);
      return { key, value: empty(key.at) };
    }
    const key = this.#optional(false, false, 'value', ',', '}');
    const value = this.#accept('value') ? this.#optional(false, false, ',', '}') : empty(key.at);
    return { key, value };
  }

  #expectBlockEnd(above: string): void {
    if (this.#accept('block end')) return;
    const { at } = this.#scanner.peek();
    throw new YamlError(
      quoteWithin(this.#text, at) ??
        (isFirstOnLine(this.#text, at)
          ? `The indentation of this line does not match the ${above} above it.`
          : 'Only a comment is allowed after a value on the same line. Put the whole value in quotes.'),
      at,
    );
  }

  #expect(kind: TokenKind, otherwise: string): void {
    const { at } = this.#scanner.peek();
    if (!this.#accept(kind)) throw new YamlError(quoteWithin(this.#text, at) ?? otherwise, at);
  }
}

/** What to do if a word follows a quote directly, so that the quote was not meant to end the value. */
function quoteWithin(text: string, at: number): string | undefined {
  return /[\p{L}\p{N}]/u.test(text.charAt(at)) ? innerQuotes.get(text.charAt(at - 1)) : undefined;
}

const innerQuotes: ReadonlyMap<string, string> = new Map([
  [
    "'",
    "The value ends at the quote before this text. Within single quotes, write two single quotes for one, for example 'it''s'.",
  ],
  [
    '"',
    'The value ends at the quote before this text. Within double quotes, write a backslash before each double quote.',
  ],
]);

function isFirstOnLine(text: string, at: number): boolean {
  let from = at;
  while (from > 0 && isBlank(text.charCodeAt(from - 1))) from--;
  return from === 0 || isBreak(text.charCodeAt(from - 1));
}

type ListNode = Extract<Node, { kind: 'list' }>;

const list = (at: number): ListNode => ({ kind: 'list', at, entries: [] });
const map = (at: number): MapNode => ({ kind: 'map', at, pairs: [] });
const empty = (at: number): Node => ({ kind: 'scalar', at, text: '', tag: '', implicit: true });
