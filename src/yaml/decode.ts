/** Nodes -> JSON. Source: go.yaml.in/yaml/v2 decode.go and sigs.k8s.io/yaml (convertToJSONableObject). */
import type { Json } from '../json/json.ts';
import type { Way } from '../json/path.ts';
import { Bounds, type DocumentLimits } from './bounds.ts';
import { YamlError } from './error.ts';
import type { MapNode, Node } from './node.ts';
import { keyText, mergeTag, resolvePlain, resolveTagged, shortTag, type Resolved } from './resolve.ts';

/** A name that a map has more than once. The last value counts. */
interface DuplicateKey {
  readonly way: Way;
  readonly first: Node;
  readonly last: Node;
}

interface Decoded {
  readonly value: Json;
  readonly duplicates: readonly DuplicateKey[];
}

/** The fields of one map, including merged ones. */
interface Fields {
  readonly values: Map<string, Json>;
  /** Duplicate names inside the value of a field, or the field itself. Most fields have none. */
  readonly duplicates: Map<string, readonly DuplicateKey[]>;
}

/** Enough for fixing a file. */
const maxDuplicates = 100;

export function decodeNode(node: Node, limits: DocumentLimits): Decoded {
  const decoder = new Decoder(limits);
  const value = decoder.decode(node);
  decoder.refuseNonNumbers(value);
  return { value, duplicates: decoder.duplicates };
}

class Decoder {
  duplicates: DuplicateKey[] = [];
  readonly #bounds: Bounds;
  readonly #way: (string | number)[] = [];
  /** The aliases that are being expanded. */
  readonly #open = new Set<Node>();
  readonly #seen = new Set<Node>();
  #decoded = 0;
  #decodedOfAliases = 0;
  #nonNumber: Node | undefined;

  constructor(limits: DocumentLimits) {
    this.#bounds = new Bounds(limits);
  }

  decode(node: Node): Json {
    this.#count(node);
    switch (node.kind) {
      case 'scalar':
        return this.#scalar(node);
      case 'value':
        return node.value;
      case 'alias':
        return this.#followed(node, (target) => this.decode(target));
      case 'list':
        return node.entries.map((entry, i) => this.#at(i, node, () => this.decode(entry)));
      case 'map': {
        const fields: Fields = { values: new Map(), duplicates: new Map() };
        this.#addPairs(node, fields);
        return Object.fromEntries(fields.values);
      }
    }
  }

  /** JSON cannot represent them. A value that was overwritten by a later one with the same name does not count. */
  refuseNonNumbers(value: Json): void {
    if (this.#nonNumber !== undefined && holdsNonNumber(value))
      throw new YamlError('The values .inf and .nan are not allowed. Put the value in quotes.', this.#nonNumber.at);
  }

  /** The limit of go-yaml on multiplying aliases ("billion laughs"), and a limit on the text that they produce. */
  #count(node: Node): void {
    if (node.kind === 'scalar') this.#bounds.countText(node.text, node.at);
    this.#decoded++;
    if (this.#open.size > 0) this.#decodedOfAliases++;
    if (this.#decodedOfAliases <= 100 || this.#decoded <= 1000) return;
    if (this.#decodedOfAliases / this.#decoded > allowedShare(this.#decoded))
      throw new YamlError('The aliases expand to too many values.', node.at);
  }

  #followed<T>(node: AliasNode, use: (target: Node) => T): T {
    if (this.#open.has(node)) throw new YamlError('An alias must not contain itself.', node.at);
    this.#open.add(node);
    const result = use(node.target);
    this.#open.delete(node);
    return result;
  }

  #at<T>(segment: string | number, node: Node, use: () => T): T {
    this.#bounds.count(node.at);
    this.#way.push(segment);
    const result = this.#bounds.inside(node.at, use);
    this.#way.pop();
    return result;
  }

  #scalar(node: ScalarNode): Json {
    const value = scalarValue(node);
    if (typeof value === 'number' && !Number.isFinite(value)) this.#nonNumber ??= node;
    return value;
  }

  /** The later value counts, whether it is merged or in the map itself. */
  #addPairs(node: MapNode, fields: Fields): void {
    const own = new Map<string, Node>();
    const repeated = new Map<string, Omit<DuplicateKey, 'way'>>();
    for (const { key, value } of node.pairs) {
      if (isMergeKey(key)) {
        this.#merge(value, fields);
        continue;
      }
      this.#count(key);
      if (key.kind === 'alias' && key.target.kind === 'scalar') this.#bounds.countText(key.target.text, key.at);
      const name = keyName(key);
      const first = own.get(name);
      if (first === undefined) own.set(name, key);
      else repeated.set(name, { first, last: key });
      this.#forget(fields, name);
      const from = this.duplicates.length;
      const json = this.#at(name, node, () => this.decode(value));
      fields.values.set(name, json);
      // While a value is decoded, only the duplicates found in it are removed.
      if (this.duplicates.length > from) fields.duplicates.set(name, this.duplicates.slice(from));
    }
    // An aliased map is decoded several times.
    if (repeated.size === 0 || this.#seen.has(node)) return;
    this.#seen.add(node);
    for (const [name, keys] of repeated) {
      if (this.duplicates.length >= maxDuplicates) return;
      const duplicate = { way: [...this.#way, name], ...keys };
      this.duplicates.push(duplicate);
      fields.duplicates.set(name, [...(fields.duplicates.get(name) ?? []), duplicate]);
    }
  }

  /** Removes the duplicates found in a value that is overwritten, because their positions would be looked up in the new value. */
  #forget({ duplicates }: Fields, name: string): void {
    const known = duplicates.get(name);
    if (known === undefined) return;
    duplicates.delete(name);
    const gone = new Set(known);
    this.duplicates = this.duplicates.filter((duplicate) => !gone.has(duplicate));
  }

  /** If several maps have a field, the first one wins. */
  #merge(node: Node, fields: Fields): void {
    for (const source of mergedMaps(node).toReversed()) this.#mergeOne(source, fields);
  }

  #mergeOne(node: MapNode | AliasNode, fields: Fields): void {
    this.#count(node);
    if (node.kind === 'map') this.#addPairs(node, fields);
    else this.#followed(node, (target) => this.#mergeOne(target as MapNode, fields));
  }
}

type ScalarNode = Extract<Node, { kind: 'scalar' }>;
type AliasNode = Extract<Node, { kind: 'alias' }>;

/** Up to 99% of the decoded values may come from aliases in a small document, and 10% in a large one. */
function allowedShare(decoded: number): number {
  const [low, high] = [400_000, 4_000_000];
  const over = Math.min(Math.max(decoded - low, 0) / (high - low), 1);
  return 0.99 - 0.89 * over;
}

export const isMergeKey = (key: Node): boolean =>
  key.kind === 'scalar' && key.text === '<<' && (key.implicit || key.tag === mergeTag);

/** The maps to which a merge key refers. */
export function mergedMaps(node: Node): (MapNode | AliasNode)[] {
  const sources = node.kind === 'list' ? node.entries : [node];
  return sources.map((source) => {
    if (source.kind === 'map' || (source.kind === 'alias' && source.target.kind === 'map')) return source;
    throw new YamlError('The value of << must be a map, an alias of a map, or a list of these.', node.at);
  });
}

/** The meanings of long strings, which are resolved again for each alias. */
const meanings = new WeakMap<ScalarNode, Resolved>();
const leastLong = 100;

function resolve(node: ScalarNode): Resolved {
  if (node.text.length < leastLong) return meaningOf(node);
  const known = meanings.get(node);
  if (known !== undefined) return known;
  const meaning = meaningOf(node);
  meanings.set(node, meaning);
  return meaning;
}

export function scalarValue(node: ScalarNode): null | boolean | string | number {
  const value = resolve(node);
  return typeof value === 'bigint' ? Number(value) : value;
}

function meaningOf({ text, tag, implicit, at }: ScalarNode): Resolved {
  if (tag === '') return implicit ? resolvePlain(text) : text;
  const value = resolveTagged(tag, text);
  if (value === undefined) throw new YamlError(`The value must match its tag, ${shortTag(tag)}.`, at);
  return value;
}

/** The name of a field in JSON. */
export function keyName(node: Node): string {
  const key = node.kind === 'alias' ? node.target : node;
  const name = key.kind === 'scalar' ? keyText(resolve(key)) : undefined;
  if (name === undefined) throw new YamlError('A key must be a string, a number or a boolean.', node.at);
  return name;
}

function holdsNonNumber(value: Json): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((entry) => entry !== undefined && holdsNonNumber(entry));
}
