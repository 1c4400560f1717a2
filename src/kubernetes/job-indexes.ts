/** Lists of the indexes of a Job, such as `0,2-4`. Source: validateIndexesFormat in pkg/apis/batch/validation. */

/** The number of indexes, or the first part with a problem. */
type IndexesRead =
  { readonly count: number } | { readonly is: 'syntax' | 'large' | 'range' | 'order'; readonly text: string };

/** An index must be less than `completions`, and more than those before it. An empty text has no index. */
export function readIndexes(text: string, completions: number): IndexesRead {
  let count = 0;
  let last = -1;
  for (const part of text === '' ? [] : text.split(',')) {
    const limits = part.split('-');
    const from = indexOf(limits[0]!);
    const to = limits.length === 1 ? from : indexOf(limits[1]!);
    if (limits.length > 2 || from === undefined || to === undefined) return { is: 'syntax', text: part };
    if (to >= completions || from >= completions) return { is: 'large', text: part };
    // A range has at least two indexes.
    if (limits.length > 1 && from >= to) return { is: 'range', text: part };
    if (from <= last) return { is: 'order', text: part };
    count += to - from + 1;
    last = to;
  }
  return { count };
}

/** strconv.Atoi of Go. Also a number that is too large for it is too large for the Job. */
const indexOf = (text: string): number | undefined => (/^\+?\d+$/.test(text) ? Number(text) : undefined);
