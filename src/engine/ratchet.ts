/**
 * The findings of a Pod rule or an object rule on the new object that it does not have on the old one. If an object was stored before a rule existed, its labels,
 * finalizers and owners can still change.
 */
import { entryKey } from '../kubernetes/schema/difference.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { valueBelow, type FieldPath } from '../json/path.ts';
import { listKeys } from '../kubernetes/schema/shape.ts';
import type { Finding } from '../rules/finding.ts';

/**
 * Each finding on the old object excuses one finding on the new object with the same message at the same place. The old object is judged only
 * if the new one has a finding.
 */
export function newFindings(
  after: { readonly object: JsonObject; readonly findings: Iterable<Finding> },
  before: { readonly object: JsonObject; readonly findings: () => Iterable<Finding> },
): Iterable<Finding> {
  const findings = after.findings[Symbol.iterator]();
  const first = findings.next();
  // Most rules have none, so that nothing else is made for them.
  if (first.done === true) return none;
  return withoutExcused(first.value, findings, after.object, excusesOf(before.findings(), before.object));
}

const none: readonly Finding[] = [];

function* withoutExcused(
  first: Finding,
  others: Iterator<Finding>,
  object: JsonObject,
  old: Excuses,
): Generator<Finding> {
  for (let next: IteratorResult<Finding> = { value: first }; next.done !== true; next = others.next()) {
    const finding = next.value;
    const id = old.identity(finding, object);
    const left = old.counts.get(id) ?? 0;
    if (left > 0) old.counts.set(id, left - 1);
    else yield finding;
  }
}

interface Excuses {
  readonly identity: Identity;
  readonly counts: Map<string, number>;
}

function excusesOf(findings: Iterable<Finding>, object: JsonObject): Excuses {
  const identity = identifier();
  return { identity, counts: countsOf(findings, (finding) => identity(finding, object)) };
}

function countsOf(findings: Iterable<Finding>, identity: (finding: Finding) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const id = identity(finding);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

type Identity = (finding: Finding, object: JsonObject) => string;

/**
 * A short key that two findings share exactly if they have the same message at the same place. Each string and each value of the object is read
 * once and then represented by a number, so that a long one does not cost more if many findings mention it.
 */
function identifier(): Identity {
  const numbers = new Map<string | number, number>();
  /** The key of an entry and the entry as a value get different numbers. */
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

  /** The path with the keys of list entries in place of their positions, so that a container is found again if another one is added before it. */
  const place = (path: FieldPath, object: JsonObject): number[] => {
    let value: Json | undefined = object;
    let list = '';
    return path.segments().map((segment) => {
      value = valueBelow(value, segment);
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
