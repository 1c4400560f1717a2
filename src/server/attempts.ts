import type { CallFailure } from '../kubernetes/apiserver/calls.ts';

/** When the next attempt may be, and what the last ones had in common. All times are those of performance.now(). */
export interface Attempts {
  /** The time until the next one may be, in milliseconds. 0 or less if it may be now. */
  wait(): number;
  /** The next one is not earlier than after this time. A shorter pause does not end a longer one. */
  pause(ms: number): void;
  /** Ends the pause. */
  resume(): void;
  fail(failure: CallFailure): Failing;
  succeed(): void;
}

/** Attempts that failed one after another for the same reason. */
export interface Failing {
  readonly times: number;
  /** Since the first one. */
  readonly ms: number;
}

export function createAttempts(): Attempts {
  const now = (): number => performance.now();
  let notBefore = 0;
  let failing: { readonly failure: CallFailure; readonly since: number; times: number } | undefined;
  return {
    wait: () => notBefore - now(),
    pause: (ms) => void (notBefore = Math.max(notBefore, now() + ms)),
    resume: () => void (notBefore = 0),
    fail(failure) {
      if (failing?.failure !== failure) failing = { failure, since: now(), times: 0 };
      failing.times++;
      return { times: failing.times, ms: now() - failing.since };
    },
    succeed: () => void (failing = undefined),
  };
}
