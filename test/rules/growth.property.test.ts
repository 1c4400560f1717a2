/**
 * The work of a rule grows with the object, not with its square: an object of 1.5 MB is nothing that a cluster refuses, and while a rule
 * judges it nobody else is answered. Work is counted in steps, so that the tests do not depend on the machine.
 */
import { describe, expect, test } from '@jest/globals';
import { objectView, podView } from '../../src/change/views.ts';
import type { FieldType } from '../../src/kubernetes/schema/generated.ts';
import { fieldsOf, fieldType, isListType, isMapType, itemType } from '../../src/kubernetes/schema/types.ts';
import { isList, isObject, objectAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { nativeDefaults } from '../../src/kubernetes/apiserver/defaults.ts';
import { asCreated } from '../../src/kubernetes/apiserver/subresources.ts';
import { rules } from '../../src/rules/index.ts';
import { changeOf as createOrUpdate, type Change } from '../../src/change/change.ts';
import type { Finding } from '../../src/rules/finding.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';
import { shapes, many, type Shape } from './growth-shapes.ts';
import { cpuOf } from '../../bench/measure.ts';
import { changeOf, defaultsOf } from './rule-tester.ts';
import { stepsOf, watched, workOf } from './work.ts';

const size = 40;
const times = 4;
/** Linear work becomes four times as much, and that of sorting a little more; quadratic work becomes sixteen times as much. */
const mostTimes = 6;
/** What a rule does whatever the object: of less no growth can be told. */
const tiny = 1000;

const sized = ({ before, after, kind = 'Pod', ...rest }: Shape, n: number): Change =>
  changeOf({
    ...rest,
    name: '',
    after: { ...after(n), kind },
    ...(before === undefined ? {} : { before: { ...before(n), kind } }),
  });

const applies = ({ appliesTo: { operations, kinds, subresources = [''], phases } }: Rule, change: Change): boolean =>
  change.operation !== 'STORED' &&
  operations.includes(change.operation) &&
  kinds.includes(change.kind) &&
  subresources.some((name) => name === change.subresource) &&
  (phases === undefined || phases.includes(change.phase));

/** What the rule finds in the new object and, as the engine asks, in the old one. */
function* findings(rule: Rule, change: Change): Generator<Finding> {
  const options = defaultsOf(rule);
  if (rule.judges === 'change') return yield* rule.check(change, options);
  if (rule.judges === 'update') return change.operation === 'UPDATE' ? yield* rule.check(change, options) : undefined;
  if (rule.judges === 'object') {
    yield* rule.check(objectView(change, change.after), options);
    if (change.before !== undefined) yield* rule.check(objectView(change, change.before), options);
    return;
  }
  yield* rule.check(podView(change, change.after), options);
  if (change.before !== undefined) yield* rule.check(podView(change, change.before), options);
}

function work(of: readonly Rule[], { before, after, ...rest }: Change): number[] {
  const change = createOrUpdate({ ...rest, after: watched(after) }, before && watched(before));
  return workOf(of.map((rule) => () => findings(rule, change)));
}

/** The rules whose work grows faster than the object, each with how many times as much it became. */
function fasterThan(small: Change, large: Change): Record<string, number> {
  const asked = rules.filter((rule) => applies(rule, small));
  const [less, more] = [work(asked, small), work(asked, large)];
  const growth = asked.map(({ id }, i) => [id, more[i]! / Math.max(less[i]!, tiny / times)] as const);
  return Object.fromEntries(growth.filter(([, factor]) => factor > mostTimes));
}

describe('every rule, where lists and maps meet', () => {
  test.each(shapes.map((shape) => [shape.name, shape] as const))('%s', (_, shape) => {
    expect(fasterThan(sized(shape, size), sized(shape, times * size))).toEqual({});
  });
});

const scalar = (type: FieldType, text: string, i: number): Json | undefined =>
  ({ string: text, time: text, quantity: text, integer: i, intOrString: text, boolean: true, any: text })[type];

/** A value of the type. A struct has only one of its fields that are not scalars, which depends on i, because many structs are unions. */
function valueOf(type: FieldType, text: string, i = 0): Json {
  const value = scalar(type, text, i);
  if (value !== undefined) return value;
  if (isListType(type)) return [valueOf(itemType(type), text, i)];
  if (isMapType(type)) return { [text]: valueOf(itemType(type), text, i) };
  const fields = Object.entries(fieldsOf(type));
  const scalars = fields.filter(([, inner]) => scalar(inner, text, i) !== undefined);
  const others = fields.filter(([, inner]) => scalar(inner, text, i) === undefined);
  const one = others[i % others.length];
  return Object.fromEntries(
    [...scalars, ...(one === undefined ? [] : [one])].map(([name, inner]) => [
      name,
      valueOf(inner, text, Math.floor(i / Math.max(others.length, 1))),
    ]),
  );
}

/** A value of the type with the text in each field, and in each list and map an entry for each field that it can have. */
function filled(type: FieldType, text: string): Json {
  const value = scalar(type, text, 1);
  if (value !== undefined) return value;
  if (isListType(type)) return [filled(itemType(type), text)];
  if (isMapType(type)) return { [text]: filled(itemType(type), text) };
  return Object.fromEntries(Object.entries(fieldsOf(type)).map(([name, inner]) => [name, filled(inner, text)]));
}

type Path = readonly string[];

/** The lists and maps in a type, by the names of the fields that lead there. */
function* collections(type: FieldType, path: Path = []): Generator<Path> {
  for (const [name, inner] of Object.entries(fieldsOf(type))) {
    const at = [...path, name];
    const isCollection = isListType(inner) || isMapType(inner);
    if (isCollection) yield at;
    yield* collections(isCollection ? itemType(inner) : inner, at);
  }
}

/** A value of the type with n entries there, each its own. */
function grown(type: FieldType, [name, ...rest]: Path, n: number): Json {
  if (isListType(type)) {
    return name === undefined
      ? many(n, (i) => valueOf(itemType(type), `x${i}`, i))
      : [grown(itemType(type), [name, ...rest], n)];
  }
  if (isMapType(type)) {
    if (name !== undefined) return { x: grown(itemType(type), [name, ...rest], n) };
    return Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, valueOf(itemType(type), `x${i}`, i)]));
  }
  return { ...objectAt(valueOf(type, 'x')), [name!]: grown(fieldType(type, name!)!, rest, n) };
}

const reversed = (value: Json | undefined): Json =>
  isList(value)
    ? value.map(reversed).reverse()
    : isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, reversed(inner)]))
      : (value ?? null);

const kinds = ['Pod', 'StatefulSet', 'Job', 'CronJob'] as const;
/** A template is the same in every kind; what is in that of a Pod is looked into there. */
const isOfTemplate = (path: Path): boolean => path.includes('template') && path.at(-1) !== 'template';
const everywhere = kinds.flatMap((kind) =>
  [...collections(kind)]
    .filter((path) => !isOfTemplate(path))
    .map((path) => [`${kind} ${path.join('.')}`, kind, path] as const),
);

/** A new field of Kubernetes is looked into without anyone remembering it. */
describe('every rule, over each list and map', () => {
  test.each(everywhere)('%s', (_, kind, path) => {
    const make = (n: number): JsonObject => objectAt(grown(kind, path, n));
    const ways: Shape[] = [
      { name: 'created', kind, after: make },
      { name: 'of a file', kind, phase: 'offline', after: make },
      { name: 'reversed', kind, before: make, after: (n) => objectAt(reversed(make(n))) },
      { name: 'removed', kind, before: make, after: () => make(0) },
    ];
    const fast = ways.map((way) => [way.name, fasterThan(sized(way, size), sized(way, times * size))]);
    expect(fast).toEqual(ways.map(({ name }) => [name, {}]));
  });
});

describe('what is filled in before a rule is asked', () => {
  const pages = (n: number): JsonObject =>
    shapes.find(({ name }) => name.startsWith('huge pages of the Pod'))!.after(n);
  test.each<[string, (object: JsonObject) => unknown]>([
    ['by kube-apiserver into a Pod of a file', (object) => nativeDefaults(object, 'Pod')],
    ['by kube-apiserver into the resources of a Pod', (object) => asCreated(object, serverFacts(37))],
  ])('%s', (_, fill) => {
    const steps = (n: number): number => stepsOf(() => fill(watched(pages(n))));
    expect(steps(times * size) / steps(size)).toBeLessThan(mostTimes);
  });
});

/** What patterns of names, images, paths, amounts and the like could go through again and again. */
const units = [
  ' ',
  '\u0085',
  'a',
  'A',
  '0',
  '.',
  ':',
  '-',
  '_',
  '/',
  '=',
  '%',
  'a.',
  'a-',
  'a/',
  '../',
  '0.',
  '0:',
  '1e',
  "['",
  'a ',
];
/** Linear work becomes four times as much, quadratic work sixteen times. */
const long = 40_000;
/** Milliseconds of CPU, several times what linear work takes: below it there is nothing to compare. */
const soonMs = 500;

describe('every rule, over texts of', () => {
  test.each(units)('%j', (unit) => {
    /** A pattern that goes through a text again and again does so inside of the regular expression: only time tells. */
    const timeWith = (length: number): number =>
      cpuOf(() => {
        const run = unit.repeat(length / unit.length);
        for (const text of [run, `${run}!`, `a${run}a`]) {
          for (const kind of kinds) {
            const change = changeOf({ name: '', after: { ...objectAt(filled(kind, text)), kind } });
            for (const rule of rules.filter((one) => applies(one, change))) for (const _ of findings(rule, change));
          }
        }
      });
    const [short, ms] = [timeWith(long / times), timeWith(long)];
    expect(ms < soonMs || ms / short < 2 * mostTimes).toBe(true);
  });
});
