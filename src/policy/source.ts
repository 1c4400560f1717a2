/** Parses the text of a configuration, and finds the position of each value in it. */
import {
  Composer,
  CST,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  Lexer,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Json } from '../json/json.ts';
import { fieldError } from '../text/field-error.ts';
import { showText } from '../text/shown.ts';
import { dataOf, invalid, noName, startOf, tooDeep, type Misuse } from './data.ts';
import { maxDepth, maxErrors, maxLength, tooLong } from './limits.ts';
import { syntaxError } from './syntax-error.ts';

export interface ConfigurationError {
  /** Field names and list indexes, such as `rules.image-changes.mode`. Empty for the whole text. */
  readonly path: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** `Not found: "mod": this field does not exist. Did you mean "mode"?` */
  readonly message: string;
}

/** The mistake with its path, as it is printed after the position. Neither of them contains a secret. */
export const textOf = ({ path, message }: Pick<ConfigurationError, 'path' | 'message'>): string =>
  path === '' ? message : `${path}: ${message}`;

export type Segments = readonly (string | number)[];

/** A mistake without its message. */
export interface Mistake {
  readonly segments: Segments;
  /** Whether the position is that of the value or that of the field name. */
  readonly at: 'name' | 'value';
  /** Called only if the mistake is shown. */
  readonly message: () => string;
}

export interface Source {
  readonly data: Json;
  /** The first mistakes in the order of the text, with their positions, and the number of the others. */
  errors(found: readonly Mistake[]): ConfigurationError[];
}

/** Syntax errors and duplicate keys are returned as errors. */
export function readYaml(text: string): Source | { readonly errors: readonly ConfigurationError[] } {
  const lines = new LineCounter();
  const at = (offset: number, path: string, message: string): ConfigurationError => {
    const { line, col } = lines.linePos(offset);
    return { path, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const first = <T extends { readonly offset: number }>(all: T[], word: (one: T) => ConfigurationError) => {
    all.sort((a, b) => a.offset - b.offset);
    const shown = all.slice(0, maxErrors).map(word);
    const rest = all[maxErrors];
    return rest === undefined ? shown : [...shown, at(rest.offset, '', more(all.length - maxErrors))];
  };
  if (text.length > maxLength) return { errors: [at(0, '', fieldError('FieldValueTooLong', `${tooLong}.`))] };
  const { tokens, tooDeepAt } = tokensOf(text, lines);
  if (tooDeepAt !== undefined) return { errors: [at(tooDeepAt, '', tooDeep)] };
  const { document, syntax } = compose(text, tokens);
  if (syntax.length > 0) return { errors: first(syntax, ({ offset, message }) => at(offset, '', message)) };
  const { data, misuses } = dataOf(document);
  if (misuses.length > 0) return { errors: first(misuses, ({ offset, message }) => at(offset, '', message)) };
  const index = new Index(document);
  return {
    data,
    errors: (found) =>
      first(
        found.map((one) => ({ ...one, offset: index.offsetOf(one.segments, one.at) })),
        ({ offset, segments, message }) => at(offset, formatPath(segments), message()),
      ),
  };
}

const more = (count: number): string =>
  count === 1 ? '1 more mistake is not shown.' : `${count} more mistakes are not shown.`;

/** The library recurses for each level, and its error messages do too, so it must not get a deeply nested text. */
function tokensOf(text: string, lines: LineCounter): { tokens: CST.Token[]; tooDeepAt?: number } {
  const tokens: CST.Token[] = [];
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    const { stack } = parser;
    if (stack.length > maxDepth && stack.filter((token) => CST.isCollection(token)).length > maxDepth)
      return { tokens, tooDeepAt: stack.at(-1)!.offset };
  }
  tokens.push(...parser.end());
  return { tokens };
}

/** Only the seven tags of the core schema are known, whatever YAML version the text declares. */
function compose(text: string, tokens: readonly CST.Token[]): { document: Document; syntax: Misuse[] } {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    // The library compares every name with every other one, which is quadratic.
    uniqueKeys: false,
  });
  const [document, ...others] = [...composer.compose(tokens, true, text.length)];
  const { errors, warnings } = document!;
  const unreadable = errors.filter(({ code }) => !tagCodes.has(code) && code !== 'NON_STRING_KEY');
  // Everything else that is wrong in such a text may be a consequence.
  if (unreadable.length > 0) return { document: document!, syntax: [syntaxError(text, unreadable)] };
  const syntax = [...errors, ...warnings.filter(({ code }) => tagCodes.has(code))].map(({ pos, code }) => ({
    offset: pos[0],
    message: tagCodes.has(code) ? wrongTag : noName,
  }));
  const next = others[0];
  if (next !== undefined)
    syntax.push({
      offset: next.range[0],
      message: fieldError('FieldValueTooMany', 'the file must contain one YAML document. Remove the others.'),
    });
  return { document: document!, syntax };
}

const tagCodes: ReadonlySet<string> = new Set(['TAG_RESOLVE_FAILED', 'BAD_COLLECTION_TYPE']);
const wrongTag = invalid('this tag cannot be used here. If the value is not a tag, put the value in quotes.');

/** Finds the nodes of a document by their paths. Each map is read once. */
class Index {
  readonly #document: Document;
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  constructor(document: Document) {
    this.#document = document;
  }

  offsetOf(segments: Segments, what: 'name' | 'value'): number {
    if (segments.length === 0) return startOf(this.#document.contents) ?? 0;
    const parent = this.#nodeAt(segments.slice(0, -1));
    const pair = isMap(parent) ? this.#pairsOf(parent).get(String(segments.at(-1))) : undefined;
    // If the value is absent or a collection, its name is the better position.
    const place =
      pair === undefined
        ? this.#nodeAt(segments)
        : isScalar(pair.value) && pair.value.value !== null && what === 'value'
          ? pair.value
          : pair.key;
    return startOf(place) ?? this.offsetOf(segments.slice(0, -1), what);
  }

  #nodeAt(segments: Segments): unknown {
    return segments.reduce<unknown>(
      (node, segment) =>
        isMap(node)
          ? this.#pairsOf(node).get(String(segment))?.value
          : isSeq(node)
            ? node.items[Number(segment)]
            : undefined,
      this.#document.contents,
    );
  }

  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    let pairs = this.#pairs.get(map);
    if (pairs === undefined) {
      pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
      this.#pairs.set(map, pairs);
    }
    return pairs;
  }
}

function formatPath(segments: Segments): string {
  return segments.reduce<string>(
    (path, segment) =>
      typeof segment === 'number'
        ? `${path}[${segment}]`
        : path === ''
          ? shorten(segment)
          : `${path}.${shorten(segment)}`,
    '',
  );
}

const maxNameLength = 100;
const shorten = (name: string): string => showText(name, maxNameLength);
