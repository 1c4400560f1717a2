import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createQueue } from '../../src/server/queue.ts';

interface Item {
  readonly name: string;
  readonly size: number;
  readonly deadline: number;
  readonly abandoned: () => boolean;
}

const item = (name: string, over: Partial<Item> = {}): Item => ({
  name,
  size: 0,
  deadline: Infinity,
  abandoned: () => false,
  ...over,
});
const kib = (size: number): Partial<Item> => ({ size: size * 1024 });

let now: number;
let dropped: string[];
beforeEach(() => {
  now = 1_000;
  dropped = [];
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function queueOf(...items: Item[]) {
  const queue = createQueue<Item>(({ name }) => dropped.push(name));
  for (const each of items) queue.add(each);
  return queue;
}

const taken = (queue: ReturnType<typeof queueOf>): string[] => {
  const names: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) names.push(next.name);
  return names;
};

describe('the order', () => {
  test('the shortest comes first, and of equal ones the first', () => {
    expect(taken(queueOf(item('large', kib(9)), item('a', kib(1)), item('b', kib(1)), item('middle', kib(5))))).toEqual(
      ['a', 'b', 'middle', 'large'],
    );
  });

  test.each([
    [763, ['small', 'large']],
    [765, ['large', 'small']],
  ])('a large review that has waited for %d ms', (ms, order) => {
    // 3 MiB - 16 KiB are 764 times 4 KiB.
    const queue = queueOf(item('large', kib(3 * 1024)));
    now += ms;
    queue.add(item('small', kib(16)));
    expect(taken(queue)).toEqual(order);
  });
});

describe('what nobody waits for', () => {
  test('is dropped, and never taken', () => {
    let isGone = false;
    const queue = queueOf(item('late', { deadline: 1_500 }), item('gone', { abandoned: () => isGone }), item('other'));
    now = 1_500;
    queue.dropLate();
    expect([dropped, queue.length]).toEqual([[], 3]);
    now = 1_501;
    queue.dropLate();
    expect([dropped, queue.length]).toEqual([['late'], 2]);
    isGone = true;
    expect([taken(queue), dropped, queue.length]).toEqual([['other'], ['late', 'gone'], 0]);
  });

  test('is not dropped a second time', () => {
    const queue = queueOf(item('late', { deadline: 0 }));
    queue.dropLate();
    queue.dropLate();
    expect(dropped).toEqual(['late']);
  });
});

test('all items are taken out, without being dropped', () => {
  const queue = queueOf(item('a'), item('late', { deadline: 0 }));
  expect(queue.takeAll().map(({ name }) => name)).toEqual(['a', 'late']);
  expect([queue.length, queue.take(), queue.takeAll(), dropped]).toEqual([0, undefined, [], []]);
});
