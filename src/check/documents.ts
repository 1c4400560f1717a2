/**
 * YAML and JSON as kubectl reads them, with the position of every field. Source: k8s.io/apimachinery pkg/util/yaml/decoder.go
 * (YAMLOrJSONDecoder, YAMLReader), k8s.io/cli-runtime pkg/resource/visitor.go.
 */
import type { DuplicateName } from '../change/change.ts';
import type { Json } from '../json/json.ts';
import type { Way } from '../json/path.ts';
import type { Excerpt } from '../report/report.ts';
import { excerptOf } from './excerpt.ts';
import { sourceExcerpt } from './source-line.ts';
import { documentLimits, maxProblems } from './limits.ts';
import { LineIndex, type Position } from '../yaml/positions.ts';
import { TooMuch } from '../yaml/bounds.ts';
import { bugInObject } from './errors.ts';
import { YamlError } from '../yaml/error.ts';
import { decodeNode } from '../yaml/decode.ts';
import { endOfJson, parseJson } from '../yaml/json.ts';
import { locator, resolved } from '../yaml/locate.ts';
import type { Node } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parser.ts';

/**
 * Finds the line of the field, or of the nearest existing field around it, and marks the value. Undefined if no part of it can be marked.
 * `object` is the location of the object that contains the field, and `way` continues from there.
 */
export type FindExcerpt = (object: Way, way: Way, options?: ExcerptOptions) => Excerpt | undefined;

export interface ExcerptOptions {
  /** Whether the key is marked instead of the value. */
  readonly ofKey?: boolean;
  /** Whether only the field itself may be marked, and not a field around it. */
  readonly exact?: boolean;
  /** Whether the first field with this name is marked. By default it is the last one, whose value counts. */
  readonly ofFirst?: boolean;
}

export interface ParsedDocument {
  readonly value: Json;
  /** The position of the field, or of the nearest existing field around it. */
  readonly locate: (way: Way) => Position;
  readonly excerpt: FindExcerpt;
  readonly duplicates: readonly DuplicateName[];
}

export interface SyntaxProblem extends Position {
  readonly message: string;
  /** The line, if the text is not YAML or JSON. */
  readonly excerpt: () => Excerpt | undefined;
}

/** Decodes UTF-8, or UTF-16 with a byte order mark. As in kubectl, an invalid character becomes the replacement character. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** The parts of a text: documents, `empty` documents, and parts that cannot be read. */
type Piece = ParsedDocument | 'empty' | SyntaxProblem;

/** No reference to a piece is kept when the next one is read. The result says whether to continue. */
type Use = (piece: Piece) => boolean;

export function readDocuments(text: string, use: Use): void {
  const reading = new Reading(text, use);
  const rest = reading.json();
  if (rest !== undefined) reading.yaml(rest);
}

/** The characters for which unicode.IsSpace of Go is true. */
const space = /[\t\n\v\f\r \x85\xa0\p{Zs}\p{Zl}\p{Zp}]/u;
/** kubectl looks at blocks of four bytes to find the end of the whitespace. */
const leastRest = 4;

/** Podward failed on the document. */
class Bug extends YamlError {}

class Reading {
  readonly #text: string;
  readonly #use: Use;
  readonly #lines: LineIndex;
  #problems = 0;
  #isOver = false;

  constructor(text: string, use: Use) {
    this.#text = text;
    this.#use = use;
    this.#lines = new LineIndex(text);
  }

  /** Reads JSON objects one after another. Returns the position at which YAML begins, if the rest is YAML. */
  json(): number | undefined {
    if (this.#text.charAt(afterSpace(this.#text)) !== '{') return 0;
    let at = 0;
    for (let count = 0; !this.#isOver; count++) {
      const from = afterBlanks(this.#text, at);
      if (from === this.#text.length) return undefined;
      const end = this.#readJson(from);
      // After at most one object, the rest may still be YAML.
      if (end instanceof YamlError && count <= 1 && !(end instanceof TooMuch)) return this.#startOfYaml(at, end);
      at = end instanceof YamlError ? this.#behind(from, end) : end;
    }
    return undefined;
  }

  /** Returns the position after the object. */
  #readJson(from: number): number | YamlError {
    let end = 0;
    const error = this.#read(0, () => {
      const parsed = parseJson(this.#text, from, documentLimits);
      ({ end } = parsed);
      return parsed.node;
    });
    return error ?? end;
  }

  /** The position at which to continue after an object that cannot be read. An object that is only too large has an end. */
  #behind(from: number, error: YamlError): number {
    this.#fail(error, 0, 'JSON');
    if (error instanceof TooMuch) return endOfJson(this.#text, from);
    const next = this.#text.indexOf('\n{', error.at);
    return next === -1 ? this.#text.length : next;
  }

  /** Skips whitespace up to the first line break. */
  #startOfYaml(from: number, error: YamlError): number | undefined {
    for (let at = from; ; at++) {
      if (Buffer.byteLength(this.#text.slice(at, at + leastRest)) < leastRest) {
        this.#fail(error, 0, 'JSON');
        return undefined;
      }
      if (!space.test(this.#text.charAt(at))) return at;
      if (this.#text.charAt(at) === '\n') return at + 1;
    }
  }

  /** Lines that begin with `---` separate documents, wherever they are. */
  yaml(from: number): void {
    let start = from;
    for (let at = from; at < this.#text.length && !this.#isOver;) {
      const next = this.#text.indexOf('\n', at) + 1 || this.#text.length;
      if (this.#text.startsWith('---', at)) {
        const rest = this.#text.slice(at + 3, next).trim();
        if (rest !== '' && !rest.startsWith('#')) {
          this.#fail(new YamlError('Only a comment may follow --- on the same line.', at), 0);
          start = next;
        } else if (start < at) {
          this.#readYaml(start, at);
          start = next;
        }
      }
      at = next;
    }
    if (start < this.#text.length && !this.#isOver) this.#readYaml(start, this.#text.length);
  }

  #readYaml(start: number, end: number): void {
    const chunk = this.#text.slice(start, end);
    const error = this.#read(start, () => parseYaml(chunk.endsWith('\n') ? chunk : `${chunk}\n`, documentLimits));
    if (error !== undefined) this.#fail(error, start);
  }

  /** When the document is used, no reference to it is left on the stack. */
  #read(offset: number, parseNode: () => Node | undefined): YamlError | undefined {
    let document: ParsedDocument | 'empty';
    try {
      const node = parseNode();
      document = node === undefined ? 'empty' : this.#documentOf(node, offset);
    } catch (error) {
      return error instanceof YamlError ? error : new Bug(bugInObject(error), 0);
    }
    this.#give(document);
    return undefined;
  }

  #documentOf(node: Node, offset: number): ParsedDocument | 'empty' {
    const position = (at: number): Position => this.#lines.positionOf(at + offset);
    const { value, duplicates } = decodeNode(node, documentLimits);
    if (value === null) return 'empty';
    const { find, findFirst } = locator();
    return {
      value,
      locate: (way) => position(find(node, way).at),
      excerpt: (objectWay, way, { ofKey = false, exact = false, ofFirst = false } = {}) => {
        const object = find(node, objectWay);
        const root = resolved(object.value);
        const field = (ofFirst ? findFirst(root, way) : undefined) ?? find(root, way);
        if (object.passed < objectWay.length || field.passed === 0) return undefined;
        // If the field does not exist, the position is that of the field around it, and no part of it is marked.
        const isAround = field.passed < way.length;
        if (exact && isAround) return undefined;
        const origin = { text: this.#text, offset };
        return excerptOf(origin, root, field, (at) => position(at).line, ofKey || isAround);
      },
      duplicates: duplicates.map(({ way, first, last }) => ({
        way,
        firstLine: position(first.at).line,
        ...spelling(first, last, String(way.at(-1))),
      })),
    };
  }

  #fail(error: YamlError, offset: number, language: 'YAML' | 'JSON' = 'YAML'): void {
    const position = this.#lines.positionOf(error.at + offset);
    const isSyntax = !(error instanceof TooMuch || error instanceof Bug);
    this.#give({
      ...position,
      message: isSyntax ? `invalid ${language}. ${error.message}` : error.message,
      excerpt: () => (isSyntax ? sourceExcerpt(this.#text, error.at + offset, position.line) : undefined),
    });
    if (++this.#problems < maxProblems || this.#isOver) return;
    this.#give({
      ...position,
      message: `the file has at least ${maxProblems} syntax errors. The rest of the file is not read.`,
      excerpt: () => undefined,
    });
    this.#isOver = true;
  }

  #give(piece: Piece): void {
    if (!this.#use(piece)) this.#isOver = true;
  }
}

function afterSpace(text: string): number {
  let at = 0;
  while (at < text.length && space.test(text.charAt(at))) at++;
  return at;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
  return at;
}

/** How two keys are written, if one of them is not written like the name that it is read as. */
function spelling(first: Node, last: Node, name: string): Pick<DuplicateName, 'spelled'> {
  const spelled = [textOf(first), textOf(last)] as const;
  return spelled.every((text) => text === name) ? {} : { spelled };
}

function textOf(key: Node): string {
  const { target = key } = key.kind === 'alias' ? key : {};
  return target.kind === 'scalar' ? target.text : '';
}
