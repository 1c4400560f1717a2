import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `ask` until it returns anything but undefined and false.
 *
 * @throws an Error that names `what` when the time is over, and every error of `ask` immediately.
 */
export async function waitFor<T>(
  what: string,
  seconds: number,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  everyMilliseconds = 100,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`timed out after ${seconds} s while waiting for ${what}`);
    await sleep(everyMilliseconds);
  }
}
