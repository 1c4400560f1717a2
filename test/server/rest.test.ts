import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { restMs } from '../../src/server/limits.ts';
import { collectAtRest } from '../../src/server/rest.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('memory is collected once after each time without requests', () => {
  let requests = 0;
  let collections = 0;
  const end = collectAtRest(
    () => requests,
    () => collections++,
  );
  const after = (more: number): number => {
    requests += more;
    jest.advanceTimersByTime(restMs);
    return collections;
  };
  expect([0, 0, 0, 5, 1, 0, 0, 2, 0, 0].map(after)).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 3, 3]);
  end();
  expect(jest.getTimerCount()).toBe(0);
});

test('the collection works in this version of Node', () => {
  const end = collectAtRest(() => 0);
  expect(() => jest.advanceTimersByTime(2 * restMs)).not.toThrow();
  end();
});
