/** Longer than any name there is; the search costs the product of the lengths. */
const maxLength = 100;

/** The known name that the writer most likely meant, the first of several that are equally near, or undefined where none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > maxLength) return undefined;
  const written = name.toLowerCase();
  let best: string | undefined;
  let limit = Math.max(2, Math.floor(name.length / 3));
  for (const candidate of known) {
    const edits = editDistance(written, candidate.toLowerCase(), limit);
    if (edits === undefined) continue;
    best = candidate;
    limit = edits - 1;
  }
  return best;
}

/** Levenshtein's, one row at a time; undefined as soon as it is more than the limit. */
function editDistance(a: string, b: string, limit: number): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const edits = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]));
      next[j] = edits;
      least = Math.min(least, edits);
    }
    if (least > limit) return undefined;
    row = next;
  }
  const edits = row[b.length]!;
  return edits <= limit ? edits : undefined;
}
