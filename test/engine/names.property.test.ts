/**
 * Names of inherited properties are names like any other: whatever field, map key, list key or value of the schema has one, the engine
 * does not throw, and has the same findings as with other names.
 */
import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../src/change/change.ts';
import { sentences } from '../../src/engine/judged.ts';
import type { Json } from '../../src/json/json.ts';
import { checkChange } from '../property.ts';
import { changesAtOnePlace, changesEverywhere, engineFor, everyKind } from './everywhere.ts';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
const values: readonly Json[] = [[], [{}], {}, { name: 'constructor' }, 'toString', 1, null, ['__proto__']];

/** An example that is made from a name has no `_` at its ends. `protocol` is a field of Kubernetes. */
const anyName = new RegExp(`(?:${names.map((name) => name.replaceAll('_', '')).join('|')})(?!col)`, 'gi');
/** The same with names that are not inherited, of the same length and with the same characters. */
const withPlainNames = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replaceAll(anyName, (name) => name.replace(/.$/, 'x'))) as T;

/** If a rule has more findings than are kept, which ones are kept may differ. */
function findingsOf(change: Change): string[] {
  const { findings, omitted } = engineFor(change).judge(change);
  const left = new Set(omitted.map(({ rule }) => rule));
  const whole = findings.filter(({ rule }) => !left.has(rule));
  return [...whole.map(({ texts }) => `${texts().path}: ${sentences(texts())}`), ...left];
}

function checkNames(change: Change): void {
  const found = withPlainNames(findingsOf(change)).sort();
  engineFor(change).fill(change);
  expect(found).toEqual(findingsOf(withPlainNames(change)).sort());
}

describe.each(everyKind)('in a %s', (kind) => {
  test('each struct, list and map, one at a time', () => {
    for (const change of changesAtOnePlace(kind, names, values)) checkChange(change, checkNames);
  });

  test('all of them at once', () => {
    for (const change of changesEverywhere(kind, names, values)) checkChange(change, checkNames);
  });
});
