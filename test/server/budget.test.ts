/** Which requests get room in the budget, and which uploads are cut off. */
import { describe, expect, test } from '@jest/globals';
import { createByteBudget, largestIn, type Hold } from '../../src/server/budget.ts';

const kib = 1024;

/** One request: its name, its address, the bytes that it holds, and whether they are a body that is still arriving. */
type Held = readonly [name: string, address: string, kibibytes: number, state: 'uploading' | 'stalled' | 'read'];

/** Of 800 KiB, the last 100 KiB are reserved for small bodies. */
const limit = 800 * kib;

describe('a body', () => {
  test.each<[string, { held: Held[]; address: string; kibibytes: number; taken: boolean; cut: string[] }]>([
    ['finds room', { held: [['a', 'x', 400, 'read']], address: 'x', kibibytes: 300, taken: true, cut: [] }],
    [
      'that is large finds none',
      { held: [['a', 'x', 700, 'read']], address: 'x', kibibytes: 65, taken: false, cut: [] },
    ],
    [
      'that is small uses the reserve',
      { held: [['a', 'x', 700, 'read']], address: 'x', kibibytes: 64, taken: true, cut: [] },
    ],
    [
      'that is small finds none when even that is used',
      {
        held: [
          ['a', 'x', 700, 'read'],
          ['b', 'x', 60, 'read'],
        ],
        address: 'x',
        kibibytes: 41,
        taken: false,
        cut: [],
      },
    ],
    [
      'takes the place of the heaviest stalled upload',
      {
        held: [
          ['a', 'x', 100, 'stalled'],
          ['b', 'x', 200, 'stalled'],
          ['c', 'x', 400, 'uploading'],
        ],
        address: 'x',
        kibibytes: 150,
        taken: true,
        cut: ['b'],
      },
    ],
    [
      'takes the place of as many as it must',
      {
        held: [
          ['a', 'x', 100, 'stalled'],
          ['b', 'x', 200, 'stalled'],
          ['c', 'x', 400, 'uploading'],
        ],
        address: 'x',
        kibibytes: 250,
        taken: true,
        cut: ['b', 'a'],
      },
    ],
    [
      'takes no place of one that is read',
      { held: [['a', 'x', 700, 'read']], address: 'y', kibibytes: 100, taken: false, cut: [] },
    ],
    [
      'takes no place of an upload of its own address',
      { held: [['a', 'x', 700, 'uploading']], address: 'x', kibibytes: 100, taken: false, cut: [] },
    ],
    [
      'takes the place of the heaviest upload of an address with more than twice as much',
      {
        held: [
          ['a', 'x', 300, 'uploading'],
          ['b', 'x', 350, 'uploading'],
          ['c', 'y', 50, 'read'],
        ],
        address: 'y',
        kibibytes: 100,
        taken: true,
        cut: ['b'],
      },
    ],
    [
      'takes no place of an address with up to twice as much',
      {
        held: [
          ['a', 'x', 400, 'uploading'],
          ['b', 'y', 200, 'uploading'],
        ],
        address: 'y',
        kibibytes: 110,
        taken: false,
        cut: [],
      },
    ],
    [
      'is refused if cutting off uploads is not enough',
      {
        held: [
          ['a', 'x', 600, 'read'],
          ['b', 'x', 40, 'stalled'],
          ['c', 'x', 50, 'uploading'],
        ],
        address: 'y',
        kibibytes: 120,
        taken: false,
        cut: [],
      },
    ],
    [
      'takes the place of stalled uploads first, and of an address only as long as it has more than twice as much',
      {
        held: [
          ['a', 'x', 150, 'uploading'],
          ['b', 'x', 260, 'uploading'],
          ['c', 'z', 40, 'stalled'],
          ['d', 'x', 250, 'uploading'],
        ],
        address: 'y',
        kibibytes: 300,
        taken: true,
        cut: ['c', 'b'],
      },
    ],
    [
      'takes no place where an address would be left with up to twice as much before there is room',
      {
        held: [
          ['a', 'x', 50, 'uploading'],
          ['b', 'x', 50, 'uploading'],
          ['c', 'x', 50, 'uploading'],
          ['d', 'x', 50, 'uploading'],
          ['e', 'z', 500, 'read'],
        ],
        address: 'y',
        kibibytes: 90,
        taken: false,
        cut: [],
      },
    ],
  ])('%s', (_, { held, address, kibibytes, taken, cut }) => {
    const budget = createByteBudget(limit);
    const wasCut: string[] = [];
    const hold = (name: string, from: string, state: Held[3]): Hold => ({
      address: from,
      bytes: 0,
      uploading: state !== 'read',
      stalled: state === 'stalled',
      cut: () => void wasCut.push(name),
    });
    for (const [name, from, size, state] of held) {
      const other = hold(name, from, 'uploading');
      expect(budget.take(other, size * kib)).toBe(true);
      Object.assign(other, { uploading: state !== 'read', stalled: state === 'stalled' });
    }
    const before = budget.used;
    const newcomer = hold('new', address, 'uploading');
    expect(budget.take(newcomer, kibibytes * kib)).toBe(taken);
    expect(wasCut).toEqual(cut);
    if (!taken) expect(budget.used).toBe(before);
    budget.release(newcomer);
    budget.release(newcomer);
    const left = held.filter(([name]) => !cut.includes(name)).reduce((sum, [, , size]) => sum + size * kib, 0);
    expect(budget.used).toBe(left);
  });
});

test.each([
  [1, 1],
  [64 * kib, 64 * kib],
  [70 * kib, 64 * kib],
  [limit, 700 * kib],
])('alone, in a budget of %d bytes, a body has room up to %d', (bytes, largest) => {
  const taken = (size: number): boolean => {
    const hold = { address: 'x', bytes: 0, uploading: true, stalled: false, cut: () => {} };
    return createByteBudget(bytes).take(hold, size);
  };
  expect(largestIn(bytes)).toBe(largest);
  expect([taken(largest), taken(largest + 1)]).toEqual([true, false]);
});
