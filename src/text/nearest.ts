/** Longer than any known name. The cost of the search is the product of this length, the number of known names and the number of edits. */
const maxLength = 100;
/** More edits make a different word, however long it is. */
const maxEdits = 4;

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
  const most = name.length < shortLength ? 1 : Math.min(maxEdits, Math.max(2, Math.floor(name.length / 3)));
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

/**
 * The Levenshtein distance with transpositions (optimal string alignment). Undefined if it exceeds the limit. Only the cells of the table that
 * are no more than the limit from its diagonal can be within the limit, so no others are computed.
 */
function editDistance(a: string, b: string, limit: number): number | undefined {
  if (limit < 0 || Math.abs(a.length - b.length) > limit) return undefined;
  const tooMany = limit + 1;
  /** The row of the table before the previous one, the previous one, and the current one. */
  let rows = [0, 1, 2].map(() => new Array<number>(b.length + 1).fill(tooMany)) as [number[], number[], number[]];
  for (let j = 0; j <= Math.min(b.length, limit); j++) rows[2][j] = j;
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    rows = [rows[1], rows[2], rows[0]];
    const [beforeLast, last, row] = rows;
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    row[from - 1] = from === 1 ? i : tooMany;
    let least = row[from - 1]!;
    for (let j = from; j <= to; j++) {
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + Number(a[i - 1] !== b[j - 1]));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) edits = Math.min(edits, beforeLast[j - 2]! + 1);
      row[j] = edits;
      least = Math.min(least, edits);
    }
    if (to < b.length) row[to + 1] = tooMany;
    // A transposition skips one row.
    if (least > limit && leastBefore > limit) return undefined;
    leastBefore = least;
  }
  const edits = rows[2][b.length]!;
  return edits <= limit ? edits : undefined;
}
