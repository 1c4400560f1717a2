/** The content of the YAML document of a configuration, as JSON. */
import { isAlias, isMap, isNode, isScalar, isSeq, type Alias, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '../json/json.ts';
import { fieldError } from '../text/field-error.ts';
import { maxDepth, maxLength } from './limits.ts';

export const invalid = (sentences: string): string => fieldError('FieldValueInvalid', sentences);

export const tooDeep = invalid(`the file must not be nested more than ${maxDepth} levels deep.`);

/** What is valid YAML, but not allowed in a configuration. */
export interface Misuse {
  readonly offset: number;
  readonly message: string;
}

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
export function dataOf({ contents }: Document): { data: Json; misuses: Misuse[] } {
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

export const noName = invalid('the name of a field must be a string.');
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

export const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
