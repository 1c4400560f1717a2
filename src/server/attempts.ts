import type { CallFailure } from '../kubernetes/apiserver/calls.ts';

/** When the next attempt may be, and what the last ones had in common. All times are those of performance.now(). */
export interface Attempts {
  /** The time until the next one may be, in milliseconds. Less than 0 after the pause. */
  wait(): number;
  /** The next one is not earlier than after this time. A shorter pause does not end a longer one. */
  pause(ms: number): void;
  /** Ends the pause. */
  resume(): void;
  fail(failure: CallFailure): Failing;
  /** The next failure is the first one. */
  forget(): void;
}

/** Attempts that failed one after another. */
export interface Failing {
  /** For any reason. */
  readonly times: number;
  /** Since the first one with the reason of the last one. */
  readonly ms: number;
}

export function createAttempts(): Attempts {
  const now = (): number => performance.now();
  let notBefore = 0;
  let times = 0;
  let reason: { readonly failure: CallFailure; readonly since: number } | undefined;
  return {
    wait: () => notBefore - now(),
    pause: (ms) => void (notBefore = Math.max(notBefore, now() + ms)),
    resume: () => void (notBefore = 0),
    fail(failure) {
      if (reason?.failure !== failure) reason = { failure, since: now() };
      // Another replica has changed the object, and the next attempt sees its change.
      if (failure !== 'conflict') times++;
      return { times, ms: now() - reason.since };
    },
    forget() {
      times = 0;
      reason = undefined;
    },
  };
}
