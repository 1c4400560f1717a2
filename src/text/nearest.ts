/** Longer than any known name. The cost of the search is the product of the lengths. */
const maxLength = 100;

/**
 * The known name that the author most likely meant, or undefined if none is similar. A short name may differ in only one place. The beginning
 * of a known name counts as similar. Of equally similar names, one with this beginning is meant: the one with the fewest words, such as
 * hostname for host, and the shortest of those.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > maxLength) return undefined;
  const negated = negatedBy(name, known);
  if (negated !== undefined) return known.find((other) => negatedBy(other, [negated]) !== undefined);
  const written = name.toLowerCase();
  const begun = known
    .filter((other) => other.toLowerCase().startsWith(written))
    .toSorted((a, b) => capitals(a) - capitals(b) || a.length - b.length);
  const most = name.length < shortLength ? 1 : Math.max(2, Math.floor(name.length / 3));
  return closest(name, [...begun, ...known], most) ?? (name.length < minBeginning ? undefined : begun[0]);
}

/** The known name that differs from the given one in at most one place, ignoring case. */
export const oneEditAway = (name: string, known: readonly string[]): string | undefined => closest(name, known, 1);

/** The longest known name with which the given one begins: `env` for `environment`. */
export function beginningOf(name: string, known: readonly string[]): string | undefined {
  const written = name.toLowerCase();
  const beginnings = known.filter((other) => other.length >= minBeginning && written.startsWith(other.toLowerCase()));
  return beginnings.toSorted((a, b) => b.length - a.length)[0];
}

/** NotExists is not a misspelled Exists, but may be a misspelled DoesNotExist. */
const negation = /^(?:does|is)?(?:not?|un|!)(?=.)/i;

/** The known name whose opposite the name is. */
function negatedBy(name: string, known: readonly string[]): string | undefined {
  const positive = name.replace(negation, '');
  return positive === name ? undefined : oneEditAway(positive, known);
}

function closest(name: string, known: readonly string[], most: number): string | undefined {
  if (name === '' || name.length > maxLength) return undefined;
  const written = name.toLowerCase();
  const isShort = name.length < shortLength;
  let best: string | undefined;
  let limit = most;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    // If the first letter of a short name differs, it is a different word: gpu is not a misspelled cpu.
    if (isShort && written[0] !== other[0]) continue;
    const edits = editDistance(written, other, limit);
    if (edits === undefined) continue;
    best = candidate;
    limit = edits - 1;
  }
  return best;
}

/** Each begins a word. */
const capitals = (name: string): number => name.length - name.replace(/[A-Z]/g, '').length;

/** In a shorter name, two edits make a different word. */
const shortLength = 5;
/** Too many names begin with the same one or two letters. */
const minBeginning = 3;

/** The Levenshtein distance with transpositions (optimal string alignment), one row at a time. Undefined as soon as it exceeds the limit. */
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
    // A transposition skips one row.
    if (least > limit + 1) return undefined;
    [before, row] = [row, next];
  }
  const edits = row[b.length]!;
  return edits <= limit ? edits : undefined;
}
