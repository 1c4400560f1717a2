/** How much a document may hold. Both readers and what follows aliases count by it. */
import { YamlError } from './cursor.ts';

/** The document is well-formed, as far as it was read, and too much for Podward. */
export class TooMuch extends YamlError {}

export interface DocumentLimits {
  /** How many levels maps and lists nest. */
  readonly depth: number;
  /** List entries and fields. */
  readonly values: number;
  /** Characters of all texts and keys, each as often as aliases repeat it. Without an alias a file has no more than its bytes. */
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

  /** One more entry of a list, or field of a map. */
  count(at: number): void {
    if (++this.#values > this.#limits.values)
      throw new TooMuch(
        `the document has more than ${this.#limits.values} list entries and fields. Split the document.`,
        at,
      );
  }

  /** One more text or key, as it is written. */
  countText(text: string, at: number): void {
    this.#characters += text.length;
    if (this.#characters > this.#limits.characters)
      throw new TooMuch(
        `the aliases expand the document to more than ${this.#limits.characters} characters. Split the document.`,
        at,
      );
  }

  /** Reads what is inside a list or a map, one level deeper. */
  inside<T>(at: number, read: () => T): T {
    if (++this.#depth > this.#limits.depth)
      throw new TooMuch(`the document must not be nested more than ${this.#limits.depth} levels deep.`, at);
    const result = read();
    this.#depth--;
    return result;
  }
}
