/** Longer than any name there is; the search costs the product of the lengths. */
const maxLength = 100;

/**
 * The known name that the writer most likely meant, the first of several that are equally near, or undefined where none is near. A short
 * name may differ in one place only; what is the beginning of a known name is near to it.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const best = closest(name, known, name.length < shortLength ? 1 : Math.max(2, Math.floor(name.length / 3)));
  if (best !== undefined || name.length < minBeginning || name.length > maxLength) return best;
  const written = name.toLowerCase();
  return known.find((other) => other.toLowerCase().startsWith(written));
}

/** The known name that differs from the written one in one place at most, and in upper and lower case. */
export const oneEditAway = (name: string, known: readonly string[]): string | undefined => closest(name, known, 1);

function closest(name: string, known: readonly string[], most: number): string | undefined {
  if (name === '' || name.length > maxLength) return undefined;
  const written = name.toLowerCase();
  let best: string | undefined;
  let limit = most;
  for (const candidate of known) {
    const edits = editDistance(written, candidate.toLowerCase(), limit);
    // Of a short name one other letter at its beginning makes another word: gpu is not a misspelt cpu.
    const isOther =
      name.length < shortLength && edits !== undefined && edits > 0 && written[0] !== candidate[0]?.toLowerCase();
    if (edits === undefined || isOther) continue;
    best = candidate;
    limit = edits - 1;
  }
  return best;
}

/** Below it two edits make another word of a name. */
const shortLength = 5;
/** Of fewer letters there are too many names with the same beginning. */
const minBeginning = 3;

/** Levenshtein's with transpositions (optimal string alignment), one row at a time; undefined as soon as it is more than the limit. */
function editDistance(a: string, b: string, limit: number): number | undefined {
  if (limit < 0 || Math.abs(a.length - b.length) > limit) return undefined;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let edits = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) edits = Math.min(edits, before[j - 2]! + 1);
      next[j] = edits;
      least = Math.min(least, edits);
    }
    // A swap reaches over one row.
    if (least > limit + 1) return undefined;
    [before, row] = [row, next];
  }
  const edits = row[b.length]!;
  return edits <= limit ? edits : undefined;
}
