/** The large reviews that wait for the process. Apart from the clock, the queue is pure. */

/** What waits. */
interface Item {
  readonly size: number;
  /** In the time of performance.now(). */
  readonly deadline: number;
  /** Whether nobody waits for the result any more. */
  readonly abandoned: () => boolean;
}

interface Queue<T extends Item> {
  readonly length: number;
  add(item: T): void;
  /** Takes the next item out of the queue, after `dropLate`. */
  take(): T | undefined;
  /** Takes out the items after their deadline and the abandoned ones, because they hold memory that others need. */
  dropLate(): void;
  /** Takes out all items. */
  takeAll(): readonly T[];
}

/** How much a millisecond of waiting counts: the largest object, 3 MiB, comes before a new review of 16 KiB after three quarters of a second. */
const bytesPerMs = 4 * 1024;

/** `drop` gets the items that `dropLate` takes out. */
export function createQueue<T extends Item>(drop: (item: T) => void): Queue<T> {
  let entries: { readonly item: T; readonly since: number }[] = [];

  const dropLate = (): void => {
    if (entries.length === 0) return;
    const now = performance.now();
    const { late = [], inTime = [] } = Object.groupBy(entries, ({ item: { deadline, abandoned } }) =>
      now > deadline || abandoned() ? 'late' : 'inTime',
    );
    entries = inTime;
    for (const { item } of late) drop(item);
  };

  return {
    get length() {
      return entries.length;
    },
    add(item) {
      entries.push({ item, since: performance.now() });
    },
    /**
     * The shortest review comes first, because a large one delays many others. A waiting review counts as shorter over time, so that a
     * stream of short reviews cannot keep it waiting forever.
     */
    take() {
      dropLate();
      const [first, ...others] = entries;
      if (first === undefined) return undefined;
      // The present time is the same for all of them, so it is not part of the weight.
      const weightOf = ({ item, since }: typeof first): number => item.size + since * bytesPerMs;
      const next = others.reduce((best, entry) => (weightOf(entry) < weightOf(best) ? entry : best), first);
      entries = entries.filter((entry) => entry !== next);
      return next.item;
    },
    dropLate,
    takeAll() {
      const items = entries.map(({ item }) => item);
      entries = [];
      return items;
    },
  };
}
