/**
 * What a Pod rule finds on the new object and did not find on the old one. An object that was stored before a rule existed must keep
 * receiving labels, finalizer removals and owner changes.
 */
import { entryKey } from '../kubernetes/schema/difference.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { entryAt, type FieldPath } from '../json/path.ts';
import { listKeys } from '../kubernetes/schema/shape.ts';
import type { Finding } from '../rules/finding.ts';

/**
 * Each old finding excuses one new finding that says the same of the same place. The old object is looked at only where the new one
 * has a finding.
 */
export function* newFindings(
  after: { readonly object: JsonObject; readonly findings: Iterable<Finding> },
  before: { readonly object: JsonObject; readonly findings: () => Iterable<Finding> },
): Generator<Finding> {
  let excused: Map<string, number> | undefined;
  const identity = identifier();
  for (const finding of after.findings) {
    excused ??= countsOf(before.findings(), (old) => identity(old, before.object));
    const id = identity(finding, after.object);
    const left = excused.get(id) ?? 0;
    if (left > 0) excused.set(id, left - 1);
    else yield finding;
  }
}

function countsOf(findings: Iterable<Finding>, identity: (finding: Finding) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const id = identity(finding);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/**
 * A short text that two findings share exactly when they say the same of the same place. Each text of the object, and each value, is
 * read once and is a number from then on, so that a long one costs no more where many findings speak of it.
 */
function identifier(): (finding: Finding, object: JsonObject) => string {
  const numbers = new Map<string | number, number>();
  /** An entry as the holder of its key is something else than the same entry as a value. */
  const numbersOfKeys = new Map<Json | undefined, number>();
  const numbersOfValues = new Map<Json | undefined, number>();
  const numberOf = (text: string | number): number => {
    let number = numbers.get(text);
    if (number === undefined) numbers.set(text, (number = numbers.size));
    return number;
  };
  const numberIn = (known: Map<Json | undefined, number>, value: Json | undefined, textOf: () => string): number => {
    let number = known.get(value);
    if (number === undefined) known.set(value, (number = numberOf(textOf())));
    return number;
  };

  /** The path with the keys of list entries for their positions, so that a container is the same one when another comes before it. */
  const place = (path: FieldPath, object: JsonObject): number[] => {
    let value: Json | undefined = object;
    let list = '';
    return path.segments().map((segment) => {
      value = entryAt(value, segment);
      const entry = value;
      const keys = typeof segment === 'number' ? listKeys.get(list) : undefined;
      list = String(segment);
      return keys === undefined
        ? numberOf(segment)
        : numberIn(numbersOfKeys, entry, () => `key ${entryKey(entry, keys)}`);
    });
  };

  return ({ path, messageId, data, to }, object) =>
    [
      ...place(path, object),
      messageId,
      ...Object.values(data).map((value) => numberOf(value)),
      numberIn(numbersOfValues, to, () => `value ${JSON.stringify(to ?? null)}`),
    ].join();
}
