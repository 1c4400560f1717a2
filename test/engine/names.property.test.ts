/**
 * Names of inherited properties are names like any other: whatever field, map key, list key or value of the schema has one, the engine
 * does not throw, and has the same findings as with other names.
 */
import { sentences } from '../../src/engine/judged.ts';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { FieldType } from '../../src/kubernetes/schema/generated.ts';
import { fieldsOf, fieldType, isListType, isMapType, isStruct, itemType } from '../../src/kubernetes/schema/types.ts';
import { field, isList, isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { podSubresources } from '../../src/kubernetes/apiserver/subresources.ts';
import { kinds, type Kind } from '../../src/kubernetes/kinds.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import type { Change } from '../../src/change/change.ts';
import { pod, workload } from '../objects.ts';
import { checkChange } from '../property.ts';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
const values: readonly Json[] = [[], [{}], {}, { name: 'constructor' }, 'toString', 1, null, ['__proto__']];

const policy = defaultPolicy(catalogue);
/** All rules and defaults, including those that are off by default. */
const engine = createEngine(catalogue, {
  ...policy,
  rules: new Map([...policy.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
  defaults: new Map([...policy.defaults].map(([id, item]) => [id, { ...item, enabled: true }])),
});

type Step = { readonly field: string } | 'entry';

const isCollection = (type: FieldType): boolean => isListType(type) || isMapType(type);

/** A value of the type with these names wherever it can have one: as fields, keys, entries and strings. */
function named(type: FieldType, name: string, value: Json): Json {
  if (isListType(type)) return names.map((each) => named(itemType(type), each, value));
  if (isMapType(type)) return Object.fromEntries(names.map((each) => [each, named(itemType(type), each, value)]));
  if (!isStruct(type)) return name;
  const texts = Object.entries(fieldsOf(type)).filter(([, each]) => each === 'string' || each === 'any');
  return Object.fromEntries([...texts.map(([each]) => [each, name]), ...names.map((each) => [each, value])]);
}

/** The locations of each struct, list and map of a type. */
function* places(type: FieldType, into: (type: FieldType) => boolean, way: readonly Step[] = []): Generator<Step[]> {
  yield [...way];
  if (isListType(type)) return yield* places(itemType(type), into, [...way, 'entry']);
  for (const [name, each] of Object.entries(fieldsOf(type))) {
    if (isCollection(each) || (isStruct(each) && into(each))) yield* places(each, into, [...way, { field: name }]);
  }
}

/** The object with the result of `named` at the location. The rest is not changed. */
function set(
  base: Json | undefined,
  type: FieldType,
  [step, ...rest]: readonly Step[],
  make: (t: FieldType) => Json,
): Json {
  if (step === undefined) {
    const made = make(type);
    if (isList(base) && isList(made)) return [...base, ...made];
    return isObject(base) && isObject(made) ? { ...base, ...made } : made;
  }
  if (step === 'entry') {
    const [first, ...others] = isList(base) ? base : [];
    return [set(first, itemType(type), rest, make), ...others];
  }
  const name = step.field;
  return { ...(isObject(base) ? base : {}), [name]: set(field(base, name), fieldType(type, name)!, rest, make) };
}

const parsed = (object: Json): JsonObject => JSON.parse(JSON.stringify(object)) as JsonObject;
const baseOf = (kind: Kind): JsonObject => (kind === 'Pod' ? pod() : workload(kind));

/** An example that is made from a name has no `_` at its ends. `protocol` is a field of Kubernetes. */
const anyName = new RegExp(`(?:${names.map((name) => name.replaceAll('_', '')).join('|')})(?!col)`, 'gi');
/** The same with names that are not inherited, of the same length and with the same characters. */
const withPlainNames = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replaceAll(anyName, (name) => name.replace(/.$/, 'x'))) as T;

/** If a rule has more findings than are kept, which ones are kept may differ. */
function findingsOf(change: Change): string[] {
  const { findings, omitted } = engine.judge(change);
  const left = new Set(omitted.map(({ rule }) => rule));
  const whole = findings.filter(({ rule }) => !left.has(rule));
  return [...whole.map(({ texts }) => `${texts().path}: ${sentences(texts())}`), ...left];
}

function checkNames(change: Change): void {
  const found = withPlainNames(findingsOf(change)).sort();
  engine.fill(change);
  expect(found).toEqual(findingsOf(withPlainNames(change)).sort());
}

/** The changes between these objects and the usual one, in the object itself and in one of its subresources. */
function* changes(kind: Kind, objects: readonly JsonObject[], turn: number): Generator<Change> {
  const base = parsed(baseOf(kind));
  const rest = { kind, namespace: 'default', name: 'web', minor: [34, 35, 36, 37][turn % 4]! } as const;
  const phase = turn % 2 === 0 ? 'mutate' : 'validate';
  for (const [i, after] of objects.entries()) {
    yield { ...rest, phase, operation: 'CREATE', subresource: '', after };
    for (const subresource of kind === 'Pod' ? ['', podSubresources[turn % 3]!] : ['']) {
      const update = { ...rest, phase, operation: 'UPDATE', subresource } as const;
      yield { ...update, before: base, after };
      yield { ...update, before: after, after: base };
      yield { ...update, before: objects[(i + 1) % objects.length]!, after };
    }
  }
}

describe.each(kinds.map(({ kind }) => kind))('in a %s', (kind) => {
  test('each struct, list and map, one at a time', () => {
    const ways = [...places(kind, (type) => kind === 'Pod' || type !== 'PodSpec')];
    for (const [turn, way] of ways.entries()) {
      const two = [turn, turn + 1].map((i) => {
        const [name, value] = [names[i % names.length]!, values[i % values.length]!];
        return parsed(set(baseOf(kind), kind, way, (type) => named(type, name, value)));
      });
      for (const change of changes(kind, two, turn)) checkChange(change, checkNames);
    }
  });

  test('all of them at once', () => {
    const ways = [...places(kind, (type) => kind === 'Pod' || kind === 'Job' || type !== 'PodSpec')];
    const objects = values.slice(0, 3).map((value, i) => {
      const make = (type: FieldType): Json => named(type, names[i]!, value);
      // From the innermost location outwards, so that the outer ones keep their content.
      return parsed(ways.reduceRight<Json>((object, way) => set(object, kind, way, make), baseOf(kind)));
    });
    for (const turn of [0, 1]) for (const change of changes(kind, objects, turn)) checkChange(change, checkNames);
  });
});
