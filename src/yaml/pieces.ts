/**
 * A string of many pieces. `+=` creates a tree with a node of 32 bytes for each piece, and another 32 bytes for each substring. For a
 * file of 20 MiB, that would be a gigabyte.
 */
export class Pieces {
  readonly #joined: string[] = [];
  readonly #pieces: string[] = [];

  add(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    if (this.#pieces.length < maxPieces) return;
    this.#joined.push(this.#pieces.join(''));
    this.#pieces.length = 0;
  }

  get isEmpty(): boolean {
    return this.#joined.length + this.#pieces.length === 0;
  }

  take(): string {
    const text = [...this.#joined, ...this.#pieces].join('');
    this.#joined.length = this.#pieces.length = 0;
    return text;
  }
}

const maxPieces = 1024;
