/** Lines and columns of a text. Both count from 1, and columns count UTF-16 code units. */

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One position out of this many is kept. A text may consist of line breaks only, or of one line. */
const step = 1024;

export class LineIndex {
  readonly #text: string;
  /** The number of line breaks before the first, second, … kept position. */
  readonly #breaks: Uint32Array;
  /** The beginning of the line of each kept position. */
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

  /** A position after the end of the text counts as the end. */
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
