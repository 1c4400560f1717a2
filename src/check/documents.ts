/**
 * Reads the documents of a file as kubectl does. Source: k8s.io/apimachinery pkg/util/yaml/decoder.go (YAMLOrJSONDecoder, YAMLReader),
 * k8s.io/cli-runtime pkg/resource/visitor.go.
 */
import { hasSpace } from '../kubernetes/space.ts';
import type { Excerpt } from '../report/report.ts';
import { renderFix } from '../text/unreplaced.ts';
import { TooMuch } from '../yaml/bounds.ts';
import { YamlError } from '../yaml/error.ts';
import { endOfJson, languageOf, parseJson, type Language } from '../yaml/json.ts';
import type { Node } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parser.ts';
import { LineIndex, type Position } from '../yaml/positions.ts';
import { documentOf, type ParsedDocument } from './document.ts';
import { bugInObject } from './errors.ts';
import { documentLimits, maxProblems } from './limits.ts';
import { sourceExcerpt } from './source-line.ts';

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

/** Each part of the text goes to `use`, one at a time. */
export function readDocuments(text: string, use: Use): void {
  const reading: Reading = { text, lines: new LineIndex(text), use, problems: 0, isOver: false };
  const rest = readJson(reading);
  if (rest !== undefined) readYaml(reading, rest);
}

interface Reading {
  readonly text: string;
  readonly lines: LineIndex;
  readonly use: Use;
  /** The number of parts that cannot be read. */
  problems: number;
  /** Whether the rest of the text is not read. */
  isOver: boolean;
}

/** Why a part of the text cannot be read. */
interface Failure {
  readonly reason: 'syntax' | 'size' | 'bug';
  readonly message: string;
  readonly at: number;
}

/** Reads JSON objects one after another. Returns the position at which YAML begins, if the rest is YAML. */
function readJson(reading: Reading): number | undefined {
  const { text } = reading;
  if (text.charAt(afterSpace(text)) !== '{') return 0;
  let at = 0;
  for (let count = 0; !reading.isOver; count++) {
    const from = afterBlanks(text, at);
    if (from === text.length) return undefined;
    const end = readDocument(reading, 0, () => parseJson(text, from, documentLimits));
    if (typeof end === 'number') {
      at = end;
    } else if (count <= 1 && end.reason !== 'size') {
      // After at most one object, the rest may still be YAML.
      const start = startOfYaml(text, at);
      if (start === undefined) fail(reading, end, 'JSON');
      return start;
    } else {
      fail(reading, end, 'JSON');
      at = afterFailure(text, from, end);
    }
  }
  return undefined;
}

/** Skips whitespace up to the first line break. Undefined if the rest is too short for kubectl. */
function startOfYaml(text: string, from: number): number | undefined {
  for (let at = from; ; at++) {
    if (Buffer.byteLength(text.slice(at, at + leastRest)) < leastRest) return undefined;
    if (!hasSpace(text.charAt(at))) return at;
    if (text.charAt(at) === '\n') return at + 1;
  }
}

/** The position at which to continue after a JSON object that cannot be read. If it is well-formed, this is its end. */
function afterFailure(text: string, from: number, { reason, at }: Failure): number {
  if (reason !== 'syntax') return endOfJson(text, from);
  const next = text.indexOf('\n{', at);
  return next === -1 ? text.length : next;
}

/** Lines that begin with `---` separate documents, wherever they are. */
function readYaml(reading: Reading, from: number): void {
  const { text } = reading;
  let start = from;
  for (let at = from; at < text.length && !reading.isOver;) {
    const next = text.indexOf('\n', at) + 1 || text.length;
    if (text.startsWith('---', at)) {
      const rest = text.slice(at + 3, next).trim();
      if (rest !== '' && !rest.startsWith('#')) {
        fail(reading, { reason: 'syntax', message: 'Only a comment may follow --- on the same line.', at }, 'YAML');
        start = next;
      } else if (start < at) {
        readYamlDocument(reading, start, at);
        start = next;
      }
    }
    at = next;
  }
  if (start < text.length && !reading.isOver) readYamlDocument(reading, start, text.length);
}

function readYamlDocument(reading: Reading, start: number, end: number): void {
  const chunk = reading.text.slice(start, end);
  const failure = readDocument(reading, start, () => ({
    node: parseYaml(chunk.endsWith('\n') ? chunk : `${chunk}\n`, documentLimits),
    end,
  }));
  if (typeof failure !== 'number') fail(reading, failure, languageOf(chunk));
}

/**
 * Returns the position after the document, or why it cannot be read. `parse` counts its positions from `offset`. When the next document
 * is read, no reference to this one is left on the stack.
 */
function readDocument(
  reading: Reading,
  offset: number,
  parse: () => { readonly node: Node | undefined; readonly end: number },
): number | Failure {
  let document: ParsedDocument | 'empty';
  let end: number;
  try {
    const parsed = parse();
    const { text, lines } = reading;
    document = parsed.node === undefined ? 'empty' : documentOf({ text, lines, offset, node: parsed.node });
    ({ end } = parsed);
  } catch (error) {
    return failureOf(error, offset);
  }
  give(reading, document);
  return end;
}

function failureOf(error: unknown, offset: number): Failure {
  if (!(error instanceof YamlError)) return { reason: 'bug', message: bugInObject(error), at: offset };
  return { reason: error instanceof TooMuch ? 'size' : 'syntax', message: error.message, at: offset + error.at };
}

function fail(reading: Reading, { reason, message, at }: Failure, language: Language): void {
  const position = reading.lines.positionOf(at);
  const isSyntax = reason === 'syntax';
  give(reading, {
    ...position,
    message: isSyntax ? `invalid ${language}. ${renderFix(reading.text, at) ?? message}` : message,
    excerpt: () => (isSyntax ? sourceExcerpt(reading.text, at, position.line) : undefined),
  });
  if (++reading.problems < maxProblems || reading.isOver) return;
  give(reading, {
    ...position,
    message: `the file has at least ${maxProblems} syntax errors. The rest of the file is not read.`,
    excerpt: () => undefined,
  });
  reading.isOver = true;
}

function give(reading: Reading, piece: Piece): void {
  if (!reading.use(piece)) reading.isOver = true;
}

/** kubectl looks at blocks of four bytes to find the end of the whitespace. */
const leastRest = 4;

function afterSpace(text: string): number {
  let at = 0;
  while (at < text.length && hasSpace(text.charAt(at))) at++;
  return at;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
  return at;
}
