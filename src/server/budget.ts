/** Limits the bytes of all requests in flight, so that many large reviews cannot exhaust the memory. */
import { reserved, smallBodyBytes } from './limits.ts';

/** The part of the budget that one request holds. */
export interface Hold {
  readonly address: string;
  bytes: number;
  /** Whether its body has not arrived completely. */
  uploading: boolean;
  /** Whether hardly any data of its body has arrived lately. */
  stalled: boolean;
  /** Ends the upload, which releases its bytes. Only called while it is uploading. */
  cut(): void;
}

export interface ByteBudget {
  readonly used: number;
  /** Returns false, and takes nothing, if there is no room and no other upload can be cut off. */
  take(hold: Hold, bytes: number): boolean;
  release(hold: Hold): void;
}

/**
 * Large bodies cannot use the last part of the budget. If there is no room for a body, the largest stalled upload is cut off, or else the
 * largest upload of an address that holds more than twice as much as the address of the new request, until there is room. The factor of
 * two keeps two busy API servers from cutting off each other in turn. If cutting off all of these uploads is not enough, none of them is
 * cut off.
 */
export function createByteBudget(limit: number): ByteBudget {
  const holds = new Set<Hold>();
  let used = 0;

  const release = (hold: Hold): void => {
    if (holds.delete(hold)) used -= hold.bytes;
  };

  return {
    get used() {
      return used;
    },
    take(hold, bytes) {
      const room = hold.bytes + bytes > smallBodyBytes ? limit * (1 - reserved) : limit;
      const missing = used + bytes - room;
      if (missing > 0) {
        const others = holdsToEnd(holds, hold, bytes, missing);
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

/** The largest body for which there is room if there is no other. */
export const largestIn = (limit: number): number =>
  Math.max(Math.floor(limit * (1 - reserved)), Math.min(limit, smallBodyBytes));

/** Each upload is looked at once: shares only shrink, so an upload that was skipped cannot become a candidate later. */
function holdsToEnd(holds: ReadonlySet<Hold>, newcomer: Hold, bytes: number, missing: number): readonly Hold[] {
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
}
