/** YAML text as data, and where in the text each piece of the data is. */
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
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

export interface Source {
  readonly data: Json;
  /** The mistake with the position of the field, or of the field's name. */
  error(segments: Segments, message: string, at?: 'name' | 'value'): ConfigurationError;
}

/** Syntax errors and names that are given twice come as errors, all of them. */
export function readYaml(text: string): Source | { readonly errors: readonly ConfigurationError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', logLevel: 'error' });
  const at = (offset: number, path: string, message: string): ConfigurationError => {
    const { line, col } = lines.linePos(offset);
    return { path, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  if (document.errors.length > 0) {
    return { errors: document.errors.map(({ pos, code, message }) => at(pos[0], '', syntaxMessage(code, message))) };
  }
  try {
    const data = document.toJS() as Json;
    return {
      data,
      error: (segments, message, what = 'value') =>
        at(offsetOf(document, segments, what), formatPath(segments), message),
    };
  } catch (error) {
    // An alias without an anchor, or aliases that multiply.
    return { errors: [at(0, '', error instanceof Error ? error.message : String(error))] };
  }
}

const syntaxMessage = (code: string, message: string): string =>
  code === 'DUPLICATE_KEY'
    ? 'this name is given twice'
    : code === 'MULTIPLE_DOCS'
      ? 'one document is expected, not several'
      : message;

function offsetOf(document: Document, segments: Segments, what: 'name' | 'value'): number {
  const last = segments.at(-1);
  const parent = segments.length === 0 ? undefined : document.getIn(segments.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(last));
    // A value that is left out, or a collection, begins somewhere below: its name is the better place to point at.
    const value = isScalar(pair?.value) && pair.value.value !== null && what === 'value' ? pair.value : pair?.key;
    if (isNode(value) && value.range) return value.range[0];
  }
  const node = document.getIn(segments, true);
  if (isNode(node) && node.range) return node.range[0];
  return segments.length === 0 ? 0 : offsetOf(document, segments.slice(0, -1), what);
}

function formatPath(segments: Segments): string {
  return segments.reduce<string>(
    (path, segment) =>
      typeof segment === 'number' ? `${path}[${segment}]` : path === '' ? segment : `${path}.${segment}`,
    '',
  );
}
