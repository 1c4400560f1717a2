/**
 * The work of a function in steps that do not depend on the machine: fields and entries that are read of the objects it is given, steps
 * of iterators, entries that the methods of arrays look at, characters that the methods of texts go through or write. What a loop does
 * beside that is not seen; but a loop over a list looks at its entries.
 */
import type { Finding } from '../../src/rules/finding.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

let steps = 0;

const shadows = new WeakMap<object, object>();

/** The same object, of which every look inside is a step. One object has one shadow, so that what is identical stays so. */
export function watched<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  let shadow = shadows.get(value);
  if (shadow === undefined) {
    shadow = new Proxy(value, {
      get: (target, key) => (steps++, watched(Reflect.get(target, key) as unknown)),
      has: (target, key) => (steps++, Reflect.has(target, key)),
      getOwnPropertyDescriptor: (target, key) => (steps++, Reflect.getOwnPropertyDescriptor(target, key)),
      ownKeys: (target) => {
        const keys = Reflect.ownKeys(target);
        steps += keys.length;
        return keys;
      },
    });
    shadows.set(value, shadow);
  }
  return shadow as T;
}

/** The steps that each of these takes to make all its findings, and the characters that they hold beside what they refer to. */
export const workOf = (runs: readonly (() => Iterable<Finding>)[]): number[] =>
  counting(() =>
    runs.map((run) => {
      steps = 0;
      for (const { data, shown } of run())
        for (const value of [...Object.values(data), ...Object.values(shown)]) steps += String(value).length;
      return steps;
    }),
  );

export const stepsOf = (run: () => unknown): number =>
  counting(() => {
    steps = 0;
    run();
    return steps;
  });

function counting<T>(run: () => T): T {
  const restore = instrument();
  try {
    return run();
  } finally {
    restore();
  }
}

const iterators = [[][Symbol.iterator](), new Map().values(), new Set().values()].map(
  (iterator) => Object.getPrototypeOf(iterator) as object,
);
/** Methods that stop at the first match. Each call of their function is counted. */
const searching = ['find', 'findIndex', 'findLast', 'findLastIndex', 'some', 'every'];
const whole = [
  ...['filter', 'map', 'flatMap', 'forEach', 'reduce', 'sort', 'toSorted', 'toReversed', 'reverse', 'join', 'concat'],
  ...['slice', 'splice', 'shift', 'unshift', 'fill', 'flat', 'includes', 'indexOf', 'lastIndexOf'],
];
const ofTexts = [
  ...['includes', 'indexOf', 'lastIndexOf', 'split', 'replace', 'replaceAll', 'match', 'trim', 'normalize'],
  ...['toLowerCase', 'toUpperCase', 'localeCompare'],
];

/** Puts the counting in; what it returns takes it out. */
function instrument(): () => void {
  const undo: (() => void)[] = [];
  const wrap = (holder: object, name: string, wrapped: (original: Method) => Method): void => {
    const descriptor = Object.getOwnPropertyDescriptor(holder, name)!;
    Object.defineProperty(holder, name, { ...descriptor, value: wrapped(descriptor.value as Method) });
    undo.push(() => Object.defineProperty(holder, name, descriptor));
  };
  const adding = (cost: (self: unknown, result: unknown) => number) => (original: Method) =>
    function (this: unknown, ...args: unknown[]) {
      const result = Reflect.apply(original, this, args);
      steps += cost(this, result);
      return result;
    };
  const length = (value: unknown): number => (value as { length?: number } | undefined)?.length ?? 0;

  for (const iterator of iterators)
    wrap(
      iterator,
      'next',
      adding(() => 1),
    );
  for (const name of whole) wrap(Array.prototype, name, adding(length));
  for (const name of searching) {
    wrap(
      Array.prototype,
      name,
      (original) =>
        function (this: unknown, asked: unknown, ...rest: unknown[]) {
          const counted: Method = function (this: unknown, ...args) {
            steps++;
            return Reflect.apply(asked as Method, this, args);
          };
          return Reflect.apply(original, this, [counted, ...rest]);
        },
    );
  }
  for (const name of ofTexts)
    wrap(
      String.prototype,
      name,
      adding((text) => length(text)),
    );
  for (const name of ['keys', 'values', 'entries'])
    wrap(
      Object,
      name,
      adding((_, result) => length(result)),
    );
  wrap(
    JSON,
    'stringify',
    adding((_, result) => length(result)),
  );
  return () => {
    for (const step of undo.reverse()) step();
  };
}
