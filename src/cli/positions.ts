/** Lines and columns of a text; both count from 1, columns in UTF-16 code units. */

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One place in so many is kept: a text may be nothing but line breaks, and it may be one line. */
const step = 1024;

export class LineIndex {
  readonly #text: string;
  /** How many line breaks there are before the first, second, … place. */
  readonly #breaks: Uint32Array;
  /** Where the line of the place begins. */
  readonly #starts: Uint32Array;

  constructor(text: string) {
    const places = Math.floor(text.length / step) + 1;
    this.#text = text;
    this.#breaks = new Uint32Array(places);
    this.#starts = new Uint32Array(places);
    let [breaks, start] = [0, 0];
    let next = text.indexOf('\n');
    for (let place = 0; place < places; place++) {
      for (; next !== -1 && next < place * step; next = text.indexOf('\n', next + 1)) {
        breaks++;
        start = next + 1;
      }
      this.#breaks[place] = breaks;
      this.#starts[place] = start;
    }
  }

  /** A place behind the text is its end. */
  positionOf(place: number): Position {
    const at = Math.min(place, this.#text.length);
    const kept = Math.floor(at / step);
    let [breaks, start] = [this.#breaks[kept]!, this.#starts[kept]!];
    const end = this.#text.slice(kept * step, at);
    for (let i = end.indexOf('\n'); i !== -1; i = end.indexOf('\n', i + 1)) {
      breaks++;
      start = kept * step + i + 1;
    }
    return { line: breaks + 1, column: at - start + 1 };
  }
}
