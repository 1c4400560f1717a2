import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until there is an answer (anything but undefined and false).
 *
 * @throws an Error that says what was waited for, when there is none in time; whatever `ask` throws, at once.
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
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what} in vain`);
    await sleep(everyMilliseconds);
  }
}
