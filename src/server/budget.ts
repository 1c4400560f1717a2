/** The bytes of all requests in flight, kept below a limit so that many large reviews cannot exhaust the memory. */

/** What one request holds of the budget. */
export interface Hold {
  readonly address: string;
  bytes: number;
  /** Its body has not arrived completely. */
  uploading: boolean;
  /** Hardly anything of its body arrived lately. */
  stalled: boolean;
  /** Ends the upload, which releases its bytes. Called only while it is uploading. */
  cut(): void;
}

export interface ByteBudget {
  readonly used: number;
  /** False, and nothing taken, where there is no room and no other upload has to make way. */
  take(hold: Hold, bytes: number): boolean;
  release(hold: Hold): void;
}

/** Up to this size a body may use the reserve. Larger than nearly every review that a cluster sends. */
const smallBodyBytes = 64 * 1024;

/** One eighth: of the default 64 MiB, 128 small bodies of the largest kind or about a thousand of common size. */
const reserved = 1 / 8;

/**
 * Large bodies cannot take the last part of the budget. Where a body finds no room, the heaviest stalled upload makes way, or else the
 * heaviest of an address that holds more than twice as much as the address of the newcomer; and so on until there is room. Twice, so that
 * two busy API servers do not take turns in cutting off each other. Where all of these are not enough, none of them makes way.
 */
export function createByteBudget(limit: number): ByteBudget {
  const holds = new Set<Hold>();
  let used = 0;

  const release = (hold: Hold): void => {
    if (holds.delete(hold)) used -= hold.bytes;
  };

  /** Goes through the uploads once: shares only shrink, so that one which is passed over does not come into question later. */
  const toMakeWay = (newcomer: Hold, bytes: number, missing: number): readonly Hold[] => {
    const shares = new Map<string, number>();
    for (const { address, bytes: held } of holds) shares.set(address, (shares.get(address) ?? 0) + held);
    const isFair = (share: number): boolean => share <= 2 * ((shares.get(newcomer.address) ?? 0) + bytes);
    const others = [...holds].filter((hold) => hold.uploading && hold !== newcomer);
    const chosen: Hold[] = [];
    let found = 0;
    for (const hold of others.sort((a, b) => Number(b.stalled) - Number(a.stalled) || b.bytes - a.bytes)) {
      const share = shares.get(hold.address)!;
      if (!hold.stalled && isFair(share)) continue;
      shares.set(hold.address, share - hold.bytes);
      chosen.push(hold);
      found += hold.bytes;
      if (found >= missing) return chosen;
    }
    return [];
  };

  return {
    get used() {
      return used;
    },
    take(hold, bytes) {
      const room = hold.bytes + bytes > smallBodyBytes ? limit * (1 - reserved) : limit;
      const missing = used + bytes - room;
      if (missing > 0) {
        const others = toMakeWay(hold, bytes, missing);
        if (others.length === 0) return false;
        for (const other of others) {
          other.cut();
          release(other);
        }
      }
      holds.add(hold);
      hold.bytes += bytes;
      used += bytes;
      return true;
    },
    release,
  };
}
