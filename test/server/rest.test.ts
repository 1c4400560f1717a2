import { expect, test } from '@jest/globals';
import { collectAtRest } from '../../src/server/rest.ts';

test('memory is collected once after each time without requests', () => {
  let requests = 0;
  let collections = 0;
  let tick = (): void => {};
  let ended = false;
  const end = collectAtRest(
    () => requests,
    () => collections++,
    (_, work) => {
      tick = work;
      return () => (ended = true);
    },
  );
  const after = (more: number): number => {
    requests += more;
    tick();
    return collections;
  };
  expect([0, 0, 0, 5, 1, 0, 0, 2, 0, 0].map(after)).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 3, 3]);
  end();
  expect(ended).toBe(true);
});

test('the collection works in this version of Node', () => {
  let tick = (): void => {};
  collectAtRest(
    () => 0,
    undefined,
    (_, work) => {
      tick = work;
      return () => {};
    },
  );
  tick();
  expect(tick).not.toThrow();
});
