import { expect, test } from '@jest/globals';
import { LineIndex } from '../../src/yaml/positions.ts';

/** Counts lines and columns in the simplest way. */
function counted(text: string, at: number): { line: number; column: number } {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

const places = [0, 1, 2, 1022, 1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097];

test.each<[string, string]>([
  ['nothing', ''],
  ['one line', 'x'.repeat(5_000)],
  ['one line that ends where a step does', 'x'.repeat(1_023)],
  ['line breaks', '\n'.repeat(5_000)],
  ['short lines', 'ab\n'.repeat(2_000)],
  ['long lines', `${'x'.repeat(1_023)}\n`.repeat(5)],
  ['lines of 1025', `${'x'.repeat(1_024)}\n`.repeat(5)],
  ['a long line between short ones', `a\n${'x'.repeat(3_000)}\nb\n`],
])('%s', (_, text) => {
  const index = new LineIndex(text);
  // The end of a text is checked with a copy that has one more line break.
  for (const at of [...places.filter((place) => place <= text.length), text.length, text.length + 1])
    expect({ at, ...index.positionOf(at) }).toEqual({ at, ...counted(text, Math.min(at, text.length)) });
});
