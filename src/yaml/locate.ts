/** Finds the nodes of a parsed document by the location of a field. */
import type { Way } from '../json/path.ts';
import { isMergeKey, keyName, mergedMaps } from './decode.ts';
import type { MapNode, Node, Pair } from './node.ts';

export interface Located {
  /** Undefined for a list entry and for the top of the document. */
  readonly key?: Node | undefined;
  readonly value: Node;
  /** The position of the key of a field, or of the value of a list entry. */
  readonly at: number;
  /** How many steps of the location exist in the file. */
  readonly passed: number;
}

interface Locator {
  /** The field, or the nearest existing one around it. Of equal keys, the last one counts. */
  readonly find: (root: Node, way: Way) => Located;
  /** The first field with the last name of the location, of all fields that the map itself has. Undefined if it has none. */
  readonly findFirst: (root: Node, way: Way) => Located | undefined;
}

/** The node that an alias stands for, or the node itself. */
export const resolved = (node: Node): Node => (node.kind === 'alias' ? node.target : node);

/** The fields of a map by name. */
type Index = ReadonlyMap<string, Pair>;

/** Each map is indexed once, whatever the number of fields to find. */
export function locator(): Locator {
  const indexes = new Map<Node, Index>();
  const firstIndexes = new Map<Node, Index>();

  const find = (root: Node, way: Way): Located => {
    let found: Located = { value: root, at: root.at, passed: 0 };
    for (const segment of way) {
      const around = resolved(found.value);
      const passed = found.passed + 1;
      if (around.kind === 'list') {
        const value = around.entries[Number(segment)];
        if (value === undefined) break;
        found = { value, at: value.at, passed };
      } else {
        const pair = around.kind === 'map' ? indexOf(around, indexes).get(String(segment)) : undefined;
        if (pair === undefined) break;
        found = { ...pair, at: pair.key.at, passed };
      }
    }
    return found;
  };

  return {
    find,
    findFirst: (root, way) => {
      const { value, passed } = find(root, way.slice(0, -1));
      const map = resolved(value);
      if (map.kind !== 'map' || passed < way.length - 1) return undefined;
      const pair = firstIndexOf(map, firstIndexes).get(String(way.at(-1)));
      return pair && { ...pair, at: pair.key.at, passed: passed + 1 };
    },
  };
}

/** With merged fields. */
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

function firstIndexOf(map: MapNode, indexes: Map<Node, Index>): Index {
  let index = indexes.get(map);
  if (index === undefined) {
    // Of equal keys, a Map takes the last one.
    index = new Map(map.pairs.toReversed().map((pair) => [isMergeKey(pair.key) ? '<<' : keyName(pair.key), pair]));
    indexes.set(map, index);
  }
  return index;
}
