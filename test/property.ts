/**
 * What the property tests share. If a property fails, fast-check reduces the input as long as the property still fails, and prints it with
 * the seed. It does so for inputs that it generates, and also for `examples`, wherever they come from.
 */
import fc from 'fast-check';
import { changeOf, type Change } from '../src/change/change.ts';
import type { Json, JsonObject } from '../src/json/json.ts';

/** Set the environment variable SEED to try other inputs, or to repeat a failure. */
export const seed = Number(process.env['SEED'] ?? 7);

const [surrogates, afterSurrogates, ascii] = [0xd800, 0xe000, 0x80];
/** Any character, with a space as the simplest. The same as `binary` of fast-check, which takes seconds to make a table of all characters. */
const character = fc.nat(0x10ffff - (afterSurrogates - surrogates)).map(
  (i) => String.fromCodePoint(i < ascii ? (i + 32) % ascii : i < surrogates ? i : i + afterSurrogates - surrogates),
  (value) => {
    const code = typeof value === 'string' ? (value.codePointAt(0) ?? -1) : -1;
    const isCharacter = code >= 0 && value === String.fromCodePoint(code);
    if (!isCharacter || (code >= surrogates && code < afterSurrogates)) throw new Error('not a character');
    return code < ascii ? (code + ascii - 32) % ascii : code < surrogates ? code : code - afterSurrogates + surrogates;
  },
);
/** Any JSON value. One with half of a surrogate pair is not reduced. */
const json = fc.jsonValue({ stringUnit: character }) as fc.Arbitrary<Json>;
export const texts = fc.string({ unit: character });
export const objects = fc.dictionary(texts, json, { noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

/** What is written to an object: the new one, and on an update the old one. */
export const written = fc.record({ before: objects, after: objects }, { requiredKeys: ['after'] });

/** The limit of a test that has many inputs, or a slow check. */
export const limitMs = 120_000;

/** Runs a property on these inputs, and on no others. A reduction that takes long is ended, so that its result is still printed. */
export const given = <T extends unknown[]>(examples: T[]) => ({
  seed,
  examples,
  numRuns: examples.length,
  interruptAfterTimeLimit: limitMs - 20_000,
  markInterruptAsFailure: true,
});

/** In Jest, an object of structuredClone has another prototype than objects of the test, and fast-check does not reduce it. */
const parsed = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));

/** Runs the check for the change. If it throws, the objects are reduced. */
export function checkChange(change: Change, check: (change: Change) => void): void {
  try {
    check(change);
  } catch (error) {
    const { before, after, ...facts } = change;
    const property = fc.property(
      fc.constant(facts),
      before ? objects : fc.constant(undefined),
      objects,
      (same, old, object) => check(changeOf({ ...same, after: object }, old)),
    );
    fc.assert(property, given([[facts, parsed(before), parsed(after)]]));
    throw error;
  }
}

/** Runs a property on a list. If it fails, it is run on each of the entries alone, because they are reduced more quickly. */
export async function checkList<T>(entries: T[], property: fc.IAsyncProperty<[T[]]>): Promise<void> {
  const { failed } = await fc.check(property, { ...given([[entries]]), endOnFailure: true });
  if (!failed) return;
  await fc.assert(property, given(entries.map((entry): [T[]] => [[entry]])));
  await fc.assert(property, given([[entries]]));
}
