/** What is written in which order and how often, what is given up, and what the log says about it. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Called, CallFailure } from '../../src/kubernetes/apiserver/calls.ts';
import { maxOutboxOfNamespace, writeEveryMs } from '../../src/server/limits.ts';
import { createLogger } from '../../src/server/log.ts';
import { createOutbox, type WriteResult } from '../../src/server/outbox.ts';
import { createWriteLog } from '../../src/server/write-log.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
const second = 1_000;
const minute = 60 * second;
const room = 1_000;

/** Undefined if the object is written. */
type Answer = CallFailure | 'throws' | undefined;

/** An outbox, and an API server with answers for each namespace. */
function create() {
  const begun = performance.now();
  const answers = new Map<string, readonly Answer[]>();
  const delays = new Map<string, number>();
  const done: string[] = [];
  const wrote: WriteResult[] = [];
  const lines: Record<string, unknown>[] = [];
  const attempts: { namespace: string; name: string; at: number }[] = [];
  const outbox = createOutbox({
    room,
    log: createWriteLog(
      'events',
      createLogger('info', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) }),
    ),
    wrote: (result) => void wrote.push(result),
  });
  const write = async (namespace: string, name: string): Promise<Called> => {
    attempts.push({ namespace, name, at: performance.now() - begun });
    const [failure, ...others] = answers.get(namespace) ?? [];
    answers.set(namespace, [...others, failure]);
    await new Promise((resolve) => {
      const ms = delays.get(namespace);
      if (ms === undefined) process.nextTick(resolve);
      else setTimeout(resolve, ms);
    });
    if (failure === 'throws') throw new Error('a bug');
    return failure === undefined ? { object: {} } : { failure, detail: `it is ${failure}` };
  };
  const add = (namespace: string, name = 'x', then = (): void => {}): void =>
    outbox.add({
      namespace,
      write: () => write(namespace, name),
      done(result) {
        done.push(`${namespace}/${name} ${result}`);
        then();
      },
    });
  /** When one is done, there is another one after the pause. */
  const addAgain = (namespace: string, pauseMs: number): void =>
    add(namespace, 'x', () => setTimeout(() => addAgain(namespace, pauseMs), pauseMs));
  return {
    outbox,
    add,
    addAgain,
    /** The answers to the writes in this namespace from now on, in turn. */
    answer: (namespace: string, ...inTurn: Answer[]) => void answers.set(namespace, inTurn),
    /** How long each write in this namespace takes from now on. */
    delay: (namespace: string, ms: number) => void delays.set(namespace, ms),
    attempts,
    /** When each write in this namespace was tried, in milliseconds. */
    times: (namespace: string) => attempts.filter((one) => one.namespace === namespace).map(({ at }) => at),
    order: () => attempts.map(({ namespace, name }) => `${namespace}/${name}`),
    done,
    wrote,
    lines,
    said: () => lines.map(({ msg, namespace, reason }) => [msg, namespace, reason].filter(Boolean).join(' ')),
  };
}

test('nothing is written in the same turn, and then at most five times a second', async () => {
  const { add, attempts, times, done } = create();
  for (const name of ['1', '2', '3']) add('shop', name);
  expect(attempts).toEqual([]);
  await pass(second);
  expect(times('shop')).toEqual([0, writeEveryMs, 2 * writeEveryMs]);
  expect(second / writeEveryMs).toBe(5);
  expect(done).toEqual(['shop/1 written', 'shop/2 written', 'shop/3 written']);
  add('shop', '4');
  await pass(0);
  add('shop', '5');
  await pass(0);
  expect(attempts).toHaveLength(4);
});

test('namespaces take turns, so that one with many writes does not delay the others', async () => {
  const { add, order } = create();
  for (const name of ['1', '2', '3']) add('busy', name);
  add('shop');
  add('other');
  await pass(second);
  expect(order()).toEqual(['busy/1', 'shop/x', 'other/x', 'busy/2', 'busy/3']);
});

describe('a namespace in which writes fail', () => {
  test('with an error of the API server waits longer each time, and delays no other one', async () => {
    const { add, answer, times, done } = create();
    answer('bad', 'failed');
    add('bad');
    add('shop');
    await pass(10 * second);
    expect(times('bad')).toEqual([0, 1, 3, 7].map((seconds) => seconds * second));
    expect(times('shop')).toEqual([writeEveryMs]);
    // While the outbox waits for the namespace.
    add('other');
    await pass(0);
    expect(times('other')).toEqual([10 * second]);
    answer('bad');
    await pass(10 * second);
    expect(done).toEqual(['shop/x written', 'other/x written', 'bad/x written']);
    // The next failure waits a second again.
    answer('bad', 'failed');
    add('bad', 'next');
    await pass(1.5 * second);
    expect(times('bad').slice(-2)).toEqual([20 * second, 21 * second]);
  });

  test.each<CallFailure>(['failed', 'conflict'])(
    'as %s for two minutes is given up, with all that waits',
    async (failure) => {
      const { add, answer, wrote, done, times } = create();
      answer('bad', failure);
      for (const name of ['1', '2', '3']) add('bad', name);
      await pass(119 * second);
      expect(done).toEqual([]);
      await pass(5 * second);
      expect(done).toEqual(['bad/1 failed', 'bad/2 failed', 'bad/3 failed']);
      expect(wrote).toEqual(['failed', 'failed', 'failed']);
      const tried = times('bad').length;
      await pass(10 * minute);
      expect(times('bad')).toHaveLength(tried);
    },
  );

  test('for two minutes because others change the object has a line in the log', async () => {
    const { add, answer, said } = create();
    answer('bad', 'conflict');
    add('bad');
    await pass(3 * minute);
    expect(said()).toEqual(['events cannot be written bad conflict']);
  });

  test.each<CallFailure>(['failed', 'conflict'])(
    'for two minutes, but not each time as %s, is not given up',
    async (failure) => {
      const { add, answer, done } = create();
      answer('shop', 'unavailable');
      add('shop');
      // The seventh attempt is the last one before two minutes, and the eighth after them.
      await pass(119 * second);
      answer('shop', failure);
      await pass(5 * second);
      expect(done).toEqual([]);
      answer('shop');
      await pass(65 * second);
      expect(done).toEqual(['shop/x written']);
    },
  );

  test.each<CallFailure[][]>([
    [['unavailable', 'failed']],
    [['failed', 'failed', 'failed', 'unavailable']],
    [['failed', 'conflict']],
  ])('as %j in turn waits longer each time, and is given up after ten attempts', async (failures) => {
    const { add, answer, times, done } = create();
    answer('bad', ...failures);
    for (let i = 0; i < 50; i++) add('bad', String(i));
    await pass(5 * minute);
    const begun = times('bad').filter((at, i, all) => i === 0 || at - all[i - 1]! > writeEveryMs);
    const pauses = begun.slice(1).map((at, i) => Math.floor((at - begun[i]!) / second));
    expect(pauses.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 60]);
    expect(pauses.length).toBeLessThanOrEqual(10);
    const failed = Array.from({ length: 50 }, (_, i) => `bad/${i} failed`);
    expect(done).toEqual(failed);
    const tried = times('bad').length;
    await pass(10 * minute);
    expect(times('bad')).toHaveLength(tried);
  });

  test('with one error after an outage of minutes is not given up', async () => {
    const { add, answer, done } = create();
    const namespaces = Array.from({ length: 10 }, (_, i) => `shop-${i}`);
    for (const namespace of namespaces) {
      answer(namespace, 'unavailable');
      add(namespace);
    }
    await pass(200 * second);
    for (const namespace of namespaces) answer(namespace, 'failed', undefined);
    await pass(10 * minute);
    expect(done.toSorted()).toEqual(namespaces.map((namespace) => `${namespace}/x written`));
  });

  test.each<CallFailure>(['unavailable', 'failed', 'denied'])(
    'as %s, and slowly, is tried less often, so that others are written',
    async (failure) => {
      const { add, answer, delay, times, done, said } = create();
      for (let i = 0; i < 5; i++) {
        answer(`slow-${i}`, failure);
        delay(`slow-${i}`, 10 * second);
        for (let j = 0; j < 20; j++) add(`slow-${i}`, String(j));
      }
      for (let i = 0; i < 20; i++) add('shop', String(i));
      await pass(2 * minute);
      expect(done.filter((one) => one.startsWith('shop/'))).toHaveLength(20);
      // Its pause is ten times as long as the write.
      expect(times('slow-0')[1]! - times('slow-0')[0]!).toBeGreaterThanOrEqual(110 * second);
      expect(said()).toEqual([`events cannot be written slow-0 ${failure}`]);
    },
  );

  test('because others change the object is tried again at once, in its turn', async () => {
    const { add, answer, times, order } = create();
    answer('shop', 'conflict');
    add('shop');
    add('other', '1');
    add('other', '2');
    await pass(second - 1);
    expect(order()).toEqual(['shop/x', 'other/1', 'shop/x', 'other/2', 'shop/x']);
    expect(times('shop')).toEqual([0, 2 * writeEveryMs, 4 * writeEveryMs]);
  });

  test.each<CallFailure>(['forbidden', 'quota', 'denied', 'missing', 'gone', 'too large', 'refused'])(
    'as %s is not tried again',
    async (failure) => {
      const { add, answer, done, times } = create();
      answer('bad', failure);
      add('bad', '1');
      add('bad', '2');
      await pass(10 * minute);
      expect(times('bad')).toEqual([0, writeEveryMs]);
      expect(done).toEqual([`bad/1 ${failure}`, `bad/2 ${failure}`]);
    },
  );
});

describe('a namespace in which writes are slow, and another one follows when one is done,', () => {
  test.each<Answer>([undefined, 'denied', 'failed', 'unavailable'])(
    'takes less than a tenth of the time, if the answer is %s',
    async (failure) => {
      const { addAgain, answer, delay, times } = create();
      answer('slow', failure);
      delay('slow', 9 * second);
      addAgain('slow', 0.4 * second);
      await pass(30 * minute);
      expect(times('slow').length).toBeGreaterThan(5);
      expect(times('slow').length * 9).toBeLessThanOrEqual(30 * 60 * (1 / 10) + 9);
    },
  );

  test.each<[Answer, number]>([
    [undefined, 10],
    [undefined, 3],
    ['denied', 10],
  ])(
    'waits until no other one waits, if the answer is %s after %d seconds, also if there are many of them',
    async (failure, seconds) => {
      const { addAgain, answer, delay, times } = create();
      for (let i = 0; i < 30; i++) {
        answer(`slow-${i}`, failure);
        delay(`slow-${i}`, seconds * second);
        addAgain(`slow-${i}`, minute);
      }
      // Each of them is slow once before that is known.
      await pass(5 * minute);
      addAgain('shop', minute);
      await pass(20 * minute);
      const gaps = times('shop').map((at, i, all) => at - (all[i - 1] ?? 5 * minute));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(minute + (seconds + 1) * second);
      expect(times('slow-29').length).toBeGreaterThan(3);
    },
  );

  test('is not slow for ever', async () => {
    const { add, delay, times } = create();
    delay('shop', 9 * second);
    add('shop');
    await pass(9 * second);
    delay('shop', 1);
    for (let i = 0; i < 3; i++) add('shop');
    await pass(2 * minute);
    expect(times('shop')).toEqual([0, 99, 99.201, 99.402].map((seconds) => seconds * second));
  });
});

describe('an API server that cannot be reached', () => {
  test('gets one attempt after each of growing pauses, for all namespaces', async () => {
    const { add, answer, attempts, done, said } = create();
    for (const namespace of ['a', 'b', 'c']) {
      answer(namespace, 'unavailable');
      add(namespace);
    }
    await pass(10 * second);
    expect(attempts.map(({ namespace, at }) => `${namespace} ${at / second}`)).toEqual(['a 0', 'b 1', 'c 3', 'a 7']);
    add('d');
    await pass(second);
    expect(attempts).toHaveLength(4);
    for (const namespace of ['a', 'b', 'c']) answer(namespace);
    await pass(10 * second);
    expect(done.toSorted()).toEqual(['a/x written', 'b/x written', 'c/x written', 'd/x written']);
    expect(said()).toEqual(['events cannot be written a unavailable', 'events are written again a unavailable']);
  });

  test('for two minutes drops what waits in the namespace', async () => {
    const { add, answer, times, done } = create();
    answer('shop', 'unavailable');
    add('shop', '1');
    add('shop', '2');
    await pass(3 * minute);
    expect(times('shop')).toEqual([0, 1, 3, 7, 15, 31, 63, 123].map((seconds) => seconds * second));
    expect(done).toEqual(['shop/1 dropped', 'shop/2 dropped']);
  });
});

describe('the queue is limited', () => {
  test('for a namespace, so that it does not fill it', async () => {
    const { add, answer, wrote, done, said } = create();
    for (let round = 1; round <= 2; round++) {
      for (let i = 0; i < room + 100; i++) add('busy', String(i));
      add('shop');
      await pass(minute);
      expect(wrote.filter((result) => result === 'written')).toHaveLength(round * (maxOutboxOfNamespace + 1));
      expect(done.filter((one) => one === 'shop/x written')).toHaveLength(round);
      // One line until nothing waits.
      expect(said()).toEqual(new Array(round).fill('events are dropped busy'));
    }
    answer('busy', 'forbidden');
    for (let i = 0; i < maxOutboxOfNamespace; i++) add('busy');
    expect(said()).toHaveLength(2);
  });

  test('for all namespaces', () => {
    const { add, wrote } = create();
    for (let i = 0; i < room + 10; i++) add(`shop-${i % 20}`);
    add('other');
    expect(wrote).toEqual(new Array(11).fill('dropped'));
  });
});

describe('the log', () => {
  const cannot = (namespace: string, reason: string) => `events cannot be written ${namespace} ${reason}`;
  const again = (namespace: string, reason: string) => `events are written again ${namespace} ${reason}`;

  test('has one line for each reason, however many namespaces fail, and one when the first of them is written', async () => {
    const { add, answer, said, lines } = create();
    answer('a', 'quota');
    answer('b', 'quota');
    answer('c', 'refused');
    for (let i = 0; i < 3; i++) for (const namespace of ['a', 'shop', 'b', 'c']) add(namespace);
    await pass(minute);
    expect(said()).toEqual([cannot('a', 'quota'), cannot('c', 'refused')]);
    expect(lines[0]).toMatchObject({ level: 'warn', detail: 'it is quota' });
    answer('b');
    add('b');
    await pass(minute);
    expect(said()).toHaveLength(2);
    answer('a');
    add('a');
    await pass(minute);
    expect(said().slice(2)).toEqual([again('a', 'quota')]);
  });

  test('says that the API server can be reached, even if the namespace of the line is gone', async () => {
    const { add, addAgain, answer, said } = create();
    answer('a', 'unavailable', 'gone');
    add('a');
    for (const namespace of ['b', 'c']) addAgain(namespace, minute);
    await pass(15 * minute);
    expect(said()).toEqual([cannot('a', 'unavailable'), again('b', 'unavailable')]);
    for (const namespace of ['b', 'c']) answer(namespace, 'unavailable');
    await pass(20 * minute);
    expect(said().slice(2)).toEqual([cannot('b', 'unavailable')]);
  });

  test('has one line if only the writes of some namespaces get no answer in time', async () => {
    const { addAgain, answer, delay, said } = create();
    for (let i = 0; i < 5; i++) {
      answer(`slow-${i}`, 'unavailable');
      delay(`slow-${i}`, 35 * second);
      addAgain(`slow-${i}`, minute);
    }
    addAgain('shop', minute);
    await pass(55 * minute);
    expect(said()).toEqual([cannot('slow-0', 'unavailable')]);
  });

  test('has a line every hour as long as writes fail', async () => {
    const { add, answer, said } = create();
    for (let i = 0; i < 130; i++) {
      answer(`shop-${i}`, 'quota');
      add(`shop-${i}`);
      await pass(minute);
    }
    expect(said()).toEqual([cannot('shop-0', 'quota'), cannot('shop-60', 'quota'), cannot('shop-120', 'quota')]);
  });

  test.each<CallFailure>(['conflict', 'gone'])('has no line about %s, which is usual', async (failure) => {
    const { add, answer, lines } = create();
    answer('shop', failure);
    add('shop');
    await pass(10 * second);
    expect(lines).toEqual([]);
  });
});

describe('the end', () => {
  test('writes what waits, also during a pause', async () => {
    const { outbox, add, answer, done } = create();
    for (const namespace of ['a', 'b', 'c']) {
      answer(namespace, namespace === 'c' ? 'unavailable' : 'failed');
      add(namespace);
    }
    await pass(20 * second);
    for (const namespace of ['a', 'b', 'c']) answer(namespace);
    await pass(100);
    const finished = outbox.finish();
    await pass(10);
    await finished;
    expect(done.toSorted()).toEqual(['a/x written', 'b/x written', 'c/x written']);
  });

  test.each(['unavailable', 'failed', 'conflict'] as const)(
    'after %s, tries again with short pauses, and logs and counts what is not written',
    async (failure) => {
      const { outbox, add, answer, done, said, lines, times } = create();
      answer('bad', failure);
      add('bad', '1');
      add('bad', '2');
      await pass(10 * second);
      const before = times('bad').length;
      const finished = outbox.finish();
      await pass(3 * second);
      await finished;
      expect(times('bad').length - before).toBeGreaterThan(10);
      expect(times('bad').length - before).toBeLessThan(20);
      expect(done).toEqual(['bad/1 dropped', 'bad/2 dropped']);
      expect(said().at(-1)).toBe('events not known to be written before the end');
      expect(lines.at(-1)).toMatchObject({ level: 'warn', count: 2 });
      add('shop');
      await pass(minute);
      expect(done.at(-1)).toBe('shop/x dropped');
      expect(times('shop')).toEqual([]);
    },
  );

  test('writes the others of a namespace after one that is slow', async () => {
    const { outbox, add, delay, done } = create();
    delay('shop', 1.1 * second);
    for (const name of ['1', '2', '3']) add('shop', name);
    await pass(0);
    const finished = outbox.finish();
    delay('shop', 1);
    await pass(3 * second);
    await finished;
    expect(done).toEqual(['shop/1 written', 'shop/2 written', 'shop/3 written']);
  });

  test('waits for a write in progress', async () => {
    const { outbox, add, delay, done, lines } = create();
    delay('shop', 2 * second);
    add('shop');
    await pass(second);
    const finished = outbox.finish();
    await pass(second);
    await finished;
    expect(done).toEqual(['shop/x written']);
    expect(lines).toEqual([]);
  });

  test('does not wait for a write that never ends', async () => {
    const { outbox, done, lines } = create();
    outbox.add({ namespace: 'shop', write: () => new Promise(() => {}), done: (result) => void done.push(result) });
    await pass(second);
    const finished = outbox.finish();
    await pass(3 * second);
    await finished;
    expect(done).toEqual(['dropped']);
    expect(lines).toEqual([expect.objectContaining({ count: 1 })]);
  });
});

describe('a bug in Podward does not stop the outbox, and is logged with the namespace', () => {
  test('in a write', async () => {
    const { add, answer, done, lines } = create();
    answer('bad', 'throws');
    add('bad');
    add('shop');
    await pass(second);
    expect(done).toEqual(['bad/x refused', 'shop/x written']);
    const error = { name: 'Error', stack: expect.any(String) };
    expect(lines).toEqual([
      expect.objectContaining({ level: 'error', namespace: 'bad', msg: 'events cannot be written', error }),
    ]);
  });

  test('after a write', async () => {
    const { outbox, add, done, lines } = create();
    outbox.add({
      namespace: 'bad',
      write: () => Promise.resolve({ object: {} }),
      done() {
        throw new Error('a bug');
      },
    });
    add('shop');
    await pass(second);
    expect(done).toEqual(['shop/x written']);
    expect(lines).toEqual([expect.objectContaining({ level: 'error', namespace: 'bad' })]);
  });
});
