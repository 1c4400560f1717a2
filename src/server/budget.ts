/** The bytes of all the requests in flight, kept below a limit so that many large reviews cannot exhaust the memory. */
export interface ByteBudget {
  readonly used: number;
  /** False, and nothing taken, where the limit would be passed. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createByteBudget(limit: number): ByteBudget {
  let used = 0;
  return {
    get used() {
      return used;
    },
    take(bytes) {
      if (used + bytes > limit) return false;
      used += bytes;
      return true;
    },
    give(bytes) {
      used -= bytes;
    },
  };
}
