/** When API servers are asked for their version, and which versions count, with a simulated clock. */
import { describe, expect, test } from '@jest/globals';
import type { VersionAnswer } from '../../src/kubernetes/apiserver/version.ts';
import { learnVersions, type Looked } from '../../src/server/learn.ts';
import { failuresOfLook, jitter, lookMs, requestsOfLook, retryMs, soonMs } from '../../src/server/limits.ts';

const minute = 60_000;

interface Simulated {
  /** What was known after each look, as versions with the minute of the look. */
  readonly known: string[];
  /** The pause after each look, in seconds. */
  readonly pauses: number[];
  readonly requests: number;
  readonly failures: string[];
}

/** `answer` gets the minute and the number of the request in its look. Ends after `looks`. */
async function simulate(
  looks: number,
  answer: (minute: number, request: number) => readonly number[] | 'timeout' | 'status',
  random = 0.5,
): Promise<Simulated> {
  let [now, requests, request] = [0, 0, 0];
  const [known, pauses, failures]: [string[], number[], string[]] = [[], [], []];
  const ended = Promise.withResolvers<undefined>();
  const stop = learnVersions(
    {
      ask() {
        requests++;
        const given = answer(now / minute, request++);
        const result: VersionAnswer = typeof given === 'string' ? { failure: given, detail: given } : { minors: given };
        return Promise.resolve(result);
      },
      looked: (looked) => known.push(`${Math.round(now / minute)}: ${textOf(looked)}`),
      broke: (error) => {
        throw error;
      },
      failed: (failure) => failures.push(failure),
    },
    {
      now: () => now,
      random: () => random,
      sleep(ms) {
        request = 0;
        pauses.push(ms / 1_000);
        now += ms;
        if (pauses.length === looks) {
          stop();
          ended.resolve(undefined);
        }
        return Promise.resolve();
      },
    },
  );
  await ended.promise;
  return { known, pauses, requests, failures };
}

const textOf = ({ minors, outdated, failed }: Looked): string =>
  [minors.join('+') || 'nothing', ...(outdated ? ['outdated'] : []), ...(failed ? [failed.failure] : [])].join(' ');

test('one version is looked at every ten minutes, with requests that several API servers share', async () => {
  const { known, pauses, requests, failures } = await simulate(3, () => [36]);
  expect(known).toEqual(['0: 36', '10: 36', '20: 36']);
  expect(pauses).toEqual([600, 600, 600]);
  expect(requests).toBe(3 * requestsOfLook);
  expect(failures).toEqual([]);
});

test.each([
  [0, 600 * (1 - jitter)],
  [1, 600 * (1 + jitter)],
])('a pause with the random number %d takes %d seconds', async (random, seconds) => {
  expect((await simulate(1, () => [36], random)).pauses).toEqual([seconds]);
});

describe('an upgrade', () => {
  test('of one API server after the other: both versions count until the old one was not seen for half an hour', async () => {
    // The first of three is upgraded after 15 minutes, the last one after 21.
    const { known } = await simulate(45, (now, request) => [now >= 21 || (now >= 15 && request % 3 === 0) ? 37 : 36]);
    expect(known.slice(0, 3)).toEqual(['0: 36', '10: 36', '20: 36+37']);
    const alone = known.findIndex((text) => text.endsWith(': 37'));
    expect(known.slice(2, alone).every((text) => text.endsWith(': 36+37'))).toBe(true);
    // It was seen for the last time after 20 minutes.
    expect(known[alone]).toBe('51: 37');
    expect(known.at(-1)).toMatch(/: 37$/);
  });

  test('is looked at every minute while both versions count, and then every ten minutes', async () => {
    const { pauses } = await simulate(24, (now) => [now >= 5 ? 37 : 36]);
    expect(pauses).toEqual([
      600, // The old one was seen for the last time at the start.
      ...Array<number>(21).fill(60),
      600,
      600,
    ]);
    expect(pauses[1]).toBe(soonMs / 1_000);
  });

  test('of one API server: the old version counts for a while, because another one might have it', async () => {
    const { known } = await simulate(3, (now) => [now >= 5 ? 37 : 36]);
    expect(known).toEqual(['0: 36', '10: 36+37', '11: 36+37']);
  });

  test('and a downgrade', async () => {
    const { known } = await simulate(34, (now) => [now >= 5 ? 35 : 36]);
    expect(known[1]).toBe('10: 35+36');
    expect(known.at(-1)).toMatch(/: 35$/);
  });

  test('of several versions at once', async () => {
    const { known } = await simulate(1, (_, request) => [[36], [37], [99], [36, 37]][request % 4]!);
    expect(known).toEqual(['0: 36+37+99']);
  });
});

test('an API server that emulates another version is not a sign of an upgrade', async () => {
  const { known, pauses } = await simulate(2, () => [36, 37]);
  expect(known).toEqual(['0: 36+37', '10: 36+37']);
  expect(pauses).toEqual([600, 600]);
});

describe('a failure', () => {
  test('at start: looks are repeated, with longer and longer pauses', async () => {
    const { known, pauses, failures } = await simulate(9, () => 'timeout');
    expect(known[0]).toBe('0: nothing timeout');
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600]);
    expect(pauses[0]).toBe(retryMs / 1_000);
    expect(failures).toEqual(Array(9 * failuresOfLook).fill('timeout'));
  });

  test('after answers: the versions stay, and are outdated after half an hour', async () => {
    const { known } = await simulate(10, (now) => (now === 0 ? [36] : 'status'));
    expect(known[0]).toBe('0: 36');
    expect(known[1]).toBe('10: 36 status');
    expect(known.filter((text) => text.includes('outdated'))[0]).toBe('31: 36 outdated status');
    expect(known.at(-1)).toMatch(/: 36 outdated status$/);
  });

  test('that ends: another version replaces those that are outdated', async () => {
    const { known, pauses } = await simulate(10, (now) => (now === 0 ? [36] : now < 35 ? 'status' : [37]));
    expect(known.at(-2)).toMatch(/: 36 outdated status$/);
    expect(known.at(-1)).toMatch(/: 37$/);
    expect(pauses.at(-1)).toBe(600);
  });

  test('of a few requests: the answers count, and the next look comes soon', async () => {
    const { known, pauses, requests } = await simulate(2, (_, request) => (request === 1 ? 'timeout' : [36]));
    expect(known).toEqual(['0: 36', '1: 36']);
    expect(pauses).toEqual([60, 60]);
    expect(requests).toBe(2 * requestsOfLook);
  });

  test('of many requests: the look ends', async () => {
    const { known, requests, failures } = await simulate(1, (_, request) => (request === 0 ? [36] : 'timeout'));
    expect(known).toEqual(['0: 36']);
    expect(requests).toBe(1 + failuresOfLook);
    expect(failures).toHaveLength(failuresOfLook);
  });
});

test('after the stop, there are no further requests and no events', async () => {
  const pending = Promise.withResolvers<VersionAnswer>();
  const events: string[] = [];
  let signal: AbortSignal | undefined;
  const stop = learnVersions({
    ask(given) {
      events.push('ask');
      signal = given;
      return pending.promise;
    },
    looked: () => events.push('looked'),
    broke: () => events.push('broke'),
    failed: () => events.push('failed'),
  });
  stop();
  expect(signal?.aborted).toBe(true);
  pending.resolve({ failure: 'connect', detail: 'aborted' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toEqual(['ask']);
  expect(lookMs).toBe(10 * minute);
});

test('an error of the one who is told does not end the looks', async () => {
  const events: string[] = [];
  const both = Promise.withResolvers<undefined>();
  const stop = learnVersions(
    {
      ask: () => Promise.resolve({ minors: [36] }),
      looked() {
        throw new Error('a bug');
      },
      broke: (error) => events.push(String(error)) === 2 && both.resolve(undefined),
      failed: () => events.push('failed'),
    },
    { now: () => 0, random: () => 0, sleep: () => new Promise((resolve) => setImmediate(resolve)) },
  );
  await both.promise;
  stop();
  expect(events).toEqual(['Error: a bug', 'Error: a bug']);
});
