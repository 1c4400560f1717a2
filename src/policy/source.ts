/** Parses YAML text, and finds the position of each value in the text. */
import {
  Composer,
  CST,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  Lexer,
  type Alias,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLParseError,
  type YAMLSeq,
} from 'yaml';
import type { Json } from '../json/json.ts';
import { fieldError } from '../text/field-error.ts';
import { showText } from '../text/shown.ts';
import { TooMuch } from '../yaml/bounds.ts';
import { YamlError } from '../yaml/error.ts';
import { parseYaml } from '../yaml/parser.ts';

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

/** In characters. A file that sets every rule has about 10,000. The YAML library needs up to 3 s for a million. */
const maxLength = 256 * 1024;
/** A character has at most 3 bytes in UTF-8, and so does a byte order mark at the start. */
export const maxConfigurationBytes = 3 * (maxLength + 1);
/** The end of a sentence. */
export const tooLong = `the file must be no more than ${maxLength} characters`;
/** Nobody fixes more mistakes at once. */
const maxErrors = 100;
/** Levels of maps and lists. A file that sets everything has 6. */
const maxDepth = 100;

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

const invalid = (sentences: string): string => fieldError('FieldValueInvalid', sentences);

const tooDeep = invalid(`the file must not be nested more than ${maxDepth} levels deep.`);

interface Misuse {
  readonly offset: number;
  readonly message: string;
}

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
const noName = invalid('the name of a field must be a string.');

/**
 * The first syntax error, in the words for manifests and at the position of its cause. The messages of the library quote the text, which
 * may contain a secret. A few texts are errors only in YAML 1.2, and only the library finds these.
 */
function syntaxError(text: string, found: readonly LibraryError[]): Misuse {
  try {
    const lines = text.replace(/(?<=^%YAML +1\.)2/m, '1');
    parseYaml(lines.endsWith('\n') ? lines : `${lines}\n`, limits);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    if (!(error instanceof TooMuch))
      return { offset: Math.min(error.at, text.length), message: `invalid YAML. ${error.message}` };
  }
  return onlyInLibrary(
    text,
    found.reduce((first, one) => (one.pos[0] < first.pos[0] ? one : first)),
  );
}

type LibraryError = Pick<YAMLParseError, 'code' | 'pos'>;

/** In YAML 1.1, lines within brackets and quotes need no indentation, a comment needs no space before it, and a carriage return ends a line. */
function onlyInLibrary(text: string, { code, pos: [at] }: LibraryError): Misuse {
  if (text.charAt(at) === '#') return { offset: at, message: noComment };
  // At the end of the line before the one that is not indented, the closing quote is missing.
  const end = code === 'MISSING_CHAR' ? (/\r?\n/y.exec(text.slice(at))?.[0].length ?? 0) : 0;
  const offset = at + end;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [line = ''] = text.slice(start).split('\n', 1);
  const [indentation = ''] = /^[ \t]*/.exec(line) ?? [];
  const [tab, carriageReturn] = [indentation.indexOf('\t'), line.search(/\r(?!$)/)];
  if (carriageReturn >= 0) return { offset: start + carriageReturn, message: noLineBreak };
  if (code !== 'BAD_INDENT' && end === 0) return { offset, message: misplaced };
  return tab >= 0
    ? { offset: start + tab, message: noTab }
    : { offset: start + indentation.length, message: notIndented };
}

const limits = { depth: maxDepth, values: maxLength, characters: maxLength };
const noComment = 'invalid YAML. A space must precede a comment.';
const noTab = 'invalid YAML. A tab must not be used for indentation. Use spaces.';
const notIndented =
  'invalid YAML. This line is part of the value of a field, so it must be indented more than the field.';
const noLineBreak = 'invalid YAML. A carriage return is allowed only before a line feed.';
const misplaced = 'invalid YAML. This text is not allowed here. Check the quotes, brackets and indentation before it.';

/** The value of a node. */
interface Built {
  readonly value: Json;
  /** Levels of maps and lists. */
  readonly depth: number;
  /** In characters. Only aliases can make a value larger than the text. */
  readonly size: number;
}

const nothing: Built = { value: null, depth: 0, size: 0 };

/** The content of a document, as null, booleans, finite numbers, strings, lists and maps. Other values and duplicate keys are mistakes. */
function dataOf({ contents }: Document): { data: Json; misuses: Misuse[] } {
  const misuses: Misuse[] = [];
  /** The value of each anchor so far. It is absent while the anchored node is still being read. */
  const anchors = new Map<string, { built?: Built }>();
  return { data: build(contents).value, misuses };

  function refuse(node: unknown, message: string): Built {
    misuses.push({ offset: startOf(node) ?? 0, message });
    return nothing;
  }

  function build(node: unknown): Built {
    if (isAlias(node)) return aliased(node);
    const place: { built?: Built } = {};
    if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, place);
    place.built = isMap(node) ? map(node) : isSeq(node) ? list(node) : scalar(node);
    return place.built;
  }

  function aliased(alias: Alias): Built {
    const place = anchors.get(alias.source);
    if (place === undefined) return refuse(alias, noAnchor);
    return place.built ?? refuse(alias, invalid('a YAML alias must not contain itself.'));
  }

  function map(node: YAMLMap): Built {
    const entries = new Map<string, Json>();
    const parts: Built[] = [];
    for (const { key, value } of node.items) {
      const built = [build(key), build(value)] as const;
      const [{ value: name }, { value: inner }] = built;
      if (typeof name !== 'string' || !isScalar(key) || (key.tag ?? stringTag) !== stringTag) refuse(key, noName);
      else if (entries.has(name)) refuse(key, listedTwice);
      else entries.set(name, inner);
      parts.push(...built);
    }
    return around(node, Object.fromEntries(entries), parts);
  }

  function list(node: YAMLSeq): Built {
    const parts = node.items.map(build);
    return around(
      node,
      parts.map(({ value }) => value),
      parts,
    );
  }

  function around(node: YAMLMap | YAMLSeq, value: Json, parts: readonly Built[]): Built {
    let [depth, size] = [1, 1];
    for (const part of parts) {
      depth = Math.max(depth, part.depth + 1);
      size += part.size;
    }
    if (depth > maxDepth) return refuse(node, tooDeep);
    if (size > maxLength) return refuse(node, tooLarge);
    return { value, depth, size };
  }

  function scalar(node: unknown): Built {
    const value = isScalar(node) ? node.value : null;
    if (value === null) return nothing;
    if (typeof value === 'string') return { value, depth: 0, size: value.length };
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      return { value, depth: 0, size: 1 };
    return refuse(node, noValue);
  }
}

const noAnchor = fieldError(
  'FieldValueNotFound',
  'the alias refers to an anchor that does not exist. If the value is not an alias, put the value in quotes.',
);
const listedTwice = fieldError('FieldValueDuplicate', 'each key may be listed once. Remove one of the two entries.');
const tooLarge = fieldError(
  'FieldValueTooLong',
  `with its aliases, the value must be no more than ${maxLength} characters.`,
);
const noValue = invalid('must be a string, a finite number, true, false or null.');

const stringTag = 'tag:yaml.org,2002:str';

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

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
