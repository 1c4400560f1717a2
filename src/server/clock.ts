/** Timers do not run while a container is paused, and the wall clock may be set back. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since the start, for intervals. Never goes back. */
  elapsed(): number;
  /** Calls `tick` periodically. The returned function stops that. */
  every(tick: () => void): () => void;
}

/** Two looks are needed to see that a file has changed, so a new content is in use after about a second. */
const tickMs = 500;

export const wallClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  every(tick) {
    const timer = setInterval(tick, tickMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
