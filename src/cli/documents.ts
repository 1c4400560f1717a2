/**
 * YAML and JSON as kubectl reads them, with the position of every field. Source: k8s.io/apimachinery pkg/util/yaml/decoder.go
 * (YAMLOrJSONDecoder, YAMLReader), k8s.io/cli-runtime pkg/resource/visitor.go.
 */
import { maxDepth } from '../admission/limits.ts';
import type { Json } from '../pod/json.ts';
import { YamlError } from './yaml/cursor.ts';
import { decodeNode, isMergeKey, keyName, mergedMaps } from './yaml/decode.ts';
import { parseJson } from './yaml/json.ts';
import type { MapNode, Node, Pair } from './yaml/node.ts';
import { parseYaml } from './yaml/parser.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A way down from the top of a document: field names and list positions. */
export type Way = readonly (string | number)[];

/** A name that a map has more than once. The last value counts. */
export interface Duplicate {
  readonly way: Way;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface ParsedDocument {
  readonly value: Json;
  /** Where the field is, or the nearest field around it. */
  readonly locate: (way: Way) => Position;
  readonly duplicates: readonly Duplicate[];
}

export interface SyntaxProblem extends Position {
  readonly message: string;
}

export interface Parsed {
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly SyntaxProblem[];
}

/** UTF-8, or UTF-16 with a byte order mark. What is no character becomes the replacement character, as for kubectl. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

export function parse(text: string): Parsed {
  const reading = new Reading(text);
  const rest = reading.json();
  if (rest !== undefined) reading.yaml(rest);
  return reading;
}

/** A file with more than that is no manifest, and the rest of it is not read. */
const maxProblems = 100;

/** What Go's unicode.IsSpace is true of. */
const space = /[\t\n\v\f\r \x85\xa0\p{Zs}\p{Zl}\p{Zp}]/u;
const startsJson = new RegExp(`^${space.source}*\\{`, 'u');
/** kubectl looks at four bytes at a time for the end of the blanks. */
const leastRest = 4;

class Reading implements Parsed {
  readonly documents: ParsedDocument[] = [];
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  readonly #lines: readonly number[];

  constructor(text: string) {
    this.#text = text;
    this.#lines = lineStarts(text);
  }

  /** Objects of JSON, one after the other. Answers from where on the text is YAML, if it is. */
  json(): number | undefined {
    if (!startsJson.test(this.#text)) return 0;
    let at = 0;
    for (let count = 0; !this.#isHopeless; count++) {
      const from = afterBlanks(this.#text, at);
      if (from === this.#text.length) return undefined;
      try {
        const { node, end } = parseJson(this.#text, from, maxDepth);
        this.#add(node, 0);
        at = end;
      } catch (error) {
        // After one object or none it may still be YAML; after more it is not.
        if (count <= 1) return this.#startOfYaml(at, error);
        this.#fail(error, 0);
        const next = this.#text.indexOf('\n{', error instanceof YamlError ? error.at : from);
        if (next === -1) return undefined;
        at = next;
      }
    }
    return undefined;
  }

  get #isHopeless(): boolean {
    return this.problems.length >= maxProblems;
  }

  /** Blanks are passed over, up to the first line break. */
  #startOfYaml(from: number, error: unknown): number | undefined {
    for (let at = from; ; at++) {
      if (Buffer.byteLength(this.#text.slice(at, at + leastRest)) < leastRest) {
        this.#fail(error, 0);
        return undefined;
      }
      if (!space.test(this.#text.charAt(at))) return at;
      if (this.#text.charAt(at) === '\n') return at + 1;
    }
  }

  /** Documents are told apart by lines that begin with `---`, wherever these are. */
  yaml(from: number): void {
    let start = from;
    for (let at = from; at < this.#text.length && !this.#isHopeless;) {
      const next = this.#text.indexOf('\n', at) + 1 || this.#text.length;
      if (this.#text.startsWith('---', at)) {
        const rest = this.#text.slice(at + 3, next).trim();
        if (rest !== '' && !rest.startsWith('#')) {
          this.#fail(new YamlError('only a comment may follow "---" on the same line', at), 0);
          start = next;
        } else if (start < at) {
          this.#readYaml(start, at);
          start = next;
        }
      }
      at = next;
    }
    if (start < this.#text.length && !this.#isHopeless) this.#readYaml(start, this.#text.length);
  }

  #readYaml(start: number, end: number): void {
    const chunk = this.#text.slice(start, end);
    try {
      const node = parseYaml(chunk.endsWith('\n') ? chunk : `${chunk}\n`, maxDepth);
      if (node !== undefined) this.#add(node, start);
    } catch (error) {
      this.#fail(error, start);
    }
  }

  #add(node: Node, offset: number): void {
    const position = (at: number): Position => positionOf(this.#lines, at + offset);
    const { value, duplicates } = decodeNode(node, maxDepth);
    if (value === null) return;
    const indexes = new Map<Node, Index>();
    this.documents.push({
      value,
      locate: (way) => position(find(node, way, indexes)),
      duplicates: duplicates.map(({ way, first, last }) => ({
        way,
        firstLine: position(first.at).line,
        lastLine: position(last.at).line,
      })),
    });
  }

  #fail(error: unknown, offset: number): void {
    if (!(error instanceof YamlError)) throw error;
    const at = Math.min(error.at + offset, this.#text.length);
    this.problems.push({ ...positionOf(this.#lines, at), message: error.message });
    if (this.#isHopeless)
      this.problems.push({
        ...positionOf(this.#lines, at),
        message: 'too many errors: the rest of the file is not read',
      });
  }
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
  return at;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function positionOf(lines: readonly number[], at: number): Position {
  let [low, high] = [0, lines.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lines[middle]! <= at) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: at - lines[low]! + 1 };
}

/** The fields of a map by their names, those that are merged in too. */
type Index = ReadonlyMap<string, Pair>;

/** A field is where its key is; a list entry where its value begins. */
function find(root: Node, way: Way, indexes: Map<Node, Index>): number {
  let node = root;
  let at = root.at;
  for (const segment of way) {
    const around = node.kind === 'alias' ? node.target : node;
    if (around.kind === 'list') {
      const entry = around.entries[Number(segment)];
      if (entry === undefined) break;
      [node, at] = [entry, entry.at];
    } else {
      const pair = around.kind === 'map' ? indexOf(around, indexes).get(String(segment)) : undefined;
      if (pair === undefined) break;
      [node, at] = [pair.value, pair.key.at];
    }
  }
  return at;
}

/** Each map is gone through once, however many fields are looked for. */
function indexOf(map: MapNode, indexes: Map<Node, Index>): Index {
  const known = indexes.get(map);
  if (known !== undefined) return known;
  const index = new Map<string, Pair>();
  indexes.set(map, index);
  for (const pair of map.pairs) {
    if (!isMergeKey(pair.key)) {
      index.set(keyName(pair.key), pair);
      continue;
    }
    for (const source of mergedMaps(pair.value).toReversed()) {
      const target = source.kind === 'alias' ? (source.target as MapNode) : source;
      for (const [name, merged] of indexOf(target, indexes)) index.set(name, merged);
    }
  }
  return index;
}
