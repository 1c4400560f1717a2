/** YAML text as data, and where in the text each piece of the data is. */
import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Json } from '../pod/json.ts';

export interface ConfigurationError {
  /** Field names and list positions, as in `rules.image-changes.mode`; empty for the whole text. */
  readonly path: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type Segments = readonly (string | number)[];

/** A mistake before it is put into words. */
export interface Found {
  readonly segments: Segments;
  /** Whether to point at the field's value or at its name. */
  readonly at: 'name' | 'value';
  /** Called for those mistakes alone that are shown. */
  readonly message: () => string;
}

export interface Source {
  readonly data: Json;
  /** The mistakes in the order of the text, with their positions: the first ones, and how many there are besides. */
  errors(found: readonly Found[]): ConfigurationError[];
}

/** In characters. A file that sets every rule has some 10,000; a library needs up to 3 s for a million. */
const maxLength = 256 * 1024;
/** More than anybody mends at once. */
const maxErrors = 100;
const maxAliases = 100;

/** Syntax errors and names that are given twice come as errors. */
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
    return rest === undefined ? shown : [...shown, at(rest.offset, '', `and ${all.length - maxErrors} more mistakes`)];
  };
  if (text.length > maxLength) {
    return { errors: [at(0, '', `the configuration must be no more than ${maxLength} characters`)] };
  }
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      version: '1.2',
      logLevel: 'error',
      // The library compares every name with every other.
      uniqueKeys: false,
    });
    const index = new Index(document);
    const syntax = [
      ...document.errors.map(({ pos, code, message }) => ({ offset: pos[0], message: syntaxMessage(code, message) })),
      ...misuses(document),
    ];
    if (syntax.length > 0) return { errors: first(syntax, ({ offset, message }) => at(offset, '', message)) };
    return {
      data: document.toJS() as Json,
      errors: (found) =>
        first(
          found.map((one) => ({ ...one, offset: index.offsetOf(one.segments, one.at) })),
          ({ offset, segments, message }) => at(offset, formatPath(segments), message()),
        ),
    };
  } catch (error) {
    // A stack that is full, an alias without an anchor, or aliases that multiply.
    const message = error instanceof Error ? error.message : String(error);
    return { errors: [at(0, '', /call stack/.test(message) ? tooDeep : message)] };
  }
}

const tooDeep = 'the configuration is nested too deeply';

const syntaxMessage = (code: string, message: string): string =>
  code === 'MULTIPLE_DOCS'
    ? 'one document is expected, not several'
    : code === 'RESOURCE_EXHAUSTION'
      ? tooDeep
      : message;

/** Well-formed YAML that is refused all the same: a name that its map has already, and aliases by the thousand, each of which costs a search. */
function misuses(document: Document): Misuse[] {
  const found: Misuse[] = [];
  let aliases = 0;
  visit(document, {
    Map(_, { items }) {
      const names = new Set<string>();
      for (const { key } of items) {
        const name = nameOf(key);
        if (names.has(name)) found.push({ offset: startOf(key) ?? 0, message: 'this name is given twice' });
        names.add(name);
      }
    },
    Alias(_, alias) {
      aliases++;
      if (aliases > maxAliases)
        found.push({ offset: startOf(alias) ?? 0, message: `there may be no more than ${maxAliases} aliases` });
    },
  });
  return found;
}

interface Misuse {
  readonly offset: number;
  readonly message: string;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

/** Finds the nodes of a document by the names on the way to them; each map is gone through once. */
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
    // A value that is left out, or a collection, begins somewhere below: its name is the better place to point at.
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
      pairs = new Map(map.items.map((pair) => [nameOf(pair.key), pair]));
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
const shorten = (name: string): string => (name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name);
