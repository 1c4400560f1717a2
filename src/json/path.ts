import { field, isList, objectAt, type Json, type JsonObject } from './json.ts';

/** The location of a value: field names, map keys and list indexes, from the root down. */
export type Way = readonly (string | number)[];

/**
 * The path of a field, in the two notations that Kubernetes users know: `spec.containers[0].image` in messages and causes, and
 * `/spec/containers/0/image` (JSON Pointer, RFC 6901) in patches. A path is immutable. Functions receive it and extend it.
 */
export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #segment: string | number;
  /** A map key is printed in brackets, as in `metadata.annotations[example.com/a]`. */
  readonly #isKey: boolean;
  /** The number of segments. */
  readonly depth: number;

  private constructor(parent: FieldPath | undefined, segment: string | number, isKey: boolean) {
    this.#parent = parent;
    this.#segment = segment;
    this.#isKey = isKey;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }

  /** The path of a whole object. It is printed as an empty string. */
  static readonly root: FieldPath = new FieldPath(undefined, '', false);

  child(...names: string[]): FieldPath {
    return FieldPath.#below(this, names);
  }

  static #below(path: FieldPath, names: readonly string[]): FieldPath {
    let at = path;
    for (const name of names) at = new FieldPath(at, name, false);
    return at;
  }

  index(position: number): FieldPath {
    return new FieldPath(this, position, false);
  }

  key(name: string): FieldPath {
    return new FieldPath(this, name, true);
  }

  /** Field names, list indexes and map keys, from the root down. */
  segments(): (string | number)[] {
    return FieldPath.#stepsTo(this).map((step) => step.#segment);
  }

  /** The paths from the first segment to the path itself. The root is not included. */
  static #stepsTo(path: FieldPath): FieldPath[] {
    const steps: FieldPath[] = [];
    for (let at = path; at.#parent !== undefined; at = at.#parent) steps.push(at);
    return steps.reverse();
  }

  /** Whether the last step is a key of a map. */
  get isKey(): boolean {
    return this.#isKey;
  }

  get last(): string | number {
    return this.#segment;
  }

  get parent(): FieldPath {
    return this.#parent ?? FieldPath.root;
  }

  pointer(): string {
    return pointerTo(this.segments());
  }

  toString(): string {
    return this.print((name) => name);
  }

  /** Prints the path in the notation of messages. `shown` converts each name. */
  print(shown: (name: string, at: FieldPath) => string): string {
    let text = '';
    for (const step of FieldPath.#stepsTo(this)) {
      const segment = step.#segment;
      const name = typeof segment === 'number' ? segment : shown(segment, step);
      if (step.#isKey || typeof segment === 'number') text += `[${name}]`;
      else text += `${text === '' ? '' : '.'}${name === '' ? '""' : name}`;
    }
    return text;
  }

  /** The notation of messages, so that a path looks the same in a template string and in JSON. */
  toJSON(): string {
    return this.toString();
  }
}

/** The value at the path, or undefined. */
export function valueAt(object: Json | undefined, path: FieldPath): Json | undefined {
  let value: Json | undefined = object;
  for (const segment of path.segments()) value = valueBelow(value, segment);
  return value;
}

/** The object at the path. Empty if there is none. */
export const objectAtPath = (object: Json | undefined, path: FieldPath): JsonObject => objectAt(valueAt(object, path));

/** The value one segment further. */
export const valueBelow = (value: Json | undefined, segment: string | number): Json | undefined =>
  isList(value) ? (typeof segment === 'number' ? value[segment] : undefined) : field(value, String(segment));

/** Compares two paths in reading order: names alphabetically, list indexes by number, and a parent before its children. */
export function comparePaths(a: FieldPath, b: FieldPath): number {
  let [left, right] = [a, b];
  while (left.depth > right.depth) left = left.parent;
  while (right.depth > left.depth) right = right.parent;
  // The uppermost difference decides. There is none above a step that both paths share.
  let order = a.depth - b.depth;
  for (; left !== right; [left, right] = [left.parent, right.parent]) {
    if (left.last !== right.last) order = compareSegments(left.last, right.last);
  }
  return order;
}

function compareSegments(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}

/** The names in a JSON Pointer (RFC 6901): `/labels/a~1b` has `labels` and `a/b`. */
export const namesIn = (pointer: string): string[] => pointer.split('/').slice(1).map(unescaped);

/** `/labels/a~1b` for `labels` and `a/b`. */
export const pointerTo = (names: Way): string =>
  names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
