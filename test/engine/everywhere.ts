/** Objects that have given names at every location of the schema: as fields, keys of maps, keys of list entries, and strings. */
import { catalogue } from '../../src/catalogue.ts';
import type { Change } from '../../src/change/change.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { field, isList, isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { podSubresources } from '../../src/kubernetes/apiserver/subresources.ts';
import { kinds, type Kind } from '../../src/kubernetes/kinds.ts';
import type { FieldType } from '../../src/kubernetes/schema/generated.ts';
import { fieldsOf, fieldType, isListType, isMapType, isStruct, itemType } from '../../src/kubernetes/schema/types.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { onVersion } from '../../src/policy/version.ts';
import { pod, workload } from '../objects.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const policy = defaultPolicy(catalogue);
const minors = [34, 35, 36, 37];
/** All rules and defaults, including those that are off by default. */
const engines = minors.map((minor) =>
  createEngine(catalogue, {
    ...policy,
    ...onVersion({ minor, featureGates: {} }),
    rules: new Map([...policy.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
    defaults: new Map([...policy.defaults].map(([id, item]) => [id, { ...item, enabled: true }])),
  }),
);
/** The engine of the API server of the change. */
export const engineFor = ({ facts }: Change): Engine => engines[minors.indexOf(facts.minor)]!;

type Step = { readonly field: string } | 'entry';

const isCollection = (type: FieldType): boolean => isListType(type) || isMapType(type);

/** A value of the type with these names wherever it can have one: as fields, keys, entries and strings. */
function named(type: FieldType, names: readonly string[], name: string, value: Json): Json {
  if (isListType(type)) return names.map((each) => named(itemType(type), names, each, value));
  if (isMapType(type))
    return Object.fromEntries(names.map((each) => [each, named(itemType(type), names, each, value)]));
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

/** The changes between these objects and the usual one, in the object itself and in one of its subresources. */
function* changes(kind: Kind, objects: readonly JsonObject[], turn: number): Generator<Change> {
  const base = parsed(baseOf(kind));
  const rest = { kind, namespace: 'default', name: 'web', facts: serverFacts(minors[turn % minors.length]!) } as const;
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

/** With the names at one location at a time. */
export function* changesAtOnePlace(kind: Kind, names: readonly string[], values: readonly Json[]): Generator<Change> {
  const ways = [...places(kind, (type) => kind === 'Pod' || type !== 'PodSpec')];
  for (const [turn, way] of ways.entries()) {
    const two = [turn, turn + 1].map((i) => {
      const [name, value] = [names[i % names.length]!, values[i % values.length]!];
      return parsed(set(baseOf(kind), kind, way, (type) => named(type, names, name, value)));
    });
    yield* changes(kind, two, turn);
  }
}

/** With the names at all locations. */
export function* changesEverywhere(kind: Kind, names: readonly string[], values: readonly Json[]): Generator<Change> {
  const ways = [...places(kind, (type) => kind === 'Pod' || kind === 'Job' || type !== 'PodSpec')];
  const objects = values.slice(0, 3).map((value, i) => {
    const make = (type: FieldType): Json => named(type, names, names[i % names.length]!, value);
    // From the innermost location outwards, so that the outer ones keep their content.
    return parsed(ways.reduceRight<Json>((object, way) => set(object, kind, way, make), baseOf(kind)));
  });
  for (const turn of [0, 1]) yield* changes(kind, objects, turn);
}

export const everyKind: readonly Kind[] = kinds.map(({ kind }) => kind);
