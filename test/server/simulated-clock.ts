/** A clock for watches of files. It stands still until a test moves it. */
import type { Clock } from '../../src/server/clock.ts';

export interface SimulatedClock extends Clock {
  /** Of the wall clock. */
  set(now: number): void;
  /** One look of the watch, until all that it waits for is done. */
  tick(): Promise<void>;
  /** Two looks: what they both find counts. */
  look(): Promise<void>;
}

export function simulatedClock(start = 0): SimulatedClock {
  let now = start;
  let elapsed = 0;
  let watch = (): void => {};
  const tick = async (): Promise<void> => {
    watch();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => now,
    elapsed: () => elapsed,
    every(look) {
      watch = look;
      return () => {};
    },
    set(next) {
      elapsed += Math.max(0, next - now);
      now = next;
    },
    tick,
    async look() {
      await tick();
      await tick();
    },
  };
}
