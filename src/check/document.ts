/** One document of a file: its value, and where each of its fields is. */
import type { DuplicateName } from '../change/change.ts';
import type { Json } from '../json/json.ts';
import type { Way } from '../json/path.ts';
import type { Excerpt } from '../report/report.ts';
import { decodeNode } from '../yaml/decode.ts';
import { locator, resolved } from '../yaml/locate.ts';
import type { Node } from '../yaml/node.ts';
import type { LineIndex, Position } from '../yaml/positions.ts';
import { excerptOf } from './excerpt.ts';
import { documentLimits } from './limits.ts';

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

/** The text of the file, and the parsed document in it. Positions of nodes are counted from `offset`. */
interface DocumentSource {
  readonly text: string;
  readonly lines: LineIndex;
  readonly offset: number;
  readonly node: Node;
}

/** Throws a YamlError if the document cannot be decoded. */
export function documentOf(source: DocumentSource): ParsedDocument | 'empty' {
  const { lines, offset, node } = source;
  const { value, duplicates } = decodeNode(node, documentLimits);
  if (value === null) return 'empty';
  const position = (at: number): Position => lines.positionOf(at + offset);
  const { find, findFirst } = locator();
  return {
    value,
    locate: (way) => position(find(node, way).at),
    excerpt: (objectWay, way, { ofKey = false, exact = false, ofFirst = false } = {}) => {
      const object = find(node, objectWay);
      if (object.passed < objectWay.length) return undefined;
      const root = resolved(object.value);
      const field = (ofFirst ? findFirst(root, way) : undefined) ?? find(root, way);
      const isAround = field.passed < way.length;
      if (field.passed === 0 || (exact && isAround)) return undefined;
      // Of a field around it, only the key is marked, because the finding is not about the rest of its value.
      return excerptOf(source, root, field, (at) => position(at).line, ofKey || isAround);
    },
    duplicates: duplicates.map(({ way, first, last }) => ({
      way,
      firstLine: position(first.at).line,
      ...spelling(first, last, String(way.at(-1))),
    })),
  };
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
