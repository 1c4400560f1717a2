/** Turns of the processes that run only for a moment, so that there is memory for one of them (docs/decisions/0007). */
export interface Turns {
  readonly isTaken: boolean;
  /** Waits for those before it. */
  take<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  let open = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    get isTaken() {
      return open > 0;
    },
    take(work) {
      open++;
      const turn = last.then(work).finally(() => open--);
      last = turn.catch(() => {});
      return turn;
    },
  };
}
