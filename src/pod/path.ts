import type { Json, JsonObject } from './json.ts';

/**
 * The path of a field, in the two notations that Kubernetes users meet: `spec.containers[0].image` in messages and causes,
 * `/spec/containers/0/image` (JSON Pointer, RFC 6901) in patches. A path is an immutable value that is handed down and extended.
 */
export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #segment: string | number;
  /** A map key prints in brackets, as in `metadata.annotations[example.com/a]`. */
  readonly #isKey: boolean;

  private constructor(parent: FieldPath | undefined, segment: string | number, isKey: boolean) {
    this.#parent = parent;
    this.#segment = segment;
    this.#isKey = isKey;
  }

  /** The path of a whole object. It prints as nothing. */
  static readonly root: FieldPath = new FieldPath(undefined, '', false);

  child(...names: string[]): FieldPath {
    return names.reduce((path, name) => new FieldPath(path, name, false), this as FieldPath);
  }

  index(position: number): FieldPath {
    return new FieldPath(this, position, false);
  }

  key(name: string): FieldPath {
    return new FieldPath(this, name, true);
  }

  /** Field names, list positions and map keys, from the object down. */
  segments(): (string | number)[] {
    return this.#parent === undefined ? [] : [...this.#parent.segments(), this.#segment];
  }

  get last(): string | number {
    return this.#segment;
  }

  get parent(): FieldPath {
    return this.#parent ?? FieldPath.root;
  }

  pointer(): string {
    return this.segments()
      .map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('');
  }

  toString(): string {
    return this.print((name) => name);
  }

  /** In the notation of messages, with each name as it is to be shown. */
  print(shown: (name: string, at: FieldPath) => string): string {
    if (this.#parent === undefined) return '';
    const before = this.#parent.print(shown);
    if (typeof this.#segment === 'number') return `${before}[${this.#segment}]`;
    const name = shown(this.#segment, this);
    if (this.#isKey) return `${before}[${name}]`;
    return before === '' ? name : `${before}.${name}`;
  }

  /** As messages print it, so that a path in a template string or in JSON reads the same everywhere. */
  toJSON(): string {
    return this.toString();
  }
}

export const metadataPath: FieldPath = FieldPath.root.child('metadata');
export const specPath: FieldPath = FieldPath.root.child('spec');

/** The value at the path; undefined where there is none. */
export function valueAt(object: Json | undefined, path: FieldPath): Json | undefined {
  let value: Json | undefined = object;
  for (const segment of path.segments()) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, segment)
        ? (value as JsonObject)[segment]
        : undefined;
  }
  return value;
}

/**
 * Orders two paths as a reader meets the fields: names by the alphabet, list positions by number, a parent before its children.
 */
export function comparePaths(a: FieldPath, b: FieldPath): number {
  const left = a.segments();
  const right = b.segments();
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i]!;
    const y = right[i]!;
    if (x === y) continue;
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    return String(x) < String(y) ? -1 : 1;
  }
  return left.length - right.length;
}
