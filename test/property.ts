/**
 * What the property tests share. If a property fails, fast-check reduces the input as long as the property still fails, and prints it with
 * the seed. It does so for inputs that it generates, and also for `examples`, wherever they come from.
 */
import fc from 'fast-check';
import { changeOf, type Change } from '../src/change/change.ts';
import type { Json, JsonObject } from '../src/json/json.ts';

/** Set the environment variable SEED to try other inputs, or to repeat a failure. */
export const seed = Number(process.env['SEED'] ?? 7);

/** Any JSON value. One with half of a surrogate pair is not reduced. */
const json = fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<Json>;
export const texts = fc.string({ unit: 'binary' });
export const objects = fc.dictionary(texts, json, { noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

/** What is written to an object: the new one, and on an update the old one. */
export const written = fc.record({ before: objects, after: objects }, { requiredKeys: ['after'] });

/** Runs a property on these inputs, and on no others. */
export const given = <T extends unknown[]>(examples: T[]) => ({ seed, examples, numRuns: examples.length });

/** Runs the check for the change. If it throws, the objects are reduced. */
export function checkChange(change: Change, check: (change: Change) => void): void {
  const { before, after, ...facts } = change;
  fc.assert(
    fc.property(fc.constant(facts), before ? objects : fc.constant(undefined), objects, (same, old, object) =>
      check(changeOf({ ...same, after: object }, old)),
    ),
    given([[facts, before, after]]),
  );
}
