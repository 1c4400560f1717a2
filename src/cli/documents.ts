/** YAML and JSON as kubectl reads them, with the position of every field. */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair,
  type ScalarTag,
  type YAMLMap,
} from 'yaml';
import { isDeeperThan } from '../admission/depth.ts';
import { maxDepth } from '../admission/limits.ts';
import type { Json } from '../pod/json.ts';
import { syntaxReason } from './syntax.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A way down from the top of a document: field names and list positions. */
export type Way = readonly (string | number)[];

export interface ParsedDocument {
  readonly value: Json;
  /** Where the field is, or the nearest field around it. */
  readonly locate: (way: Way) => Position;
}

export interface SyntaxProblem extends Partial<Position> {
  readonly message: string;
}

export interface Parsed {
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly SyntaxProblem[];
}

/** kubectl reads YAML 1.1 in these two points: `yes` and `on` are booleans, and `0644` is octal. */
const yaml11: ScalarTag[] = [
  {
    tag: 'tag:yaml.org,2002:bool',
    default: true,
    test: /^(?:yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/,
    resolve: (text) => /^(?:yes|on)$/i.test(text),
  },
  {
    tag: 'tag:yaml.org,2002:int',
    default: true,
    format: 'OCT',
    test: /^[-+]?0[0-7]+$/,
    resolve: (text) => parseInt(text, 8),
  },
];

/** Aliases that multiply beyond this are an attack ("billion laughs"), not a manifest. */
const maxAliasCount = 1000;

export function parse(text: string): Parsed {
  const documents: ParsedDocument[] = [];
  const problems: SyntaxProblem[] = [];
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, {
      schema: 'core',
      merge: true,
      customTags: (tags) => [...yaml11, ...tags],
      lineCounter: lines,
      prettyErrors: false,
    });
    if ('empty' in parsed) return { documents, problems };
    for (const document of parsed) read(document, lines, documents, problems);
  } catch (error) {
    problems.push({ message: reason(error) });
  }
  return { documents, problems };
}

function read(
  document: Document.Parsed,
  lines: LineCounter,
  documents: ParsedDocument[],
  problems: SyntaxProblem[],
): void {
  // The first error of a document is the cause; what follows from it would only bury it.
  const error = document.errors[0];
  if (error !== undefined) {
    problems.push({ ...position(lines, error.pos[0]), message: syntaxReason(error) });
    return;
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return;
  try {
    const json = JSON.stringify(document.toJS({ maxAliasCount }));
    if (isDeeperThan(maxDepth, new TextEncoder().encode(json))) throw new RangeError();
    documents.push({ value: JSON.parse(json) as Json, locate: (way) => position(lines, find(document, way)) });
  } catch (error) {
    problems.push({ ...position(lines, document.range[0]), message: reason(error) });
  }
}

/** Errors of the parser speak of the text's form only, never of its values. */
function reason(error: unknown): string {
  // The stack is exhausted, or would be later.
  if (error instanceof RangeError) return `nested deeper than ${maxDepth} levels`;
  if (error instanceof TypeError) return 'an alias holds itself';
  return error instanceof Error ? syntaxReason(error) : 'cannot be read';
}

function position(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function find(document: Document.Parsed, way: Way): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const segment of way) {
    const next = step(document, node, segment);
    if (next === undefined) break;
    ({ node, offset } = next);
  }
  return offset;
}

interface Found {
  readonly node: Node | null;
  readonly offset: number;
}

/** A field is where its key is; a list entry where its value begins. */
function step(document: Document.Parsed, from: Node | null, segment: string | number): Found | undefined {
  const node = resolve(document, from);
  if (isSeq(node)) {
    const entry = node.items[Number(segment)];
    return isNode(entry) ? { node: entry, offset: entry.range?.[0] ?? 0 } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = pairOf(document, node, String(segment));
  if (pair === undefined || !isNode(pair.key)) return undefined;
  return { node: isNode(pair.value) ? pair.value : null, offset: pair.key.range?.[0] ?? 0 };
}

const resolve = (document: Document.Parsed, node: unknown): Node | null => {
  const target = isAlias(node) ? node.resolve(document) : node;
  return isNode(target) ? target : null;
};

function pairOf(document: Document.Parsed, map: YAMLMap, name: string): Pair | undefined {
  const own = map.items.find(({ key }) => isScalar(key) && typeof key.value !== 'symbol' && String(key.value) === name);
  if (own !== undefined) return own;
  for (const { key, value } of map.items) {
    // The parser turns the key `<<` of a merge into a symbol.
    if (!isScalar(key) || typeof key.value !== 'symbol') continue;
    const merged = resolve(document, value);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const target = resolve(document, source);
      const inherited = isMap(target) ? pairOf(document, target, name) : undefined;
      if (inherited !== undefined) return inherited;
    }
  }
  return undefined;
}
