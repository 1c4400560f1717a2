/** Limits for the content of a document. Both parsers and the expansion of aliases use them. */
import { YamlError } from './error.ts';

/** The document is well-formed as far as it was read, but too large for Podward. */
export class TooMuch extends YamlError {}

export interface DocumentLimits {
  /** The maximum number of levels of maps and lists. */
  readonly depth: number;
  /** List entries and fields. */
  readonly values: number;
  /** The characters of all strings and keys, counted again for each alias. Without aliases, a file has no more than its size in bytes. */
  readonly characters: number;
}

export class Bounds {
  readonly #limits: DocumentLimits;
  #depth = 0;
  #values = 0;
  #characters = 0;

  constructor(limits: DocumentLimits) {
    this.#limits = limits;
  }

  /** Counts an entry of a list or a field of a map. */
  count(at: number): void {
    if (++this.#values > this.#limits.values)
      throw new TooMuch(
        `the document has more than ${this.#limits.values} list entries and fields. Split the document.`,
        at,
      );
  }

  /** Counts a string or a key, as it is written. */
  countText(text: string, at: number): void {
    this.#characters += text.length;
    if (this.#characters > this.#limits.characters)
      throw new TooMuch(
        `the aliases expand the document to more than ${this.#limits.characters} characters. Split the document.`,
        at,
      );
  }

  /** Reads the content of a list or a map, one level deeper. */
  inside<T>(at: number, read: () => T): T {
    if (++this.#depth > this.#limits.depth)
      throw new TooMuch(`the document must not be nested more than ${this.#limits.depth} levels deep.`, at);
    const result = read();
    this.#depth--;
    return result;
  }
}
